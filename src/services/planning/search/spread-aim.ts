/**
 * The objectives that spread the leaders of each class of shard groups, as the search sees them: what a leadership that
 * goes on does to them, in constant time.
 */
import { at, float, int } from '../../base/cells.js';
import type { PlanWeights } from '../../model/plan.js';
import { spreadObjectives } from '../measure/objectives/list.js';
import type { LeaderCounts } from '../problem/leader-counts.js';

/** One such objective in one search. */
export interface SpreadAim {
  readonly leaders: LeaderCounts;
  readonly weight: number;
  /** Factor of the squared counts of a class with one group; a class with n has its n-th part. */
  readonly squares: number;
  /** One entry per class: no server may come to lead more of its groups. */
  readonly ceilings: Int32Array;
}

/** A leadership that goes from one server to another; `group` -1 stands for none. */
export interface Transfer {
  readonly group: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Returns the objectives that have a weight and something to spread. `counts` in the order of `spreadObjectives`;
 * `staying`: servers that may lead.
 */
export function spreadAims(
  counts: readonly (LeaderCounts | null)[],
  weights: PlanWeights,
  staying: number,
): readonly SpreadAim[] {
  return spreadObjectives.flatMap(({ code }, index) => {
    const leaders = counts[index] ?? null;
    const weight = weights[code];
    if (leaders === null || weight === 0) return [];
    // As a measure is scaled: an even spread of all classes is worth the weight, each in proportion to its groups.
    const squares = (weight * staying) / leaders.total;
    const aim = { leaders, weight, squares, ceilings: Int32Array.from(leaders.least) };
    raiseCeilings(aim);
    return [aim];
  });
}

/** Lets the most that one server leads of a class be what it is now, where it was forbidden before. */
export function raiseCeilings({ leaders, ceilings }: SpreadAim): void {
  const { counts, servers } = leaders;
  for (let place = 0; place < counts.length; place += 1) {
    const classIndex = Math.floor(place / servers);
    ceilings[classIndex] = Math.max(int(ceilings, classIndex), int(counts, place));
  }
}

/** Returns the part of the aim that these objectives are: lower is better. */
export function spreadValue(spreads: readonly SpreadAim[]): number {
  return spreads.reduce((value, { leaders, squares }) => {
    let sum = 0;
    for (let classIndex = 0; classIndex < leaders.squares.length; classIndex += 1) {
      sum += float(leaders.squares, classIndex) / int(leaders.sizes, classIndex);
    }
    return value + sum * squares;
  }, 0);
}

/** Returns how crowded a server is, on the scale of the measures: 0 when it leads too many of no class. */
export function spreadPressure(spreads: readonly SpreadAim[], server: number): number {
  let pressure = 0;
  for (const { leaders, squares } of spreads) pressure += float(leaders.crowding, server) * squares;
  return pressure;
}

/**
 * As `spreadChange`, for a group whose leadership goes from one server to another and a second one whose comes back; -1
 * stands for none. The inner loops ask this millions of times, so it makes no lists.
 */
export function exchangeChange(
  spreads: readonly SpreadAim[],
  group: number,
  back: number,
  from: number,
  to: number,
): number {
  let change = 0;
  for (let index = 0; index < spreads.length; index += 1) change += changeIn(at(spreads, index), group, back, from, to);
  return change;
}

function changeIn(
  { leaders, squares, ceilings }: SpreadAim,
  group: number,
  back: number,
  from: number,
  to: number,
): number {
  const { classOf, counts, servers, sizes } = leaders;
  const there = group < 0 ? -1 : int(classOf, group);
  const here = back < 0 ? -1 : int(classOf, back);
  if (there === here || from === to) return 0;
  let change = 0;
  if (there >= 0) {
    const more = int(counts, there * servers + to) + 1;
    if (more > int(ceilings, there)) return Infinity;
    change += (2 * (more - int(counts, there * servers + from)) * squares) / int(sizes, there);
  }
  if (here >= 0) {
    const more = int(counts, here * servers + from) + 1;
    if (more > int(ceilings, here)) return Infinity;
    change += (2 * (more - int(counts, here * servers + to)) * squares) / int(sizes, here);
  }
  return change;
}

/** Returns what the aim changes by when leaderships go on, in this order: Infinity when a ceiling would be passed. */
export function spreadChange(spreads: readonly SpreadAim[], transfers: readonly Transfer[]): number {
  return spreads.reduce((change, spread) => change + changeAfter(spread, transfers), 0);
}

function changeAfter({ leaders, squares, ceilings }: SpreadAim, transfers: readonly Transfer[]): number {
  const { classOf, counts, servers, sizes } = leaders;
  let change = 0;
  for (let index = 0; index < transfers.length; index += 1) {
    const transfer = transfers[index];
    if (transfer === undefined || transfer.group < 0 || transfer.from === transfer.to) continue;
    const { from, to } = transfer;
    const classIndex = int(classOf, transfer.group);
    if (classIndex < 0) continue;
    let less = int(counts, classIndex * servers + from) - 1;
    let more = int(counts, classIndex * servers + to) + 1;
    for (let earlier = 0; earlier < index; earlier += 1) {
      const other = transfers[earlier];
      if (other === undefined || other.group < 0 || int(classOf, other.group) !== classIndex) continue;
      less += (other.to === from ? 1 : 0) - (other.from === from ? 1 : 0);
      more += (other.to === to ? 1 : 0) - (other.from === to ? 1 : 0);
    }
    if (more > int(ceilings, classIndex)) return Infinity;
    change += (2 * (more - less - 1) * squares) / int(sizes, classIndex);
  }
  return change;
}
