/** What the parts of the ArangoDB store share. */
import type { Clock } from '../../base/clock.js';
import type { Random } from '../../base/random.js';
import type { ArangoClient } from './client.js';
import type { Placements } from './placements.js';
import type { Readiness } from './readiness.js';

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

/** Numbers in one millisecond: 2^53 is reached in the year 2255. */
const inOneMs = 1000;

export class Sequences {
  #last = 0;

  constructor(private readonly clock: Clock) {}

  /** Returns a number greater than all before: the time in milliseconds times 1,000, or the last one plus 1. */
  next(): number {
    this.#last = Math.max(this.#last + 1, this.clock.now().getTime() * inOneMs);
    return this.#last;
  }
}

/** Changes of one tenant by this process, one after the other: figures that are read, added to and written stay right. */
export class TenantTurns {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Runs `change` after all earlier changes of this tenant have ended, and resolves or rejects as it does. */
  async take<T>(tenantKey: string, change: () => Promise<T>): Promise<T> {
    const before = this.#last.get(tenantKey) ?? Promise.resolve();
    const turn = before.then(change, change);
    const ended = turn.catch(() => undefined);
    this.#last.set(tenantKey, ended);
    try {
      return await turn;
    } finally {
      if (this.#last.get(tenantKey) === ended) this.#last.delete(tenantKey);
    }
  }
}
