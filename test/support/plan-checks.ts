/** What every plan has to keep, checked from the plan's own moves with none of the planner's code. */
import { applyMove } from '../../src/services/model/placement.js';
import type { Move, PlanBody } from '../../src/services/model/plan.js';
import { type ClusterTopology, groupSize, replicasOf } from '../../src/services/model/topology.js';

/** Returns what is broken in a state of the cluster or while a move is under way, as sentences; empty when nothing is. */
export function brokenLimits(start: ClusterTopology, now: ClusterTopology, underWay: readonly Move[]): string[] {
  const broken: string[] = [];
  const zones = new Set(start.servers.filter(({ status }) => status !== 'DRAINING').map(({ zone }) => zone));
  const zoneOf = new Map(start.servers.map(({ serverId, zone }) => [serverId, zone]));
  const used = new Map<string, bigint>();
  const original = new Map(start.groups.map((group) => [group.groupId, group]));
  for (const group of now.groups) {
    const replicas = replicasOf(group);
    const { bytes } = groupSize(group);
    if (new Set(replicas).size !== replicas.length) broken.push(`${group.groupId} has two replicas on one server`);
    for (const server of replicas) used.set(server, (used.get(server) ?? 0n) + bytes);
    const before = original.get(group.groupId)!;
    if (group.inSync.length < before.inSync.length) broken.push(`${group.groupId} lost an in-sync follower`);
    if (!zones.has(null) && zones.size > 1) {
      const most = Math.ceil(replicas.length / zones.size);
      const crowd = largestCrowd(replicas.map((server) => zoneOf.get(server) ?? ''));
      const crowdBefore = largestCrowd(replicasOf(before).map((server) => zoneOf.get(server) ?? ''));
      if (crowd > Math.max(most, crowdBefore)) broken.push(`${group.groupId} has ${String(crowd)} replicas in a zone`);
    }
  }
  for (const move of underWay) used.set(move.to, (used.get(move.to) ?? 0n) + move.bytes);
  const atStart = usedBytes(start);
  for (const { serverId, capacityBytes } of start.servers) {
    const limit = capacityBytes ?? null;
    const held = used.get(serverId) ?? 0n;
    if (limit !== null && held > limit && held > (atStart.get(serverId) ?? 0n))
      broken.push(`${serverId} is over capacity`);
  }
  return broken;
}

/** Follows a plan wave by wave and move by move; returns everything that is broken on the way. */
export function brokenOnTheWay(plan: PlanBody): string[] {
  const broken: string[] = [];
  const most = plan.options.limits.concurrentMovesPerServer;
  let now = plan.before;
  for (const wave of plan.waves) {
    const moves = wave.moves.map((index) => plan.moves[index]!);
    broken.push(...brokenLimits(plan.before, now, moves));
    for (const { serverId } of plan.before.servers) {
      const busy = moves.filter(({ from, to }) => from === serverId || to === serverId).length;
      if (busy > most) broken.push(`${serverId} takes part in ${String(busy)} moves at once`);
    }
    if (new Set(moves.map(({ groupId }) => groupId)).size !== moves.length)
      broken.push('A group moves twice in a wave');
    for (const move of moves) {
      const target = plan.before.servers.find(({ serverId }) => serverId === move.to);
      if (target?.status !== 'GOOD') broken.push(`${move.to} receives although it is not GOOD`);
      broken.push(...brokenLimits(plan.before, now, [move]));
      now = applyMove(now, move);
      broken.push(...brokenLimits(plan.before, now, []));
    }
  }
  return broken;
}

function usedBytes(topology: ClusterTopology): ReadonlyMap<string, bigint> {
  const used = new Map<string, bigint>();
  for (const group of topology.groups) {
    for (const server of replicasOf(group)) used.set(server, (used.get(server) ?? 0n) + groupSize(group).bytes);
  }
  return used;
}

function largestCrowd(zones: readonly string[]): number {
  return Math.max(0, ...zones.map((zone) => zones.filter((other) => other === zone).length));
}
