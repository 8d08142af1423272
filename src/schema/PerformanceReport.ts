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
  description: 'Response times of one kind of query, measured, in milliseconds.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Name of the query.' }),
    description: t.exposeString('description', { description: 'What is asked.' }),
    samples: t.exposeInt('samples', { description: 'Queries that were sent.' }),
    failures: t.exposeInt('failures', { description: 'Queries that failed.' }),
    p50Ms: t.exposeFloat('p50Ms', { description: 'Half of the answers took at most so many milliseconds.' }),
    p95Ms: t.exposeFloat('p95Ms', { description: '95 of 100 answers took at most so many milliseconds.' }),
    p99Ms: t.exposeFloat('p99Ms', { description: '99 of 100 answers took at most so many milliseconds.' }),
    maxMs: t.exposeFloat('maxMs', { description: 'The slowest answer, in milliseconds.' }),
    queriesPerSecond: t.exposeFloat('queriesPerSecond', { description: 'Answers per second of the measurement.' }),
  }),
});

const ServerFigureUnit = builder.enumType('ServerFigureUnit', {
  description: 'What a figure counts.',
  values: {
    BYTES: { description: 'Bytes.' },
    COUNT: { description: 'A number of things.' },
    SECONDS: { description: 'Seconds.' },
    PERCENT: { description: '0 to 100.' },
  } satisfies Record<DomainUnit, { description: string }>,
});

const ServerFigure = builder.objectRef<DomainServerFigure>('ServerFigure').implement({
  description: 'Something that a server tells of itself.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Name of the figure, always the same, e.g. MEMORY.' }),
    description: t.exposeString('description', { description: 'What it is.' }),
    value: t.exposeFloat('value', { description: 'The value, in its unit.' }),
    unit: t.field({ type: ServerFigureUnit, description: 'What it counts.', resolve: ({ unit }) => unit }),
    source: t.exposeString('source', { description: 'Where it was read: the name of a metric of ArangoDB.' }),
  }),
});

const ServerFigures = builder.objectRef<DomainServerFigures>('ServerFigures').implement({
  description: 'What one DB-Server tells of itself, or why it does not.',
  fields: (t) => ({
    serverId: t.exposeString('serverId', {
      nullable: true,
      description: 'Id of the DB-Server; null for all of them, when not even their names could be found out.',
    }),
    shortName: t.exposeString('shortName', { description: 'Short name of the DB-Server, e.g. DBServer0001.' }),
    figures: t.field({
      type: [ServerFigure],
      description: 'What it told, always in the same order; empty when skipped.',
      resolve: ({ figures }) => figures,
    }),
    skipped: t.exposeString('skipped', {
      nullable: true,
      description: 'The reason why there are no figures; null when there are.',
    }),
  }),
});

/** How fast the store answers. */
export const PerformanceReport = builder.objectRef<DomainReport>('PerformanceReport').implement({
  description: 'How fast the store answers. Everything is measured.',
  fields: (t) => ({
    measuredAt: t.expose('measuredAt', { type: 'DateTime', description: 'When the measurement began.' }),
    elapsedMs: t.exposeFloat('elapsedMs', { description: 'How long it took, in milliseconds.' }),
    concurrency: t.exposeInt('concurrency', { description: 'Queries that ran at the same time.' }),
    queries: t.field({ type: [LatencyFigures], description: 'Each kind of query.', resolve: ({ queries }) => queries }),
    overall: t.field({ type: LatencyFigures, description: 'All queries together.', resolve: ({ overall }) => overall }),
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
    'Queries of existing tenants while the cluster was being changed: the evidence for zero downtime. Measured.',
  fields: (t) => ({
    tenantsProbed: t.exposeInt('tenantsProbed', { description: 'Tenants that were queried, at most 50.' }),
    probes: t.exposeInt('probes', { description: 'Queries that were sent.' }),
    failed: t.exposeInt('failed', { description: 'Queries that failed.' }),
    failures: t.stringList({ description: 'The first failures, at most 5.', resolve: ({ failures }) => [...failures] }),
    p50Ms: t.exposeFloat('p50Ms', {
      nullable: true,
      description: 'Half of the answers took at most so many milliseconds; null where no probe ran.',
    }),
    p95Ms: t.exposeFloat('p95Ms', {
      nullable: true,
      description: '95 of 100 answers took at most so many milliseconds; null where no probe ran.',
    }),
    maxMs: t.exposeFloat('maxMs', {
      nullable: true,
      description: 'The slowest answer, in milliseconds; null where no probe ran.',
    }),
  }),
});
