/**
 * A plan as it happens: moves of a wave start together and end in any order. Every moment in between is looked at as a
 * whole cluster, slowly and simply; `plan-walk` knows only the worst moment of each wave.
 */
import { applyMove } from '../../src/services/model/placement.js';
import type { Move, PlanBody } from '../../src/services/model/plan.js';
import { type ClusterTopology, groupSize, replicasOf } from '../../src/services/model/topology.js';
import { wavesOf } from './plan-checks.js';

/**
 * Returns what is broken at any moment when the moves of each wave end in the order that `chance` (numbers from 0 to
 * below 1) decides, as sentences; empty when nothing is.
 */
export function brokenAtSomeMoment(plan: PlanBody, chance: () => number): string[] {
  const broken = new Set<string>();
  let now = plan.before;
  for (const wave of wavesOf(plan.moves)) {
    const underWay = [...wave];
    for (;;) {
      for (const fault of brokenNow(plan.before, now, underWay)) broken.add(fault);
      if (underWay.length === 0) break;
      const [ended] = underWay.splice(Math.floor(chance() * underWay.length), 1);
      if (ended) now = applyMove(now, ended);
    }
  }
  return [...broken];
}

/** Returns what is broken in one state of the cluster with some moves under way. */
function brokenNow(start: ClusterTopology, now: ClusterTopology, underWay: readonly Move[]): string[] {
  const broken: string[] = [];
  const original = new Map(start.groups.map((group) => [group.groupId, group]));
  const copying = new Map(underWay.filter(isCopy).map((move) => [move.groupId, move.to]));
  const held = new Map<string, bigint>();
  for (const group of now.groups) {
    const holders = [...replicasOf(group), ...(copying.has(group.groupId) ? [copying.get(group.groupId)!] : [])];
    if (new Set(holders).size !== holders.length) broken.push(`${group.groupId} is on one server twice`);
    for (const server of holders) held.set(server, (held.get(server) ?? 0n) + groupSize(group).bytes);
    const before = original.get(group.groupId)!;
    if (group.inSync.length < before.inSync.length) broken.push(`${group.groupId} has fewer replicas in sync`);
    if (!group.inSync.every((server) => group.followers.includes(server)))
      broken.push(`${group.groupId} has a replica in sync where it has none`);
    if (crowdIn(start, replicasOf(group)) > Math.max(crowdIn(start, replicasOf(before)), evenCrowd(start, group)))
      broken.push(`${group.groupId} crowds a zone`);
  }
  const heldAtStart = heldBy(start);
  for (const { serverId, capacityBytes } of start.servers) {
    const most = capacityBytes ?? null;
    const bytes = held.get(serverId) ?? 0n;
    if (most !== null && bytes > most && bytes > (heldAtStart.get(serverId) ?? 0n))
      broken.push(`${serverId} is over its capacity`);
  }
  return broken;
}

function isCopy({ kind }: Move): boolean {
  return kind !== 'LEADERSHIP_TRANSFER';
}

function heldBy({ groups }: ClusterTopology): ReadonlyMap<string, bigint> {
  const held = new Map<string, bigint>();
  for (const group of groups) {
    for (const server of replicasOf(group)) held.set(server, (held.get(server) ?? 0n) + groupSize(group).bytes);
  }
  return held;
}

/** Zones matter when every server that stays names one and there are two at least. */
function stayingZones({ servers }: ClusterTopology): ReadonlySet<string | null> {
  const zones = new Set(servers.filter(({ status }) => status !== 'DRAINING').map(({ zone }) => zone));
  return zones.has(null) || zones.size < 2 ? new Set() : zones;
}

function crowdIn(start: ClusterTopology, holders: readonly string[]): number {
  if (stayingZones(start).size === 0) return 0;
  const zones = holders.map((holder) => start.servers.find(({ serverId }) => serverId === holder)?.zone);
  return Math.max(0, ...zones.map((zone) => zones.filter((other) => other !== undefined && other === zone).length));
}

function evenCrowd(start: ClusterTopology, group: ClusterTopology['groups'][number]): number {
  const zones = stayingZones(start).size;
  return zones === 0 ? 0 : Math.ceil(replicasOf(group).length / zones);
}
