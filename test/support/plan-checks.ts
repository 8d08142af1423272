/**
 * What every plan has to keep, checked move by move from the plan's own moves and the plain topology, with none of the
 * planner's code: a second opinion on the limits. Costs a few map look-ups per move, so that the benchmark uses it too.
 */
import type { Move, PlanBody } from '../../src/services/model/plan.js';
import { PlanWalk } from './plan-walk.js';

/**
 * Returns what a plan breaks, as sentences: before, during and after every move, in whatever order the moves of a wave
 * finish; the caps that it was given; and that it ends where it says. Empty when nothing is broken.
 */
export function brokenOnTheWay(plan: PlanBody): string[] {
  const walk = new PlanWalk(plan.before, 'FORWARD');
  const broken = [...brokenCaps(plan), ...brokenOrder(plan)];
  const most = plan.options.limits.concurrentMovesPerServer;
  for (const moves of wavesOf(plan.moves)) broken.push(...walk.wave(moves, most));
  broken.push(...walk.differences(plan.after));
  return broken;
}

/**
 * Returns what the inverse of a plan breaks on its way from `plan.after` back to `plan.before`, as far as the start did
 * not break it itself; empty when nothing.
 */
export function brokenOnTheWayBack(plan: PlanBody): string[] {
  const walk = new PlanWalk(plan.after, 'BACK', plan.before);
  const most = plan.options.limits.concurrentMovesPerServer;
  const broken = wavesOf(plan.inverse).flatMap((moves) => walk.wave(moves, most));
  return [...broken, ...walk.differences(plan.before)];
}

/** Moves that may run at the same time, wave by wave. */
export function wavesOf(moves: readonly Move[]): Move[][] {
  const waves: Move[][] = [];
  let last = -1;
  for (const move of moves) {
    if (move.wave !== last) waves.push([]);
    last = move.wave;
    waves.at(-1)?.push(move);
  }
  return waves;
}

/** What the user allowed. */
function brokenCaps({ before, moves, options }: PlanBody): string[] {
  const { maximumNumberOfMoves, maxBytesMoved, allowedKinds, pinnedTenants, pinnedCollections } = options.limits;
  const pins = new Set(pinnedTenants);
  const pinned = new Set(before.tenants.filter(({ key }) => pins.has(key)).map(({ groupId }) => groupId));
  for (const { groupId, shards, isReadOnly } of before.groups) {
    if (isReadOnly || shards.some(({ collection }) => pinnedCollections.includes(collection))) pinned.add(groupId);
  }
  const kinds = new Set(allowedKinds);
  const bytes = moves.reduce((sum, move) => sum + move.bytes, 0n);
  const broken: string[] = [];
  if (moves.length > maximumNumberOfMoves) broken.push(`${moves.length} moves are more than ${maximumNumberOfMoves}`);
  if (maxBytesMoved !== null && bytes > maxBytesMoved) broken.push(`${bytes} bytes are more than ${maxBytesMoved}`);
  for (const { index, kind, groupId } of moves) {
    if (!kinds.has(kind)) broken.push(`Move ${index} is a ${kind}, which is not allowed`);
    if (pinned.has(groupId)) broken.push(`Move ${index} moves ${groupId}, which is pinned`);
  }
  return broken;
}

/** Moves are numbered in their order, and the waves list them in it. */
function brokenOrder({ moves, waves }: PlanBody): string[] {
  const broken: string[] = [];
  const listed = waves.flatMap((wave) => wave.moves.map((move) => ({ move, wave: wave.index })));
  if (listed.length !== moves.length) broken.push(`The waves list ${listed.length} of ${moves.length} moves`);
  for (const [place, { index, wave }] of moves.entries()) {
    const entry = listed[place];
    if (index !== place || entry?.move !== place || entry.wave !== wave) broken.push(`Move ${place} is out of order`);
  }
  return broken;
}
