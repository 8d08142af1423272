// How long a wave takes: as long as the server that sends or receives most in it.
import { expect, it } from 'vitest';

import type { Move } from '../../../../src/services/model/plan.js';
import { wavesOf } from '../../../../src/services/planning/answers/plan-body.js';
import { completeOptions } from '../../../../src/services/planning/question/options.js';

const options = completeOptions({ limits: { bandwidthBytesPerSecond: 100 } });

function move(index: number, wave: number, from: string, to: string, bytes: bigint): Move {
  return {
    ...{ index, wave, from, to, bytes, kind: 'MOVE_LEADER', groupId: `graph/${index}`, documents: 1 },
    ...{ estimatedSeconds: 1, tenantKeys: [] },
    reason: { code: 'EVENS_OUT', sentence: '', gains: [], bindingRule: null, rejectedAlternative: null },
  };
}

it.each<[string, readonly Move[], number]>([
  ['sends most', [move(0, 0, 'a', 'b', 300n), move(1, 0, 'a', 'c', 200n), move(2, 0, 'd', 'e', 400n)], 6],
  ['receives most', [move(0, 0, 'b', 'a', 300n), move(1, 0, 'c', 'a', 200n), move(2, 0, 'd', 'e', 400n)], 6],
  ['makes the only move', [move(0, 0, 'a', 'b', 25n)], 1.25],
])('takes a second for the change of roles, and what the server takes that %s', (_name, moves, seconds) => {
  expect(wavesOf(moves, options).map(({ estimatedSeconds }) => estimatedSeconds)).toEqual([seconds]);
});

it('lists the moves and bytes of each wave', () => {
  const moves = [move(0, 0, 'a', 'b', 1n), move(1, 0, 'c', 'd', 2n), move(2, 1, 'a', 'b', 4n)];

  expect(wavesOf(moves, options).map(({ index, moves: made, bytes }) => ({ index, made, bytes }))).toEqual([
    { index: 0, made: [0, 1], bytes: 3n },
    { index: 1, made: [2], bytes: 4n },
  ]);
});
