/** Long calculations as generators that pause now and then: run in one go, or so that other work gets in between. */

/** A calculation that pauses after each few milliseconds of work. */
export type Paused<T> = Generator<void, T, void>;

/** Returns the result, without any pause. */
export function inOneGo<T>(work: Paused<T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** Resolves with the result; other work comes in at each pause. */
export async function inTurns<T>(work: Paused<T>): Promise<T> {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    await nextTurn();
  }
}

/** Lets other work in. */
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
