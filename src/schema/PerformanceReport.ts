/** How fast the store answers, measured. */
import type {
  LatencyFigures as DomainFigures,
  PerformanceReport as DomainReport,
  ProbeFigures as DomainProbe,
  ServerFigure as DomainServerFigure,
  ServerFigures as DomainServerFigures,
  ServerFigureUnit as DomainUnit,
} from '../services/model/check.js';
import { builder } from './builder.js';
import { enumOf } from './enum.js';
import { exposed, show, showOrNull } from './exposed.js';

const LatencyFigures = builder.objectRef<DomainFigures>('LatencyFigures').implement({
  description: 'Measured response times of one kind of query.',
  fields: exposed(() => ({
    name: show('String', 'Name of the kind of query.'),
    description: show('String', 'What the query asks for.'),
    samples: show('Int', 'Number of queries sent.'),
    failures: show('Int', 'Number of queries that failed.'),
    p50Ms: show('Float', 'Median response time, in milliseconds.'),
    p95Ms: show('Float', '95th percentile of the response time, in milliseconds.'),
    p99Ms: show('Float', '99th percentile of the response time, in milliseconds.'),
    maxMs: show('Float', 'Longest response time, in milliseconds.'),
    queriesPerSecond: show('Float', 'Answers per second over the whole measurement.'),
  })),
});

const ServerFigureUnit = enumOf('ServerFigureUnit', "The unit of a server's figure.", {
  BYTES: 'The value is in bytes.',
  COUNT: 'The value is a number of things.',
  SECONDS: 'The value is in seconds.',
  PERCENT: 'The value is a percentage, 0 to 100.',
} satisfies Record<DomainUnit, string>);

const ServerFigure = builder.objectRef<DomainServerFigure>('ServerFigure').implement({
  description: 'A figure that a DB-Server reports about itself.',
  fields: exposed(() => ({
    name: show('String', 'Stable name of the figure, e.g. MEMORY.'),
    description: show('String', 'What the figure says.'),
    value: show('Float', 'The value, in the unit of the figure.'),
    unit: show(ServerFigureUnit, 'The unit of the value.'),
    source: show('String', 'Where the value was read: the name of an ArangoDB metric.'),
  })),
});

const ServerFigures = builder.objectRef<DomainServerFigures>('ServerFigures').implement({
  description: 'The figures that one DB-Server reports about itself, or why there are none.',
  fields: exposed(() => ({
    serverId: showOrNull(
      'String',
      'serverId of the DB-Server; null when this entry stands for all of them, because not even their ' +
        'names are known.',
    ),
    shortName: show('String', 'Short name of the DB-Server, e.g. DBServer0001.'),
    figures: show([ServerFigure], 'The figures, always in the same order; empty when they were skipped.'),
    skipped: showOrNull('String', 'Why there are no figures; null when there are.'),
  })),
});

/** How fast the store answers. */
export const PerformanceReport = builder.objectRef<DomainReport>('PerformanceReport').implement({
  description: 'How fast the store answers queries. Everything is measured.',
  fields: exposed(() => ({
    measuredAt: show('DateTime', 'When the measurement started.'),
    elapsedMs: show('Float', 'Duration of the measurement, in milliseconds.'),
    concurrency: show('Int', 'Number of queries in flight at the same time.'),
    queries: show([LatencyFigures], 'Response times for each kind of query.'),
    overall: show(LatencyFigures, 'Response times over all queries.'),
    serverFigures: show(
      [ServerFigures],
      'What each DB-Server tells of itself, asked right after the queries; one entry per DB-Server.',
    ),
  })),
});

/** What the probe saw while the cluster was being changed. */
export const ProbeFigures = builder.objectRef<DomainProbe>('ProbeFigures').implement({
  description:
    'Results of querying existing tenants while the cluster was being changed: the evidence for zero ' +
    'downtime. Everything is measured.',
  fields: exposed(() => ({
    tenantsProbed: show('Int', 'Number of tenants queried, at most 50.'),
    probes: show('Int', 'Number of queries sent.'),
    failed: show('Int', 'Number of queries that failed.'),
    failures: show(['String'], 'Messages of the first failures, at most 5.'),
    p50Ms: showOrNull('Float', 'Median response time, in milliseconds; null when no query was answered.'),
    p95Ms: showOrNull(
      'Float',
      '95th percentile of the response time, in milliseconds; null when no query was answered.',
    ),
    maxMs: showOrNull('Float', 'Longest response time, in milliseconds; null when no query was answered.'),
  })),
});
