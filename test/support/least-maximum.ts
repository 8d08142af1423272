/** The least that the fullest server can have, found by trying every placement: no bound, no search, no limits. */

/**
 * Returns the least largest sum over `servers` when each item is on `copies` different ones. Takes
 * binomial(servers, copies) to the power of the number of items steps.
 */
export function leastMaximum(sizes: readonly number[], copies: number, servers: number): number {
  const choices = subsets(servers, copies);
  const held = new Array<number>(servers).fill(0);
  let least = Infinity;
  const place = (item: number): void => {
    const size = sizes[item];
    if (size === undefined) {
      least = Math.min(least, Math.max(...held));
      return;
    }
    for (const choice of choices) {
      for (const server of choice) held[server]! += size;
      place(item + 1);
      for (const server of choice) held[server]! -= size;
    }
  };
  place(0);
  return least;
}

/** All sets of `count` of the numbers from 0 to below `total`. */
function subsets(total: number, count: number, first = 0): readonly (readonly number[])[] {
  if (count === 0) return [[]];
  const sets: (readonly number[])[] = [];
  for (let one = first; one < total; one += 1) {
    for (const rest of subsets(total, count - 1, one + 1)) sets.push([one, ...rest]);
  }
  return sets;
}
