/** The checks as the outside and the runs ask for them: defaults, ranges, and the store they look at. */
import type { Clock } from '../base/clock.js';
import { InvalidInputError } from '../errors/errors.js';
import type {
  ClusterHealth,
  DatabaseReport,
  IsolationReport,
  PerformanceReport,
  PreflightReport,
} from '../model/check.js';
import type { ClusterTopology } from '../model/topology.js';
import type { Store } from '../store/port.js';
import { checkDatabase } from './database.js';
import { healthInTurns } from './health.js';
import { checkIsolation, type IsolationRequest } from './isolation.js';
import { measurePerformance } from './performance.js';
import { runPreflight } from './preflight.js';

export interface CheckService {
  /** Of one tenant, or of all: null. It can be watched and stopped. Throws as `checkIsolation` does. */
  isolation(tenantKey: string | null, watch?: Omit<IsolationRequest, 'tenantKey'>): Promise<IsolationReport>;
  /** Throws the signal's reason when it is aborted. */
  preflight(signal?: AbortSignal): Promise<PreflightReport>;
  /** Whether the data is whole. Throws a DomainError when the store does not answer at all, and the signal's reason. */
  database(signal?: AbortSignal): Promise<DatabaseReport>;
  /** samples per query (1 to 1,000; 50 when left out) and how many run at the same time (1 to 16; 4 when left out). */
  performance(request: { samples?: number | null; concurrency?: number | null }): Promise<PerformanceReport>;
  health(topology: ClusterTopology): Promise<ClusterHealth>;
}

export interface CheckDependencies {
  readonly store: Store;
  readonly clock: Clock;
  /** Whether this process drives a run. */
  readonly drives: (runId: string) => boolean;
}

/** Fifty samples give a p95 that three of them are not below; enough to see a trend, over in a moment. */
const samplesRange = { least: 1, greatest: 1_000, normal: 50 } as const;

const concurrencyRange = { least: 1, greatest: 16, normal: 4 } as const;

/** Returns the check service; `performance` throws InvalidInputError for figures out of range. */
export function createCheckService({ store, clock, drives }: CheckDependencies): CheckService {
  return {
    isolation: (tenantKey, watch) => checkIsolation({ store, clock }, { ...watch, tenantKey }),
    database: (signal) => checkDatabase({ store, clock, drives, signal }),
    preflight: (signal) => runPreflight({ store, clock }, signal),
    // async, so that a figure out of range rejects like every other failure.
    performance: async (request) =>
      measurePerformance(
        { store, clock },
        {
          samples: within('samples', request.samples, samplesRange),
          concurrency: within('concurrency', request.concurrency, concurrencyRange),
        },
      ),
    health: healthInTurns,
  };
}

function within(
  field: string,
  value: number | null | undefined,
  range: { readonly least: number; readonly greatest: number; readonly normal: number },
): number {
  if (value === null || value === undefined) return range.normal;
  if (Number.isInteger(value) && value >= range.least && value <= range.greatest) return value;
  throw new InvalidInputError(
    field,
    `${field} is ${value}; it must be a whole number from ${range.least} to ${range.greatest}`,
  );
}
