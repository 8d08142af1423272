/** Counts what code does instead of timing it: a busy machine does not change a count. */

/** More was done than was allowed. */
export class TooMuchWork extends Error {}

/** What loops over data call for each step. */
const counted = [
  [Set.prototype, 'has'],
  [Set.prototype, 'add'],
  [Map.prototype, 'get'],
  [Map.prototype, 'set'],
  [Array.prototype, 'push'],
] as const;

/**
 * Runs some code and returns what it returned and how many steps it took: calls of the functions above, and items of lists
 * that were mapped. Throws TooMuchWork after `most` steps, so that a loop without end has one.
 */
export function countingWork<T>(most: number, work: () => T): { readonly result: T; readonly steps: number } {
  let steps = 0;
  const count = (more: number): void => {
    steps += more;
    if (steps > most) throw new TooMuchWork(`More than ${most} steps`);
  };
  const restore = counted.map(([prototype, name]) => {
    const methods = prototype as unknown as Record<string, (...args: unknown[]) => unknown>;
    const original = methods[name]!; // Every supported Node has them.
    methods[name] = function (this: unknown, ...args) {
      count(1);
      return original.apply(this, args);
    };
    return () => (methods[name] = original);
  });

  const { map } = Array.prototype;
  Array.prototype.map = function <T, R>(this: T[], ...args: [(item: T, at: number, list: T[]) => R]): R[] {
    count(this.length);
    return map.apply(this, args as never) as R[];
  };
  try {
    return { result: work(), steps };
  } finally {
    for (const undo of restore) undo();
    Array.prototype.map = map;
  }
}
