/** Sorts a long list without holding up other work. */

import { inTurns, type Paused } from './turns.js';

/** Items that are sorted or merged before other work gets its turn: about 5 ms. */
const itemsInOneTurn = 5000;

/** Resolves with the items in the order of their keys, as UTF-16 code units; items with equal keys keep their order. */
export function sortedInTurns<T>(items: readonly T[], keyOf: (item: T) => string): Promise<readonly T[]> {
  return inTurns(sortedWithPauses(items, keyOf));
}

/** Returns the same, pausing now and then. */
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
