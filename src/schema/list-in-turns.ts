/**
 * Long lists in answers: graphql-js completes a list in one piece, however long it is, but waits for items that are
 * promises. Of a long list some items are given at a time, and other work comes in between.
 */
import { nextTurn } from '../services/base/turns.js';

/** Items given before other work gets its turn: with a dozen fields each some 10 ms. */
const usualInOneTurn = 250;

/** Returns the items, as promises when there are many; in the same order. Items with many fields need shorter turns. */
export function inTurnsIfLong<T>(items: readonly T[], itemsInOneTurn = usualInOneTurn): readonly (T | Promise<T>)[] {
  if (items.length <= itemsInOneTurn) return items;
  let turn = Promise.resolve();
  return items.map((item, index) => {
    if (index % itemsInOneTurn === 0) turn = turn.then(nextTurn);
    return turn.then(() => item);
  });
}
