// The checker of plans, checked: one broken rule at a time, and it says which.
import { describe, expect, it } from 'vitest';

import type { Move, MoveKind, PlanBody } from '../../../src/services/model/plan.js';
import type { ClusterTopology, ServerStatus } from '../../../src/services/model/topology.js';
import { planRebalance } from '../../../src/services/planning/answers/planner.js';
import { completeOptions, type PlanRequest } from '../../../src/services/planning/question/options.js';
import { cluster, demoCluster, type GroupPlan } from '../../support/clusters.js';
import { brokenAtSomeMoment } from '../../support/moments.js';
import { brokenOnTheWay, brokenOnTheWayBack } from '../../support/plan-checks.js';

/** A move as a test writes it: `kind group from to`, in this wave. */
type Wish = readonly [wave: number, kind: MoveKind, groupId: string, from: string, to: string];

/** Returns a plan that makes these moves, whatever they break, and says that nothing has changed. */
function planOf(before: ClusterTopology, wishes: readonly Wish[], limits: PlanRequest['limits'] = {}): PlanBody {
  const empty = planRebalance(before, completeOptions({ budget: 0 }), 0);
  const moves = wishes.map(([wave, kind, groupId, from, to], index): Move => {
    const shards =
      kind === 'LEADERSHIP_TRANSFER' ? [] : (before.groups.find((group) => group.groupId === groupId)?.shards ?? []);
    return {
      ...{ index, wave, kind, groupId, from, to, estimatedSeconds: 0, tenantKeys: [] },
      bytes: shards.reduce((sum, { bytes }) => sum + bytes, 0n),
      documents: shards.reduce((sum, { documents }) => sum + documents, 0),
      reason: { code: 'TEST', sentence: '', gains: [], bindingRule: null, rejectedAlternative: null },
    };
  });
  const waves = [...new Set(moves.map(({ wave }) => wave))].map((index) => ({
    ...{ index, bytes: 0n, estimatedSeconds: 0 },
    moves: moves.filter(({ wave }) => wave === index).map((move) => move.index),
  }));
  return { ...empty, before, after: before, moves, waves, options: completeOptions({ limits }) };
}

function servers(parts: Readonly<Record<string, { zone?: string; room?: bigint; status?: ServerStatus }>>) {
  return Object.entries(parts).map(([serverId, { zone = null, room = null, status = 'GOOD' }]) => ({
    ...{ serverId, zone, status, capacityBytes: room },
  }));
}

const pair: GroupPlan = { leader: 'a', followers: ['b'], bytes: 100, tenants: ['t0'] };
const plain = cluster(['a', 'b', 'c', 'd'], [pair, { leader: 'b', followers: ['a'], bytes: 100 }]);
const toC: Wish = [0, 'MOVE_FOLLOWER', 'g/0', 'b', 'c'];

describe('the checker of plans', () => {
  it('finds nothing in a sound plan, forward and back', () => {
    const plan = planRebalance(demoCluster(), completeOptions(), 1);

    expect(plan.moves.length).toBeGreaterThan(3);
    expect([...brokenOnTheWay(plan), ...brokenOnTheWayBack(plan)]).toEqual([]);
  });

  it.each<[string, ClusterTopology, readonly Wish[], PlanRequest['limits']]>([
    ['has a replica there already', plain, [[0, 'MOVE_FOLLOWER', 'g/0', 'b', 'a']], {}],
    ['starts in the wrong role', plain, [[0, 'MOVE_LEADER', 'g/0', 'b', 'c']], {}],
    ['has no replica there', plain, [[0, 'LEADERSHIP_TRANSFER', 'g/0', 'a', 'c']], {}],
    ['names what is not there', plain, [[0, 'MOVE_FOLLOWER', 'g/9', 'b', 'c']], {}],
    ['moves in the same wave already', plain, [toC, [0, 'MOVE_LEADER', 'g/0', 'a', 'd']], {}],
    [
      'takes part in 2 moves at once',
      plain,
      [toC, [0, 'MOVE_LEADER', 'g/1', 'b', 'd']],
      { concurrentMovesPerServer: 1 },
    ],
    ['does not end where the plan says', plain, [toC], {}],
    ['2 moves are more than 1', plain, [toC, [1, 'MOVE_FOLLOWER', 'g/0', 'c', 'd']], { maximumNumberOfMoves: 1 }],
    ['100 bytes are more than 99', plain, [toC], { maxBytesMoved: 99n }],
    ['which is not allowed', plain, [toC], { allowedKinds: ['LEADERSHIP_TRANSFER'] }],
    ['which is pinned', plain, [toC], { pinnedTenants: ['t0'] }],
    ['which is pinned', plain, [toC], { pinnedCollections: ['Device'] }],
    [
      'makes a leader that is out of sync',
      cluster(['a', 'b'], [{ ...pair, inSync: [] }]),
      [[0, 'LEADERSHIP_TRANSFER', 'g/0', 'a', 'b']],
      {},
    ],
    [
      'has 1 of 2 replicas in sync',
      cluster(['a', 'b', 'c'], [{ ...pair, inSync: [] }], { writeConcern: 2 }),
      [toC],
      {},
    ],
    ['to a server that is BAD', cluster(servers({ a: {}, b: {}, c: { status: 'BAD' } }), [pair]), [toC], {}],
    ['to a server that is DRAINING', cluster(servers({ a: {}, b: {}, c: { status: 'DRAINING' } }), [pair]), [toC], {}],
    ['a leader that is FAILED', cluster(servers({ a: { status: 'FAILED' }, b: {}, c: {} }), [pair]), [toC], {}],
    [
      'puts 2 replicas into one zone',
      cluster(servers({ a: { zone: 'x' }, b: { zone: 'y' }, c: { zone: 'x' } }), [pair]),
      [toC],
      {},
    ],
    ['c needs room for 100 bytes and has 99', cluster(servers({ a: {}, b: {}, c: { room: 99n } }), [pair]), [toC], {}],
  ])('says "%s" of a plan that does so', (sentence, topology, wishes, limits) => {
    const broken = brokenOnTheWay(planOf(topology, wishes, limits));

    expect(broken).toContainEqual(expect.stringContaining(sentence));
  });

  it('counts the second copy of each move of a wave, whatever ends first', () => {
    const full = cluster(servers({ a: {}, b: { room: 100n }, c: {} }), [
      { leader: 'b', bytes: 60 },
      { leader: 'a', bytes: 60 },
    ]);
    const swap: readonly Wish[] = [
      [0, 'MOVE_LEADER', 'g/0', 'b', 'c'],
      [0, 'MOVE_LEADER', 'g/1', 'a', 'b'],
    ];

    expect(brokenOnTheWay(planOf(full, swap))).toContainEqual('b needs room for 120 bytes and has 100');
    expect(brokenAtSomeMoment(planOf(full, swap), () => 0)).toEqual(['b is over its capacity']);
  });

  it('finds moves that are out of order', () => {
    const plan = planRebalance(demoCluster(), completeOptions(), 1);
    const [first, ...others] = plan.moves;

    expect(brokenOnTheWay({ ...plan, moves: [...others, first!] })).toContainEqual('Move 0 is out of order');
  });

  it('finds a move that tells a wrong size', () => {
    const plan = planOf(plain, [toC]);
    const moves = plan.moves.map((move) => ({ ...move, bytes: 1n }));

    expect(brokenOnTheWay({ ...plan, moves })).toContainEqual(expect.stringContaining('tells a wrong size'));
  });
});
