/** What each server holds, sorted by size: where the search looks for the group that fits. */
import { at, float, int } from './cells.js';
import type { PlanState } from './state.js';

/** One server's groups by size. */
export interface Shelf {
  /** Groups, smallest first; equal sizes by index. Those that left since stay on the list: check `holdsReplica`. */
  readonly groups: Int32Array;
  /** Their sizes, in the same order. */
  readonly sizes: Float64Array;
}

/** Returns one shelf per server: the groups it holds that are not pinned, by their size in one measure. */
export function shelvesOf(state: PlanState, sizes: Float64Array): readonly Shelf[] {
  const order = Int32Array.from(sizes.keys()).sort((a, b) => float(sizes, a) - float(sizes, b) || a - b);
  const counts = new Int32Array(state.used.length);
  const shelves = state.held.map((held) => ({
    groups: new Int32Array(held.length),
    sizes: new Float64Array(held.length),
  }));
  for (const group of order) {
    if (at(state.problem.isPinned, group)) continue;
    for (const server of at(state.replicas, group)) {
      if (server < 0) continue;
      const place = int(counts, server);
      counts[server] = place + 1;
      const shelf = at(shelves, server);
      shelf.groups[place] = group;
      shelf.sizes[place] = float(sizes, group);
    }
  }
  return shelves.map(({ groups, sizes }, server) => {
    const count = int(counts, server);
    return { groups: groups.subarray(0, count), sizes: sizes.subarray(0, count) };
  });
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
