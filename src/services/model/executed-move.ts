/** A move as ArangoDB carries it out: asked of the prototype collection's shard, which the coupled ones follow. */
import type { MoveKind } from './plan.js';
import type { TopologyCollection, TopologyGroup } from './topology.js';

/** A move as `POST /_admin/cluster/rebalance/execute` takes it. `database` and the textual id are what the server reads. */
export interface ExecutedMove {
  readonly database: string;
  readonly collection: string;
  readonly shard: string;
  readonly from: string;
  readonly to: string;
  /** true for a leader, whether or not its data moves: the server finds out from the target. */
  readonly isLeader: boolean;
}

/**
 * Returns which shard of which collection stands for a group; the collection's name where its id is not known. Throws a
 * RangeError for a group without shards.
 */
export function prototypeShard(
  { groupId, shards }: TopologyGroup,
  prototype: TopologyCollection | undefined,
): Pick<ExecutedMove, 'collection' | 'shard'> {
  const shard = shards.find(({ collection }) => collection === prototype?.name) ?? shards[0];
  if (!shard) throw new RangeError(`Shard group ${groupId} has no shards`);
  return { collection: prototype?.collectionId ?? shard.collection, shard: shard.shardId };
}

/** Returns whether a kind of move is asked for as one of a leader. */
export function movesLeader(kind: MoveKind): boolean {
  return kind !== 'MOVE_FOLLOWER';
}
