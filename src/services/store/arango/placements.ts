/** Asks the server which shard documents of a tenant will go to, and remembers it: sharding never changes. */
import { Remembered } from '../../base/remembered.js';
import { type NamingConvention } from '../../model/asset.js';
import { graphNames } from '../../model/smart-graph.js';
import type { ArangoClient } from './client.js';
import { countByShard, readProperties } from './collections.js';
import { attributeOf, collectionOf } from './names.js';
import type { Readiness } from './readiness.js';

/** The collection that is asked: all collections of a SmartGraph give the same group. */
const askedKind = 'Device';

export class Placements {
  readonly #groups = new Remembered<string>();
  readonly #shards = new Remembered<readonly string[]>();

  constructor(
    private readonly client: ArangoClient,
    private readonly readiness: Readiness,
  ) {}

  /** Returns the groupId of each tenant key, in key order: one request for each key that is not known yet. */
  async groupsOf(naming: NamingConvention, tenantKeys: readonly string[]): Promise<readonly string[]> {
    await this.readiness.requireGraph(naming);
    return Promise.all(tenantKeys.map((key) => this.#groups.get(`${naming} ${key}`, () => this.#ask(naming, key))));
  }

  /** Forgets what was asked: the collections may be others now. */
  forget(): void {
    this.#groups.forget();
    this.#shards.forget();
  }

  async #ask(naming: NamingConvention, tenantKey: string): Promise<string> {
    const shards = await this.#shards.get(naming, () => this.#readShards(naming));
    if (shards.length <= 1) return `${graphNames[naming]}/0`;
    const { shardId } = await this.client.request<{ readonly shardId: string }>({
      method: 'PUT',
      path: `/_api/collection/${collectionOf(naming, askedKind)}/responsibleShard`,
      // The key as well: in a SmartGraph it has to begin with the attribute's value.
      body: { _key: `${tenantKey}:0`, [attributeOf(naming)]: tenantKey },
      isRepeatable: true,
    });
    const index = shards.indexOf(shardId);
    if (index < 0) throw new RangeError(`ArangoDB names shard ${shardId}, which ${graphNames[naming]} does not have`);
    return `${graphNames[naming]}/${index}`;
  }

  /** The shards of the asked collection, by index. */
  async #readShards(naming: NamingConvention): Promise<readonly string[]> {
    const { deployment } = await this.readiness.facts();
    const name = collectionOf(naming, askedKind);
    if (deployment === 'ARANGODB_SINGLE_SERVER') return [];
    const { numberOfShards = 1 } = await readProperties(this.client, name);
    if (numberOfShards === 1) return [];
    return sortedShards((await countByShard(this.client, name)).documentsOf.keys());
  }
}

/** Returns shard ids in the order of their numbers: shard i of coupled collections is the i-th of each. */
export function sortedShards(shardIds: Iterable<string>): readonly string[] {
  return [...shardIds].sort((a, b) => numberOf(a) - numberOf(b));
}

function numberOf(shardId: string): number {
  return Number.parseInt(shardId.replace(/^s/, ''), 10);
}
