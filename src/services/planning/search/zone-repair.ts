/**
 * Shard groups that start with more replicas in one zone than an even spread has: a replica goes to a zone that lacks
 * one. Safety against the loss of a zone comes before balance, but no measure's largest value may pass its ceiling.
 */
import { at } from '../../base/cells.js';
import { maxPerZone } from '../measure/zones.js';
import type { PlanState } from '../problem/state.js';
import { attemptBest, waysBetween } from './change.js';
import type { Workbench } from './workbench.js';

/** Returns how many replicas are one too many in their zone, over all groups; 0 where zones do not matter. */
export function crowdedReplicas(state: PlanState): number {
  const { zoneOf, zoneCount } = state.problem;
  if (zoneOf === null) return 0;
  let sum = 0;
  for (const replicas of state.replicas) {
    const most = maxPerZone(replicas.length, zoneCount);
    for (const count of perZone(replicas, zoneOf, zoneCount)) sum += Math.max(0, count - most);
  }
  return sum;
}

/** Spreads replicas over the zones, group by group, as far as limits, ceilings and the budget allow. */
export function spreadOverZones(bench: Workbench): void {
  const { problem, replicas } = bench.state;
  const { zoneOf, zoneCount } = problem;
  if (zoneOf === null) return;
  for (const [group, holders] of replicas.entries()) {
    if (at(problem.isPinned, group)) continue;
    const most = maxPerZone(holders.length, zoneCount);
    const isCrowded = (): boolean => perZone(holders, zoneOf, zoneCount).some((count) => count > most);
    while (bench.budget > 0 && isCrowded() && spreadOne(bench, group, most)) continue;
  }
}

/** Makes the best change that takes one replica out of a crowded zone; false when none can be made. */
function spreadOne(bench: Workbench, group: number, most: number): boolean {
  const { state } = bench;
  const { zoneOf, zoneCount, receives } = state.problem;
  if (zoneOf === null) return false;
  const holders = [...at(state.replicas, group)];
  const counts = perZone(holders, zoneOf, zoneCount);
  const countOf = (server: number): number => counts[zoneOf[server] ?? -1] ?? 0;
  const crowded = holders.filter((server) => countOf(server) > most);
  const targets = [...receives.keys()].filter(
    (server) => at(receives, server) && countOf(server) < most && !holders.includes(server),
  );
  const ways = crowded.flatMap((out) => targets.flatMap((into) => waysBetween(state, group, out, into)));
  return attemptBest(bench, ways);
}

function perZone(replicas: Iterable<number>, zoneOf: readonly number[], zoneCount: number): Int32Array {
  const counts = new Int32Array(zoneCount);
  for (const server of replicas) {
    const zone = zoneOf[server] ?? -1;
    if (zone >= 0) counts[zone] = (counts[zone] ?? 0) + 1;
  }
  return counts;
}
