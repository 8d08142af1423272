/** How fast the store answers, measured. */
import type {
  LatencyFigures as DomainFigures,
  PerformanceReport as DomainReport,
  ProbeFigures as DomainProbe,
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

/** How fast the store answers. */
export const PerformanceReport = builder.objectRef<DomainReport>('PerformanceReport').implement({
  description: 'How fast the store answers. Everything is measured.',
  fields: (t) => ({
    measuredAt: t.expose('measuredAt', { type: 'DateTime', description: 'When the measurement began.' }),
    elapsedMs: t.exposeFloat('elapsedMs', { description: 'How long it took, in milliseconds.' }),
    concurrency: t.exposeInt('concurrency', { description: 'Queries that ran at the same time.' }),
    queries: t.field({ type: [LatencyFigures], description: 'Each kind of query.', resolve: ({ queries }) => queries }),
    overall: t.field({ type: LatencyFigures, description: 'All queries together.', resolve: ({ overall }) => overall }),
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
