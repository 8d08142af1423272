/** What becomes of a move that the cluster refused, or that was under way when the server stopped: read off the topology. */
import type { Move, PlanOptions } from '../../model/plan.js';
import { type ClusterTopology, replicasOf } from '../../model/topology.js';
import { otherTargetOf, refusalsOf } from '../../planning/answers/given-moves.js';

/** DONE: the group is where the move leads. AGAIN: `move` is possible now. GIVE_UP: nothing is, for the reason given. */
export type NextAttempt =
  | { readonly kind: 'DONE' }
  | { readonly kind: 'AGAIN'; readonly move: Move }
  | { readonly kind: 'GIVE_UP'; readonly sentence: string };

/**
 * Returns whether the group is in the place and role that the move leads to. A placement changes in one transaction, so
 * a move that was begun has either happened or not.
 */
export function isMoveMade({ groups }: ClusterTopology, { kind, groupId, from, to }: Move): boolean {
  const group = groups.find((each) => each.groupId === groupId);
  if (!group) return false;
  switch (kind) {
    case 'LEADERSHIP_TRANSFER':
      return group.leader === to;
    case 'MOVE_LEADER':
      return group.leader === to && !replicasOf(group).includes(from);
    case 'MOVE_FOLLOWER':
      return group.inSync.includes(to) && !replicasOf(group).includes(from);
  }
}

/** Returns what to do next with a move that came to nothing, while others are under way. */
export function nextAttempt(
  topology: ClusterTopology,
  move: Move,
  options: PlanOptions,
  underWay: readonly Move[],
): NextAttempt {
  if (isMoveMade(topology, move)) return { kind: 'DONE' };
  const refusal = refusalsOf(topology, [move], options).get(move.index);
  if (!refusal) return { kind: 'AGAIN', move };
  const to = otherTargetOf(topology, move, options, underWay);
  return to === null ? { kind: 'GIVE_UP', sentence: refusal.sentence } : { kind: 'AGAIN', move: { ...move, to } };
}
