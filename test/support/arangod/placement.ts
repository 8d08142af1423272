/** Where the replicas of shards are: the plan, what is in sync now, and how a new collection is laid out. */

/** A server that holds data, and whether it answers. */
export interface DbServer {
  /** As the Agency names it: PRMR- and a UUID. */
  readonly id: string;
  readonly shortName: string;
  readonly endpoint: string;
  readonly zone: string | null;
  hasFailed: boolean;
}

/** The servers of one shard, or of shard i of all collections that are coupled: ids, the leader first. */
export interface Placement {
  plan: string[];
  /** Those that have all changes; the first leads. */
  current: string[];
}

/** One shard of a collection. Coupled shards share one placement, so they can only move together. */
export interface Shard {
  readonly id: string;
  readonly placement: Placement;
  /** Documents in it, and about how many bytes they take. */
  count: number;
  bytes: number;
}

/** What a new collection asks for. */
export interface Layout {
  readonly numberOfShards: number;
  readonly replicationFactor: number | 'satellite';
}

/**
 * Returns one placement per shard: leaders go round the servers from `start`, followers are the servers after the leader.
 * Servers that failed get nothing. There must be as many servers as replicas.
 */
export function layOut(layout: Layout, servers: readonly DbServer[], start: number): Placement[] {
  const ids = servers.filter(({ hasFailed }) => !hasFailed).map(({ id }) => id);
  const copies = layout.replicationFactor === 'satellite' ? ids.length : layout.replicationFactor;
  return Array.from({ length: layout.numberOfShards }, (_, shard) => {
    const plan = Array.from({ length: copies }, (_, copy) => ids[(start + shard + copy) % ids.length] ?? '');
    return { plan, current: [...plan] };
  });
}

/**
 * Returns the shard of a value among so many: 32-bit FNV-1a. ArangoDB uses another hash on purpose: who computes it
 * instead of asking the server for the responsible shard is found out.
 */
export function shardOfValue(value: string, numberOfShards: number): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < value.length; at++) hash = Math.imul(hash ^ value.charCodeAt(at), 0x01000193);
  return ((hash ^ (hash >>> 15)) >>> 0) % numberOfShards;
}
