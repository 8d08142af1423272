/** Jobs that move a replica: which are possible, and how one starts and ends. When they go on is in `supervision`. */
import type { Collection } from './collection.js';
import type { Deployment } from './deployment.js';
import type { Placement } from './placement.js';

/** A move as POST /_admin/cluster/rebalance/execute takes it (docs-hugo 3.12, develop/http-api/cluster.md). */
export interface MoveRequest {
  /** Ids of servers. */
  readonly from: string;
  readonly to: string;
  readonly shard: string;
  /** Id of the collection, as a number. */
  readonly collection: number;
  readonly isLeader: boolean;
}

/** A move of the replica of one shard, or of shard i of all collections that are coupled. */
export interface MoveJob extends MoveRequest {
  readonly owner: Collection;
  readonly placement: Placement;
  state: 'TODO' | 'PENDING';
  /** Whether only the role moves: `to` held a replica when the job started. */
  isTransfer: boolean;
}

/** Returns why a move cannot be made; null when it can. */
export function obstacleTo(deployment: Deployment, move: MoveJob): string | null {
  const { plan, current } = move.placement;
  const { distributeShardsLike } = move.owner.properties;
  if (distributeShardsLike !== null)
    return `collection must not have distributeShardsLike, follows ${distributeShardsLike}`;
  if (!deployment.isAlive(move.to)) return 'toServer not in good condition';
  if (!plan.includes(move.from)) return 'fromServer must be in the plan of the shard';
  if ((plan[0] === move.from) !== move.isLeader) return 'isLeader does not agree with the role of fromServer';
  if (!plan.includes(move.to)) return null;
  const isInSync = current.includes(move.to);
  return move.isLeader && isInSync ? null : 'toServer must not already hold the shard';
}

/** Plans the replica on the new server. */
export function startMove(move: MoveJob): void {
  move.state = 'PENDING';
  move.isTransfer = move.placement.plan.includes(move.to);
  if (!move.isTransfer) move.placement.plan.push(move.to);
}

/** Gives the new server the role and takes it from the old one, which stays a follower when only the role moved. */
export function endMove({ placement, from, to, isLeader, isTransfer }: MoveJob): void {
  const without = (ids: readonly string[]): string[] => ids.filter((id) => id !== from && id !== to);
  const rest = isTransfer ? [from] : [];
  const place = (ids: readonly string[]): string[] => {
    if (isLeader) return [to, ...without(ids), ...rest];
    return ids.filter((id) => id !== to).map((id) => (id === from ? to : id));
  };
  placement.plan = place(placement.plan);
  placement.current = placement.current.includes(from)
    ? place(placement.current)
    : without(placement.current).concat(to);
}

/** Takes back what a started move planned. */
export function abortMove({ placement, to, isTransfer, state }: MoveJob): void {
  if (state === 'TODO' || isTransfer) return;
  placement.plan = placement.plan.filter((id) => id !== to);
  placement.current = placement.current.filter((id) => id !== to);
}
