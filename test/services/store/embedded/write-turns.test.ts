/** The order in which writers get their turn: one after the other, but the writer thread may have several at once. */
import { expect, it } from 'vitest';

import { type Side, WriteTurns } from '../../../../src/services/store/embedded/write-turns.js';

/** Asks for turns in this order; returns the places in line of those that have got theirs so far. */
function askFor(turns: WriteTurns, sides: readonly Side[]): number[] {
  const begun: number[] = [];
  sides.forEach((side, place) => void turns.take(side).then(() => begun.push(place)));
  return begun;
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('lets writers here wait for each other, and the writer thread have several turns at once', async () => {
  const [here, there] = [new WriteTurns(), new WriteTurns()];

  const [begunHere, begunThere] = [askFor(here, ['HERE', 'HERE']), askFor(there, ['THREAD', 'THREAD'])];
  await settled();

  expect([begunHere, begunThere]).toEqual([[0], [0, 1]]);
});

it('lets nobody pass a writer that waits', async () => {
  const turns = new WriteTurns();
  const begun = askFor(turns, ['THREAD', 'HERE', 'THREAD']);

  await settled();
  expect(begun).toEqual([0]);
  turns.release();
  await settled();
  expect(begun).toEqual([0, 1]);
  turns.release();
  await settled();
  expect(begun).toEqual([0, 1, 2]);
});
