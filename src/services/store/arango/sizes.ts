/**
 * Documents and bytes by shard. Documents are counted by the server; ArangoDB tells bytes of whole collections only, so
 * bytes of a shard are derived: its documents times the collection's average document, which changes slowly and is read
 * again at times.
 */
import type { Clock } from '../../base/clock.js';
import { StoreUnavailableError } from '../../errors/errors.js';
import type { ArangoClient } from './client.js';
import { countByShard, readFigures, readProperties } from './collections.js';
import { isGone } from './failures.js';

/** How old an average may get, in milliseconds. */
const averageMaxAgeMs = 300_000;

/** Averages that one look at the cluster reads again, so that no request pays for all of them. */
const refreshedAtOnce = 1;

interface Average {
  readonly bytes: number;
  readonly readAtMs: number;
}

/** A collection to be counted; hidden ones stand for the edge collection that shows no shards of its own. */
export interface Counted {
  readonly database: string | undefined;
  readonly name: string;
}

/** Sharding and documents of a collection. */
export type Count = Awaited<ReturnType<typeof countByShard>>;

export class Sizes {
  readonly #averages = new Map<string, Average>();
  readonly #lastCounts = new Map<string, Count>();

  constructor(
    private readonly client: ArangoClient,
    private readonly clock: Clock,
  ) {}

  /**
   * Returns the sharding and documents of each collection: one request for each. Where a shard has no leader at the
   * moment, the last count stands, or none: servers and placement can be told all the same.
   */
  async counts(counted: readonly Counted[]): Promise<ReadonlyMap<string, Count>> {
    const counts = await Promise.all(counted.map((each) => this.#count(each)));
    return new Map(counted.flatMap((each, at) => (counts[at] ? [[nameOf(each), counts[at]] as const] : [])));
  }

  /**
   * Returns the bytes of an average document of each collection, at most 5 minutes old but for those that wait for
   * their turn. Reads what was never read or was empty then, and the oldest of the rest.
   */
  async averages(
    counted: readonly Counted[],
    counts: ReadonlyMap<string, Count>,
  ): Promise<ReadonlyMap<string, number>> {
    const nowMs = this.clock.elapsedMs();
    const ageMs = (each: Counted): number => nowMs - (this.#averages.get(nameOf(each))?.readAtMs ?? nowMs);
    const unknown = counted.filter((each) => {
      const known = this.#averages.get(nameOf(each));
      return !known || (known.bytes === 0 && (counts.get(nameOf(each))?.count ?? 0) > 0);
    });
    const stale = counted
      .filter((each) => !unknown.includes(each) && ageMs(each) > averageMaxAgeMs)
      .sort((a, b) => ageMs(b) - ageMs(a))
      .slice(0, refreshedAtOnce);
    await Promise.all([...unknown, ...stale].map((each) => this.#read(each, nowMs)));
    const names = new Set(counted.map(nameOf));
    // Collections of other people come and go.
    for (const known of [this.#averages, this.#lastCounts]) {
      for (const name of known.keys()) if (!names.has(name)) known.delete(name);
    }
    return new Map(counted.map((each) => [nameOf(each), this.#averages.get(nameOf(each))?.bytes ?? 0]));
  }

  async #count(each: Counted): Promise<Count> {
    try {
      const count = await countByShard(this.client, each.name, each.database);
      this.#lastCounts.set(nameOf(each), count);
      return count;
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error;
      const last = this.#lastCounts.get(nameOf(each));
      if (last) return last;
      const facts = await readProperties(this.client, each.name, each.database);
      return { ...facts, count: 0, documentsOf: new Map<string, number>() };
    }
  }

  async #read(each: Counted, nowMs: number): Promise<void> {
    try {
      const { count = 0, figures } = await readFigures(this.client, each.name, each.database);
      const bytes = count > 0 ? (figures?.documentsSize ?? 0) / count : 0;
      this.#averages.set(nameOf(each), { bytes, readAtMs: nowMs });
    } catch (error) {
      // As for counts: the last average stands, or none.
      if (error instanceof StoreUnavailableError) return;
      // Of other people: it was dropped since it was listed.
      if (each.database === undefined || !isGone(error)) throw error;
    }
  }
}

/** Returns the name under which a collection is counted. */
export function nameOf({ database, name }: Counted): string {
  return `${database ?? ''}/${name}`;
}
