/**
 * Collections of other people and databases: read only, so that a plan sees everything that the servers hold. They
 * change seldom and are not Shardbook's to move, so they are looked at once a minute.
 */
import type { Clock } from '../../base/clock.js';
import { Remembered } from '../../base/remembered.js';
import type { ArangoClient } from './client.js';
import { type CollectionFacts, listCollections, readDistribution, type ShardPlace } from './collections.js';
import { isGone } from './failures.js';
import { isOwnCollection, kindOf } from './names.js';
import { type Count, type Counted, nameOf, type Sizes } from './sizes.js';

/** How old what is known of other databases may get, in milliseconds. */
const maxAgeMs = 60_000;

/** A collection that is not Shardbook's. */
export interface ForeignCollection {
  /** `database/collection`; in our own database just the collection. */
  readonly name: string;
  readonly counted: Counted;
  readonly count: Count;
  readonly places: readonly ShardPlace[];
}

export class Foreign {
  readonly #known: Remembered<readonly ForeignCollection[]>;

  constructor(
    private readonly client: ArangoClient,
    private readonly sizes: Sizes,
    clock: Clock,
  ) {
    this.#known = new Remembered(clock, maxAgeMs);
  }

  /** Returns the collections, at most a minute old, in the order of database and name. System collections are left out. */
  read(): Promise<readonly ForeignCollection[]> {
    return this.#known.get('all', () => this.#readAll());
  }

  async #readAll(): Promise<readonly ForeignCollection[]> {
    const { result } = await this.client.get<{ readonly result: readonly string[] }>('/_api/database/user');
    const databases = await Promise.all(
      [...result].sort().map((name) => unlessGone(() => this.#readDatabase(name)).then((found) => found ?? [])),
    );
    return databases.flat();
  }

  async #readDatabase(database: string): Promise<readonly ForeignCollection[]> {
    const isOurs = database === this.client.database;
    const all = await listCollections(this.client, database);
    const wanted = all.filter((each) => isForeign(each, isOurs)).sort((a, b) => (a.name < b.name ? -1 : 1));
    if (wanted.length === 0) return [];
    const distribution = await readDistribution(this.client, database);
    const counted = wanted.map(({ name }) => ({ database, name }));
    const counts = await Promise.all(counted.map((each) => unlessGone(() => this.sizes.counts([each]))));
    return counted.flatMap((each, at) => {
      const count = counts[at]?.get(nameOf(each));
      const places = distribution.get(each.name) ?? [];
      if (!count || places.length === 0) return [];
      return [{ name: isOurs ? each.name : `${database}/${each.name}`, counted: each, count, places }];
    });
  }
}

/** Resolves with null when the collection or database was dropped since it was listed: it is not Shardbook's to miss. */
async function unlessGone<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}

function isForeign({ name, isSystem }: CollectionFacts, isOurs: boolean): boolean {
  if (isSystem || name.startsWith('_')) return false;
  return !(isOurs && (isOwnCollection(name) || kindOf(name) !== null));
}
