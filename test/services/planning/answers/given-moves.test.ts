// Moves that were decided elsewhere: the plan they make, which are refused and why, and where else one could go.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { InfeasiblePlanError } from '../../../../src/services/errors/errors.js';
import { fingerprint } from '../../../../src/services/model/fingerprint.js';
import type { Move, MoveKind } from '../../../../src/services/model/plan.js';
import { otherTargetOf, planOfMoves, refusalsOf } from '../../../../src/services/planning/answers/given-moves.js';
import { inverseOf } from '../../../../src/services/planning/answers/plan-body.js';
import { planRebalance } from '../../../../src/services/planning/answers/planner.js';
import { completeOptions } from '../../../../src/services/planning/question/options.js';
import { cases } from '../../../support/cases.js';
import { cluster, demoCluster, unit } from '../../../support/clusters.js';
import { brokenOnTheWay } from '../../../support/plan-checks.js';
import { clusters } from '../../../support/random-clusters.js';

const options = completeOptions();

function move(index: number, kind: MoveKind, groupId: string, from: string, to: string): Move {
  const reason = { code: 'TEST', sentence: 'For a test', gains: [], bindingRule: null, rejectedAlternative: null };
  return {
    index,
    wave: 0,
    kind,
    groupId,
    from,
    to,
    bytes: 0n,
    documents: 0,
    estimatedSeconds: 0,
    tenantKeys: [],
    reason,
  };
}

/** Three DB-Servers; one group of 500 kB on a and b, and c has room for nothing. */
const fullTarget = cluster(
  ['a', 'b', { serverId: 'c', capacityBytes: 10n }, 'd'],
  [{ leader: 'a', followers: ['b'], bytes: unit, tenants: ['t0'] }],
);

describe('a plan of given moves', () => {
  it('leads to the same end as the plan that the moves are from, keeping every limit on the way', () => {
    const plan = planRebalance(demoCluster(), options, 0);

    const again = planOfMoves(demoCluster(), plan.moves, options, 0);

    expect(plan.moves.length).toBeGreaterThan(0);
    expect(fingerprint(again.after)).toBe(fingerprint(plan.after));
    expect(brokenOnTheWay(again)).toEqual([]);
    expect(again.summary.bytesMoved).toBe(plan.summary.bytesMoved);
    expect(again.moves.map(({ index }) => index)).toEqual(again.moves.map((_, index) => index));
  });

  it('of the moves that are left, from anywhere on the way, finishes; of those made, it goes back', () => {
    let wentBack = 0;
    fc.assert(
      fc.property(clusters({ servers: [3, 6], groups: [2, 8], odd: true }), fc.nat(1000), (topology, wish) => {
        const plan = planRebalance(topology, options, 0);
        const waves = wish % (plan.waves.length + 1);
        const made = plan.moves.filter(({ wave }) => wave < waves);
        const left = plan.moves.filter(({ wave }) => wave >= waves);
        const there = planOfMoves(plan.before, made, options, 0).after;

        const finish = planOfMoves(there, left, options, 0);
        const back = planOfMoves(there, inverseOf(made), options, 0, 'LEAVE_OUT');

        expect(fingerprint(finish.after)).toBe(fingerprint(plan.after));
        expect(brokenOnTheWay(finish)).toEqual([]);
        expect(brokenOnTheWay(back)).toEqual([]);
        if (back.notMoved.length > 0) return;
        wentBack += made.length > 0 ? 1 : 0;
        expect(fingerprint(back.after)).toBe(fingerprint(plan.before));
      }),
      { numRuns: cases(15) },
    );
    expect(wentBack).toBeGreaterThan(0);
  });

  it('is refused when a move breaks a limit, with the numbers', () => {
    const moves = [move(0, 'MOVE_FOLLOWER', 'g/0', 'b', 'c')];

    expect(() => planOfMoves(fullTarget, moves, options, 0)).toThrow(InfeasiblePlanError);
    expect(() => planOfMoves(fullTarget, moves, options, 0)).toThrow(/has room for 10 B/);
  });

  it('leaves a move that breaks a limit out, with all that build on it, when it may', () => {
    const moves = [
      move(0, 'MOVE_FOLLOWER', 'g/0', 'b', 'c'),
      move(1, 'LEADERSHIP_TRANSFER', 'g/0', 'a', 'c'),
      move(2, 'MOVE_FOLLOWER', 'g/9', 'b', 'c'),
    ];

    const plan = planOfMoves(fullTarget, moves, options, 0, 'LEAVE_OUT');

    expect(plan.moves).toEqual([]);
    expect(plan.notMoved.map(({ code }) => code).toSorted()).toEqual(['CAPACITY', 'CAPACITY', 'UNKNOWN_PART']);
  });

  it('has the sizes of the groups as they are now', () => {
    const plan = planOfMoves(fullTarget, [move(7, 'MOVE_FOLLOWER', 'g/0', 'b', 'd')], options, 0);

    expect(plan.moves).toMatchObject([{ index: 0, wave: 0, bytes: BigInt(unit), tenantKeys: ['t0'] }]);
    expect(plan.moves[0]!.estimatedSeconds).toBeGreaterThan(1);
  });
});

describe('moves of one wave', () => {
  it('are judged as if nothing were freed before the last has ended', () => {
    const tight = cluster(
      ['a', 'b', { serverId: 'c', capacityBytes: BigInt(unit) }],
      [
        { leader: 'a', followers: ['b'], bytes: unit },
        { leader: 'b', followers: ['a'], bytes: unit },
      ],
    );
    const moves = [move(0, 'MOVE_FOLLOWER', 'g/0', 'b', 'c'), move(1, 'MOVE_FOLLOWER', 'g/1', 'a', 'c')];

    const refusals = refusalsOf(tight, moves, options);

    expect([...refusals].map(([index, { code }]) => [index, code])).toEqual([[1, 'CAPACITY']]);
  });

  it('may go to the least used of the other servers that keep the limits', () => {
    const blocked = move(0, 'MOVE_FOLLOWER', 'g/0', 'b', 'c');

    expect(otherTargetOf(fullTarget, blocked, options, [])).toBe('d');
    expect(otherTargetOf(fullTarget, { ...blocked, to: 'd' }, options, [])).toBeNull();
    // The leader itself is no other target for its leadership.
    const transfer = move(0, 'LEADERSHIP_TRANSFER', fullTarget.groups[0]!.groupId, 'a', 'b');
    expect(otherTargetOf(fullTarget, transfer, options, [])).toBeNull();
  });
});
