/**
 * Measures response times with real queries for real tenants, through the store port: what a client of the store waits
 * for, without GraphQL on top. Every answer is looked at, and a failed query is counted, never left out.
 */
import { setImmediate } from 'node:timers/promises';

import type { Clock } from '../base/clock.js';
import { DomainError } from '../errors/errors.js';
import type { LatencyFigures, PerformanceReport, ServerFigures } from '../model/check.js';
import type { Store } from '../store/port.js';
import { LatencyRecorder } from './latency-recorder.js';
import { measuredQueries, type MeasuredQuery, readSubjects, type Subject } from './performance-queries.js';

export interface PerformanceDependencies {
  readonly store: Store;
  readonly clock: Clock;
}

export interface PerformanceRequest {
  /** Queries of each kind, 1 to 1,000. */
  readonly samples: number;
  /** Queries that run at the same time, 1 to 16. */
  readonly concurrency: number;
}

/** What was seen of one kind of query, or of all of them. */
interface Tally {
  readonly times: LatencyRecorder;
  failures: number;
  elapsedMs: number;
}

/**
 * Returns the figures of each kind of query, in the order of `measuredQueries`, of all together, and of the DB-Servers. One kind is
 * measured after the other, each over up to 50 tenants in turn. `samples` counts the queries that were answered or
 * failed; times and percentiles (nearest rank) are of those that were answered. A tenant that is removed meanwhile
 * is no failure and is not asked again. Without tenants everything is 0. Throws the store's errors only when it cannot even
 * say which tenants there are.
 */
export async function measurePerformance(
  { store, clock }: PerformanceDependencies,
  { samples, concurrency }: PerformanceRequest,
): Promise<PerformanceReport> {
  const measuredAt = clock.now().toISOString();
  const startedMs = clock.elapsedMs();
  const subjects = [...(await readSubjects(store))];
  const overall = newTally();
  const queries: LatencyFigures[] = [];
  for (const query of measuredQueries) {
    const tally = newTally();
    await measureOne({ store, clock }, { query, subjects, samples, concurrency }, [tally, overall]);
    queries.push(figuresOf(query.name, query.description, tally));
  }
  const elapsedMs = clock.elapsedMs() - startedMs;
  // Asked afterwards: while queries are timed, nothing else is to keep the servers busy.
  const serverFigures = await readServerFigures(store);
  return {
    measuredAt,
    elapsedMs,
    concurrency,
    queries,
    overall: figuresOf('ALL', 'All queries above together', overall),
    serverFigures,
  };
}

/** Figures of servers stand beside the times: without them the times are still worth having. */
async function readServerFigures(store: Store): Promise<readonly ServerFigures[]> {
  try {
    return await store.serverFigures();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return [{ serverId: null, shortName: 'All DB-Servers', figures: [], skipped: error.message }];
  }
}

interface Task {
  readonly query: MeasuredQuery;
  /** Tenants that turn out to be removed are taken out. */
  readonly subjects: Subject[];
  readonly samples: number;
  readonly concurrency: number;
}

async function measureOne(
  { store, clock }: PerformanceDependencies,
  { query, subjects, samples, concurrency }: Task,
  tallies: readonly Tally[],
): Promise<void> {
  let next = 0;
  const startedMs = clock.elapsedMs();
  const work = async (): Promise<void> => {
    while (next < samples) {
      const at = next++;
      const subject = subjects[at % subjects.length];
      if (!subject) return;
      const sentMs = clock.elapsedMs();
      const answered = await query.isAnswered(store, subject, at).catch(() => false);
      const ms = clock.elapsedMs() - sentMs;
      if (answered) for (const tally of tallies) tally.times.record(ms);
      else if (await isActive(store, subject)) for (const tally of tallies) tally.failures += 1;
      else if (subjects.includes(subject)) subjects.splice(subjects.indexOf(subject), 1);
      // Outside of the measured time: others get their turn even where a store answers without waiting.
      await setImmediate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, samples) }, work));
  const elapsedMs = clock.elapsedMs() - startedMs;
  for (const tally of tallies) tally.elapsedMs += elapsedMs;
}

/** A store that cannot say so has failed, and the query with it. */
async function isActive(store: Store, { tenantKey }: Subject): Promise<boolean> {
  try {
    const [tenant] = await store.tenantsByKey([tenantKey]);
    return tenant?.status === 'ACTIVE';
  } catch {
    return true;
  }
}

function newTally(): Tally {
  return { times: new LatencyRecorder(), failures: 0, elapsedMs: 0 };
}

/** A time too short for the clock gives 0 queries/s: infinitely many were not measured. */
function figuresOf(name: string, description: string, { times, failures, elapsedMs }: Tally): LatencyFigures {
  return {
    name,
    description,
    samples: times.count + failures,
    failures,
    p50Ms: times.percentileMs(50) ?? 0,
    p95Ms: times.percentileMs(95) ?? 0,
    p99Ms: times.percentileMs(99) ?? 0,
    maxMs: times.maxMs ?? 0,
    queriesPerSecond: elapsedMs > 0 ? times.count / (elapsedMs / 1000) : 0,
  };
}
