/**
 * What goes on in a cluster by itself: followers take over from a failed leader, replicas are rebuilt, moves copy and end.
 * Nothing here runs on a timer: the cluster goes on by one step whenever somebody polls it.
 */
import type { Deployment } from './deployment.js';
import { abortMove, endMove, obstacleTo, startMove } from './moves.js';
import type { DbServer, Placement } from './placement.js';

/** All placements with the bytes of one replica: the sum over the shards that share it. */
export function placementsOf(deployment: Deployment): Map<Placement, number> {
  const bytes = new Map<Placement, number>();
  for (const { collections } of deployment.databases.values()) {
    for (const { shards } of collections.values()) {
      for (const shard of shards) bytes.set(shard.placement, (bytes.get(shard.placement) ?? 0) + shard.bytes);
    }
  }
  return bytes;
}

/** A server stops answering. Its followers are out of sync at once; what it led has no leader until the next poll. */
export function fail(deployment: Deployment, server: DbServer): void {
  server.hasFailed = true;
  for (const placement of placementsOf(deployment).keys()) {
    const [leader, ...followers] = placement.current;
    if (leader === undefined) continue;
    placement.current = [leader, ...followers.filter((id) => id !== server.id)];
  }
}

/** One step of everything that is under way. By default a move is planned by the first and ended by the second. */
export function poll(deployment: Deployment): void {
  const placements = placementsOf(deployment);
  abortMoves(deployment);
  if (!deployment.isInMaintenance) for (const placement of placements.keys()) takeOver(deployment, placement);
  const synced = new Set<string>();
  for (const [placement, bytes] of placements) catchUp(deployment, placement, bytes, synced);
  goOnWithMoves(deployment, synced);
  if (!deployment.isInMaintenance) for (const placement of placements.keys()) replaceFailed(deployment, placement);
}

/** Polls until nothing changes any more, copying all bytes at once. Moves that can never end are left as they are. */
export function settle(deployment: Deployment): void {
  const { bytesPerMovePoll } = deployment;
  deployment.bytesPerMovePoll = null;
  let before = '';
  while (before !== fingerprint(deployment)) {
    before = fingerprint(deployment);
    poll(deployment);
  }
  deployment.bytesPerMovePoll = bytesPerMovePoll;
}

function fingerprint(deployment: Deployment): string {
  const copies = [...placementsOf(deployment).keys()].map((placement) => [...(deployment.copies.get(placement) ?? [])]);
  return JSON.stringify([[...placementsOf(deployment).keys()], copies, deployment.moves.map(({ state }) => state)]);
}

/** A move ends without effect when one of its servers fails. */
function abortMoves(deployment: Deployment): void {
  const kept = deployment.moves.filter((move) => {
    const goesOn = deployment.isAlive(move.to) && deployment.isAlive(move.from);
    if (!goesOn) abortMove(move);
    return goesOn;
  });
  deployment.moves.splice(0, Infinity, ...kept);
}

/** The first in-sync follower that answers leads; without one the shard stays without a leader, so that nothing is lost. */
function takeOver(deployment: Deployment, placement: Placement): void {
  const { plan, current } = placement;
  if (deployment.isAlive(current[0] ?? '')) return;
  const leader = current.find((id) => deployment.isAlive(id));
  if (leader === undefined) return;
  placement.current = current.filter((id) => deployment.isAlive(id));
  placement.plan = [leader, ...plan.filter((id) => id !== leader)];
}

/** Copies to planned replicas that are not in sync; the first poll that sees one copies nothing. */
function catchUp(deployment: Deployment, placement: Placement, bytes: number, synced: Set<string>): void {
  const copies = deployment.copies.get(placement) ?? new Map<string, number>();
  deployment.copies.set(placement, copies);
  for (const id of copies.keys()) if (!placement.plan.includes(id)) copies.delete(id);
  if (!deployment.isAlive(placement.current[0] ?? '')) return;
  for (const id of placement.plan) {
    if (placement.current.includes(id) || !deployment.isAlive(id)) continue;
    const before = copies.get(id);
    const step = deployment.bytesPerMovePoll;
    const copied = before === undefined ? 0 : step === null ? bytes : before + step;
    copies.set(id, copied);
    if (before === undefined || step === 0 || copied < bytes) continue;
    placement.current.push(id);
    copies.delete(id);
    if (step !== null) synced.add(id);
  }
}

/**
 * Ends moves whose new replica is in sync, and starts those that wait, one per placement. When bytes are copied step by
 * step, a replica that has only now come in sync shows as such for one poll.
 */
function goOnWithMoves(deployment: Deployment, synced: ReadonlySet<string>): void {
  const kept = deployment.moves.filter((move) => {
    if (move.state === 'TODO') return true;
    if (!move.placement.current.includes(move.to) || synced.has(move.to)) return true;
    if (move.isTransfer && deployment.bytesPerMovePoll === 0) return true;
    endMove(move);
    return false;
  });
  const busy = new Set(kept.filter(({ state }) => state === 'PENDING').map(({ placement }) => placement));
  const left = kept.filter((move) => {
    if (move.state === 'PENDING' || busy.has(move.placement)) return true;
    if (obstacleTo(deployment, move) !== null) return false;
    busy.add(move.placement);
    startMove(move);
    deployment.copies.get(move.placement)?.set(move.to, 0);
    return true;
  });
  deployment.moves.splice(0, Infinity, ...left);
}

/** A failed follower is replaced in the plan by the server that holds least, if there is one that holds nothing of it. */
function replaceFailed(deployment: Deployment, placement: Placement): void {
  for (const [at, id] of placement.plan.entries()) {
    if (at === 0 || deployment.isAlive(id)) continue;
    const free = deployment.servers.filter((server) => !server.hasFailed && !placement.plan.includes(server.id));
    const loads = new Map(free.map((server) => [server, loadOf(deployment, server.id)] as const));
    const [least] = free.sort((one, other) => (loads.get(one) ?? 0) - (loads.get(other) ?? 0));
    if (!least) return;
    placement.plan[at] = least.id;
    deployment.copies.get(placement)?.set(least.id, 0);
  }
}

function loadOf(deployment: Deployment, server: string): number {
  return [...placementsOf(deployment).keys()].filter(({ plan }) => plan.includes(server)).length;
}
