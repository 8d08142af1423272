/** What each server holds, sorted by size: where the search looks for the group that fits. */
import { at, float } from '../../base/cells.js';
import type { PlanState } from './state.js';

/** One server's groups by size. */
export interface Shelf {
  /** Groups, smallest first; equal sizes by index. Those that left since stay on the list: check `holdsReplica`. */
  readonly groups: Int32Array;
  /** Their sizes, in the same order. */
  readonly sizes: Float64Array;
}

/** Returns one shelf per server: the groups it holds that are not pinned, by their size in one measure. */
export function shelvesOf(state: PlanState, sizes: Float64Array): Shelf[] {
  return state.held.map((_, server) => shelfOf(state, sizes, server));
}

/** Returns one server's shelf as it is now. */
export function shelfOf({ problem, held }: PlanState, sizes: Float64Array, server: number): Shelf {
  const groups = Int32Array.from(at(held, server).filter((group) => !at(problem.isPinned, group)));
  groups.sort((a, b) => float(sizes, a) - float(sizes, b) || a - b);
  return { groups, sizes: Float64Array.from(groups, (group) => float(sizes, group)) };
}

/** Returns the place of the first group that is larger than `size`; the length when none is. */
export function placeAbove({ sizes }: Shelf, size: number): number {
  let low = 0;
  let high = sizes.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (float(sizes, middle) <= size) low = middle + 1;
    else high = middle;
  }
  return low;
}
