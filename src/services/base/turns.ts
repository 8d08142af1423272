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

/** Items that are sorted or merged before other work gets its turn: about 5 ms. */
const itemsInOneTurn = 5000;

/** Returns the items in the order of their keys, as UTF-16 code units; items with equal keys keep their order. */
export function* sortedWithPauses<T>(items: readonly T[], keyOf: (item: T) => string): Paused<readonly T[]> {
  const compare = (a: T, b: T): number => (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0);
  let runs: T[][] = [];
  for (let at = 0; at < items.length; at += itemsInOneTurn) {
    runs.push(items.slice(at, at + itemsInOneTurn).sort(compare));
    yield;
  }
  while (runs.length > 1) {
    const merged: T[][] = [];
    for (let at = 0; at < runs.length; at += 2) merged.push(yield* merge(runs[at] ?? [], runs[at + 1] ?? [], compare));
    runs = merged;
  }
  return runs[0] ?? [];
}

function* merge<T>(left: readonly T[], right: readonly T[], compare: (a: T, b: T) => number): Paused<T[]> {
  const merged: T[] = [];
  let [fromLeft, fromRight] = [0, 0];
  while (fromLeft < left.length || fromRight < right.length) {
    const [a, b] = [left[fromLeft], right[fromRight]];
    if (b === undefined || (a !== undefined && compare(a, b) <= 0)) {
      merged.push(a as T); // There is one: the loop ends when both lists do.
      fromLeft += 1;
    } else {
      merged.push(b);
      fromRight += 1;
    }
    if (merged.length % itemsInOneTurn === 0) yield;
  }
  return merged;
}
