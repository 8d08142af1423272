/**
 * What a move does to a placement, as a pure function: the planner predicts with it and the embedded store moves with
 * it, so that what was predicted is what is reached.
 */
import { MoveRefusedError } from '../errors/errors.js';
import type { Move } from './plan.js';
import { type ClusterTopology, replicasOf, type TopologyGroup, type TopologyServer } from './topology.js';

/** The part of a move that decides where a group ends up. */
export type PlacementChange = Pick<Move, 'kind' | 'groupId' | 'from' | 'to'>;

/**
 * Returns the topology after one move; the argument stays as it is. A leadership transfer swaps the leader `from` with
 * the in-sync follower `to`, which hands over its place among the followers; a move of a leader or of a follower puts
 * `to` in the place of `from`, in sync if `from` was. Sizes, load and all other groups are the same objects as before.
 * Throws a MoveRefusedError when the group, a server or the roles are not as the move needs them.
 */
export function applyMove(topology: ClusterTopology, move: PlacementChange): ClusterTopology {
  const at = topology.groups.findIndex((group) => group.groupId === move.groupId);
  const group = topology.groups[at];
  if (!group) throw refused(move, `there is no shard group ${move.groupId}`);
  const changed = moveGroup(group, topology.servers, move);
  return { ...topology, groups: topology.groups.with(at, changed) };
}

/**
 * Returns the group in its new place; neither argument is changed. The rules are those of `applyMove`. Throws a
 * MoveRefusedError when a server or a role is not as the move needs it.
 */
export function moveGroup(
  group: TopologyGroup,
  servers: readonly TopologyServer[],
  move: PlacementChange,
): TopologyGroup {
  requireTarget(servers, move);
  switch (move.kind) {
    case 'LEADERSHIP_TRANSFER':
      requireLeader(group, move);
      if (!group.followers.includes(move.to)) throw refused(move, `${move.to} is not a follower of the group`);
      if (!group.inSync.includes(move.to)) throw refused(move, `${move.to} is not in sync`);
      return { ...group, leader: move.to, ...inPlaceOf(group, move.to, move.from) };
    case 'MOVE_LEADER':
      requireLeader(group, move);
      requireNoReplica(group, move);
      return { ...group, leader: move.to };
    case 'MOVE_FOLLOWER':
      if (!group.followers.includes(move.from)) throw refused(move, `${move.from} is not a follower of the group`);
      requireNoReplica(group, move);
      return { ...group, ...inPlaceOf(group, move.from, move.to) };
  }
}

function inPlaceOf(group: TopologyGroup, old: string, next: string): Pick<TopologyGroup, 'followers' | 'inSync'> {
  const swap = (serverId: string): string => (serverId === old ? next : serverId);
  return { followers: group.followers.map(swap), inSync: group.inSync.map(swap) };
}

function requireLeader(group: TopologyGroup, move: PlacementChange): void {
  if (group.leader !== move.from) throw refused(move, `${group.leader} leads the group, not ${move.from}`);
}

/** Two replicas of a shard on one DB-Server would be lost together. */
function requireNoReplica(group: TopologyGroup, move: PlacementChange): void {
  if (replicasOf(group).includes(move.to)) throw refused(move, `${move.to} already holds a replica of the group`);
}

/** DRAINING servers may still be a target: the way back of a plan that drained them leads there. */
function requireTarget(servers: readonly TopologyServer[], move: PlacementChange): void {
  const target = servers.find((server) => server.serverId === move.to);
  if (!target) throw refused(move, `there is no DB-Server ${move.to}`);
  if (target.status === 'BAD' || target.status === 'FAILED') {
    throw refused(move, `DB-Server ${move.to} is ${target.status}`);
  }
}

const kindNames = {
  LEADERSHIP_TRANSFER: 'leadership transfer',
  MOVE_LEADER: 'move of the leader',
  MOVE_FOLLOWER: 'move of a follower',
} as const;

function refused(move: PlacementChange, reason: string): MoveRefusedError {
  return new MoveRefusedError(
    `The ${kindNames[move.kind]} of ${move.groupId} from ${move.from} to ${move.to} is not possible: ${reason}`,
    'Make a new plan for the current cluster',
  );
}
