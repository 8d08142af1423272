/**
 * The leaders of each single collection are spread over the servers, so that a query over all of its shards, or a write
 * to many, finds every server at work: with many collections, even leaders in all do not see to that.
 */
import { float, int } from '../../../base/cells.js';
import type { LeaderCounts } from '../../problem/leader-counts.js';

/** The objective in one search. */
export interface LeaderSpreadAim {
  readonly leaders: LeaderCounts;
  readonly weight: number;
  /** Factor of the squared counts of a collection with one group; a collection with n has its n-th part. */
  readonly squares: number;
  /** One entry per collection: no server may come to lead more of its groups. */
  readonly ceilings: Int32Array;
}

/** A leadership that goes from one server to another; `group` -1 stands for none. */
export interface Transfer {
  readonly group: number;
  readonly from: number;
  readonly to: number;
}

/** Returns the objective for counts as they are; null when it does not count. `staying`: servers that may lead. */
export function leaderSpreadAim(leaders: LeaderCounts | null, weight: number, staying: number): LeaderSpreadAim | null {
  if (leaders === null || weight === 0) return null;
  // As a measure is scaled: an even spread of all collections is worth the weight, each in proportion to its groups.
  const squares = (weight * staying) / leaders.total;
  const ceilings = Int32Array.from(leaders.least);
  const aim = { leaders, weight, squares, ceilings };
  raiseCeilings(aim);
  return aim;
}

/** Lets every collection's most on one server be what it is now, where it was forbidden before. */
export function raiseCeilings({ leaders, ceilings }: LeaderSpreadAim): void {
  const { counts, servers } = leaders;
  for (let place = 0; place < counts.length; place += 1) {
    const graph = Math.floor(place / servers);
    ceilings[graph] = Math.max(int(ceilings, graph), int(counts, place));
  }
}

/** Returns the objective's part of the aim: lower is better. */
export function spreadValue({ leaders, squares }: LeaderSpreadAim): number {
  let sum = 0;
  for (let graph = 0; graph < leaders.squares.length; graph += 1) {
    sum += float(leaders.squares, graph) / int(leaders.sizes, graph);
  }
  return sum * squares;
}

/** Returns how crowded a server is, on the scale of the measures: 0 when no collection is. */
export function spreadPressure({ leaders, squares }: LeaderSpreadAim, server: number): number {
  return float(leaders.crowding, server) * squares;
}

/**
 * As `spreadChange`, for a group whose leadership goes from one server to another and a second one whose comes back; -1
 * stands for none. The inner loops ask this millions of times, so it makes no lists.
 */
export function exchangeChange(
  { leaders, squares, ceilings }: LeaderSpreadAim,
  group: number,
  back: number,
  from: number,
  to: number,
): number {
  const { graphOf, counts, servers, sizes } = leaders;
  const there = group < 0 ? -1 : int(graphOf, group);
  const here = back < 0 ? -1 : int(graphOf, back);
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
export function spreadChange({ leaders, squares, ceilings }: LeaderSpreadAim, transfers: readonly Transfer[]): number {
  const { graphOf, counts, servers, sizes } = leaders;
  let change = 0;
  for (let index = 0; index < transfers.length; index += 1) {
    const transfer = transfers[index];
    if (transfer === undefined || transfer.group < 0 || transfer.from === transfer.to) continue;
    const { from, to } = transfer;
    const graph = int(graphOf, transfer.group);
    if (graph < 0) continue;
    let less = int(counts, graph * servers + from) - 1;
    let more = int(counts, graph * servers + to) + 1;
    for (let earlier = 0; earlier < index; earlier += 1) {
      const other = transfers[earlier];
      if (other === undefined || other.group < 0 || int(graphOf, other.group) !== graph) continue;
      less += (other.to === from ? 1 : 0) - (other.from === from ? 1 : 0);
      more += (other.to === to ? 1 : 0) - (other.from === to ? 1 : 0);
    }
    if (more > int(ceilings, graph)) return Infinity;
    change += (2 * (more - less - 1) * squares) / int(sizes, graph);
  }
  return change;
}
