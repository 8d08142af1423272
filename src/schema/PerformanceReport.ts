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

const LatencyFigures = builder.objectRef<DomainFigures>('LatencyFigures').implement({
  description: 'Measured response times of one kind of query.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Name of the kind of query.' }),
    description: t.exposeString('description', { description: 'What the query asks for.' }),
    samples: t.exposeInt('samples', { description: 'Number of queries sent.' }),
    failures: t.exposeInt('failures', { description: 'Number of queries that failed.' }),
    p50Ms: t.exposeFloat('p50Ms', { description: 'Median response time, in milliseconds.' }),
    p95Ms: t.exposeFloat('p95Ms', { description: '95th percentile of the response time, in milliseconds.' }),
    p99Ms: t.exposeFloat('p99Ms', { description: '99th percentile of the response time, in milliseconds.' }),
    maxMs: t.exposeFloat('maxMs', { description: 'Longest response time, in milliseconds.' }),
    queriesPerSecond: t.exposeFloat('queriesPerSecond', {
      description: 'Answers per second over the whole measurement.',
    }),
  }),
});

const ServerFigureUnit = builder.enumType('ServerFigureUnit', {
  description: "The unit of a server's figure.",
  values: {
    BYTES: { description: 'The value is in bytes.' },
    COUNT: { description: 'The value is a number of things.' },
    SECONDS: { description: 'The value is in seconds.' },
    PERCENT: { description: 'The value is a percentage, 0 to 100.' },
  } satisfies Record<DomainUnit, { description: string }>,
});

const ServerFigure = builder.objectRef<DomainServerFigure>('ServerFigure').implement({
  description: 'A figure that a DB-Server reports about itself.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Stable name of the figure, e.g. MEMORY.' }),
    description: t.exposeString('description', { description: 'What the figure says.' }),
    value: t.exposeFloat('value', { description: 'The value, in the unit of the figure.' }),
    unit: t.field({ type: ServerFigureUnit, description: 'The unit of the value.', resolve: ({ unit }) => unit }),
    source: t.exposeString('source', { description: 'Where the value was read: the name of an ArangoDB metric.' }),
  }),
});

const ServerFigures = builder.objectRef<DomainServerFigures>('ServerFigures').implement({
  description: 'The figures that one DB-Server reports about itself, or why there are none.',
  fields: (t) => ({
    serverId: t.exposeString('serverId', {
      nullable: true,
      description:
        'serverId of the DB-Server; null when this entry stands for all of them, because not even their ' +
        'names are known.',
    }),
    shortName: t.exposeString('shortName', { description: 'Short name of the DB-Server, e.g. DBServer0001.' }),
    figures: t.field({
      type: [ServerFigure],
      description: 'The figures, always in the same order; empty when they were skipped.',
      resolve: ({ figures }) => figures,
    }),
    skipped: t.exposeString('skipped', {
      nullable: true,
      description: 'Why there are no figures; null when there are.',
    }),
  }),
});

/** How fast the store answers. */
export const PerformanceReport = builder.objectRef<DomainReport>('PerformanceReport').implement({
  description: 'How fast the store answers queries. Everything is measured.',
  fields: (t) => ({
    measuredAt: t.expose('measuredAt', { type: 'DateTime', description: 'When the measurement started.' }),
    elapsedMs: t.exposeFloat('elapsedMs', { description: 'Duration of the measurement, in milliseconds.' }),
    concurrency: t.exposeInt('concurrency', { description: 'Number of queries in flight at the same time.' }),
    queries: t.field({
      type: [LatencyFigures],
      description: 'Response times for each kind of query.',
      resolve: ({ queries }) => queries,
    }),
    overall: t.field({
      type: LatencyFigures,
      description: 'Response times over all queries.',
      resolve: ({ overall }) => overall,
    }),
    serverFigures: t.field({
      type: [ServerFigures],
      description: 'What each DB-Server tells of itself, asked right after the queries; one entry per DB-Server.',
      resolve: ({ serverFigures }) => serverFigures,
    }),
  }),
});

/** What the probe saw while the cluster was being changed. */
export const ProbeFigures = builder.objectRef<DomainProbe>('ProbeFigures').implement({
  description:
    'Results of querying existing tenants while the cluster was being changed: the evidence for zero ' +
    'downtime. Everything is measured.',
  fields: (t) => ({
    tenantsProbed: t.exposeInt('tenantsProbed', { description: 'Number of tenants queried, at most 50.' }),
    probes: t.exposeInt('probes', { description: 'Number of queries sent.' }),
    failed: t.exposeInt('failed', { description: 'Number of queries that failed.' }),
    failures: t.stringList({
      description: 'Messages of the first failures, at most 5.',
      resolve: ({ failures }) => [...failures],
    }),
    p50Ms: t.exposeFloat('p50Ms', {
      nullable: true,
      description: 'Median response time, in milliseconds; null when no query was answered.',
    }),
    p95Ms: t.exposeFloat('p95Ms', {
      nullable: true,
      description: '95th percentile of the response time, in milliseconds; null when no query was answered.',
    }),
    maxMs: t.exposeFloat('maxMs', {
      nullable: true,
      description: 'Longest response time, in milliseconds; null when no query was answered.',
    }),
  }),
});
