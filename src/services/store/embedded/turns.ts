/** Gives other work its turn in between, so that long work never holds the event loop. */

/** Resolves in the next turn of the event loop, after waiting requests have been looked at. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Returns one result for each input, in order, and lets other work in after every `size` of them. */
export async function mapInTurns<T, R>(
  inputs: readonly T[],
  size: number,
  work: (input: T) => R | Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  for (const input of inputs) {
    if (results.length > 0 && results.length % size === 0) await nextTurn();
    results.push(await work(input));
  }
  return results;
}
