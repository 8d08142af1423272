/** Asks the server which shard documents of a tenant will go to, and remembers it: sharding never changes. */
import { type NamingConvention } from '../../model/asset.js';
import { graphNames } from '../../model/smart-graph.js';
import type { ArangoClient } from './client.js';
import { countByShard, readProperties } from './collections.js';
import { attributeOf, collectionOf } from './names.js';
import type { Readiness } from './readiness.js';

/** The collection that is asked: all collections of a SmartGraph give the same group. */
const askedKind = 'Device';

/** Keys that are remembered; a tenant's place is asked for when it is added, checked or forecast. */
const maxRemembered = 10_000;

export class Placements {
  readonly #groups = new Map<string, Promise<string>>();
  readonly #shards = new Map<NamingConvention, Promise<readonly string[]>>();

  constructor(
    private readonly client: ArangoClient,
    private readonly readiness: Readiness,
  ) {}

  /** Returns the groupId of each tenant key, in key order: one request for each key that is not known yet. */
  async groupsOf(naming: NamingConvention, tenantKeys: readonly string[]): Promise<readonly string[]> {
    await this.readiness.requireGraph(naming);
    return Promise.all(tenantKeys.map((key) => this.#groupOf(naming, key)));
  }

  /** Forgets what was asked: the collections may be others now. */
  forget(): void {
    this.#groups.clear();
    this.#shards.clear();
  }

  #groupOf(naming: NamingConvention, tenantKey: string): Promise<string> {
    const name = `${naming} ${tenantKey}`;
    const known = this.#groups.get(name);
    if (known) return known;
    if (this.#groups.size >= maxRemembered) this.#groups.clear();
    const asked = this.#ask(naming, tenantKey);
    this.#groups.set(name, asked);
    asked.catch(() => this.#groups.delete(name));
    return asked;
  }

  async #ask(naming: NamingConvention, tenantKey: string): Promise<string> {
    const shards = await this.#shardsOf(naming);
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
  #shardsOf(naming: NamingConvention): Promise<readonly string[]> {
    const known = this.#shards.get(naming);
    if (known) return known;
    const asked = this.#readShards(naming);
    this.#shards.set(naming, asked);
    asked.catch(() => this.#shards.delete(naming));
    return asked;
  }

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
