/** What the parts of the ArangoDB store share. */
import type { Clock } from '../../base/clock.js';
import type { Random } from '../../base/random.js';
import type { ArangoClient } from './client.js';
import type { Placements } from './placements.js';
import type { Readiness } from './readiness.js';
import type { TenantTurns } from './tenant-turns.js';

/** A lease that its holder renews in time is never lost; one whose holder is gone is free after this. */
export const leaseMs = 30_000;

/** Told when this process has changed something, so that what is cached is read again. */
export interface Changes {
  happened(): void;
}

export interface StoreParts {
  readonly client: ArangoClient;
  readonly readiness: Readiness;
  readonly placements: Placements;
  readonly changes: Changes;
  readonly turns: TenantTurns;
  readonly clock: Clock;
  readonly random: Random;
  /** The name under which this process holds leases. */
  readonly process: string;
}
