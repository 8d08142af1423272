/**
 * Collections as the server describes them: their kind and sharding, how many documents and bytes they hold, and which
 * server leads and which follow each of their shards.
 */
import type { ArangoClient } from './client.js';

/** What the endpoints of a collection tell, each of them a part. */
export interface CollectionFacts {
  readonly id: string;
  readonly name: string;
  /** 2: documents, 3: edges. */
  readonly type: number;
  readonly isSystem: boolean;
  readonly numberOfShards?: number;
  /** `satellite` and 0 stand for a copy on every server. */
  readonly replicationFactor?: number | 'satellite';
  readonly writeConcern?: number;
  readonly smartGraphAttribute?: string;
  readonly isSmart?: boolean;
  readonly isDisjoint?: boolean;
  /** The prototype's name. */
  readonly distributeShardsLike?: string;
  /** Documents. */
  readonly count?: number;
  readonly figures?: { readonly documentsSize?: number; readonly indexes?: { readonly size?: number } };
}

/** Returns the collections of a database but for hidden and system ones. */
export async function listCollections(client: ArangoClient, database?: string): Promise<readonly CollectionFacts[]> {
  const search = { excludeSystem: true };
  const answer = await client.get<{ readonly result: readonly CollectionFacts[] }>('/_api/collection', {
    search,
    database,
  });
  return answer.result;
}

/** Returns a collection's sharding. Throws an ArangoFailure (1203) when there is none of this name. */
export function readProperties(client: ArangoClient, name: string, database?: string): Promise<CollectionFacts> {
  return read(client, name, 'properties', database);
}

/** Returns a collection's sharding, documents and sizes. */
export function readFigures(client: ArangoClient, name: string, database?: string): Promise<CollectionFacts> {
  return read(client, name, 'figures', database);
}

function read(client: ArangoClient, name: string, part: string, database?: string): Promise<CollectionFacts> {
  return client.get<CollectionFacts>(`/_api/collection/${encodeURIComponent(name)}/${part}`, { database });
}

/** Returns documents by shard of a collection; empty on a single server, which has no shards. */
export async function countByShard(
  client: ArangoClient,
  name: string,
  database?: string,
): Promise<CollectionFacts & { readonly documentsOf: ReadonlyMap<string, number> }> {
  const facts = await client.get<Omit<CollectionFacts, 'count'> & { count: number | Record<string, number> }>(
    `/_api/collection/${encodeURIComponent(name)}/count`,
    { search: { details: true }, database },
  );
  const { count } = facts;
  const documentsOf = new Map(typeof count === 'number' ? [] : Object.entries(count));
  const documents = typeof count === 'number' ? count : [...documentsOf.values()].reduce((sum, n) => sum + n, 0);
  return { ...facts, count: documents, documentsOf };
}

/** Where a shard is planned to be, and where it is. Servers by their short names. */
export interface ShardPlace {
  readonly shardId: string;
  readonly leader: string;
  readonly followers: readonly string[];
  /** Servers that have all of the leader's changes, the leader included. */
  readonly current: readonly string[];
  /** Who leads it at this moment. */
  readonly currentLeader: string;
  /** Documents that a new replica has, and has to have; null while nothing is being copied. */
  readonly progress: { readonly done: number; readonly total: number } | null;
}

interface PlanEntry {
  readonly leader?: string;
  readonly followers?: readonly string[];
  readonly progress?: { readonly total?: number; readonly current?: number } | null;
}

interface Distribution {
  readonly results: Readonly<
    Record<
      string,
      { readonly Plan?: Readonly<Record<string, PlanEntry>>; readonly Current?: Readonly<Record<string, PlanEntry>> }
    >
  >;
}

/**
 * Returns the shards of each collection of a database, hidden ones too, by the collection's name. From
 * `/_admin/cluster/shardDistribution`, which ArangoDB's own web interface and cluster guide use.
 */
export async function readDistribution(
  client: ArangoClient,
  database?: string,
): Promise<ReadonlyMap<string, readonly ShardPlace[]>> {
  const { results } = await client.get<Distribution>('/_admin/cluster/shardDistribution', { database });
  return new Map(
    Object.entries(results).map(([name, { Plan = {}, Current = {} }]) => [
      name,
      Object.entries(Plan).map(([shardId, plan]) => placeOf(shardId, plan, Current[shardId])),
    ]),
  );
}

function placeOf(shardId: string, plan: PlanEntry, current: PlanEntry | undefined): ShardPlace {
  const { total = 0, current: done = 0 } = plan.progress ?? {};
  return {
    shardId,
    // A leader that is about to resign is marked with an underscore.
    leader: (plan.leader ?? '').replace(/^_/, ''),
    followers: plan.followers ?? [],
    current: [(current?.leader ?? '').replace(/^_/, ''), ...(current?.followers ?? [])].filter((name) => name !== ''),
    currentLeader: (current?.leader ?? '').replace(/^_/, ''),
    progress: plan.progress && total > 0 ? { done: Math.min(done, total), total } : null,
  };
}
