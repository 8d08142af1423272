// Which moves run in which wave: clusters of a few groups, whose waves can be worked out by hand.
import { describe, expect, it } from 'vitest';

import type { PlanLimits } from '../../../../src/services/model/plan.js';
import type { PlanState, Step } from '../../../../src/services/planning/problem/state.js';
import { scheduleSteps } from '../../../../src/services/planning/schedule/schedule.js';
import { cluster, type GroupPlan, type ServerPlan } from '../../../support/clusters.js';
import { serverNumber, stateOf, stepOf } from '../../../support/plan-states.js';

type Wish = readonly [kind: 'TRANSFER' | 'LEADER' | 'FOLLOWER', group: number, from: string, to: string];

const kinds = { TRANSFER: 'LEADERSHIP_TRANSFER', LEADER: 'MOVE_LEADER', FOLLOWER: 'MOVE_FOLLOWER' } as const;

/** Groups of so many bytes each, led by the server that is named with them. */
function led(...groups: readonly (readonly [leader: string, bytes: number])[]): readonly GroupPlan[] {
  return groups.map(([leader, bytes]) => ({ leader, bytes }));
}

/** Schedules each list of steps as those of one group; steps are told as `group from>to`, wave by wave. */
function scheduled(
  servers: readonly ServerPlan[],
  groups: readonly GroupPlan[],
  wishes: readonly (readonly Wish[])[],
  limits: Partial<PlanLimits> = {},
  maxWaves?: number,
) {
  const state = stateOf(cluster(servers, groups), limits);
  const steps = wishes.map((list) =>
    list.map(([kind, group, from, to]) => stepOf(state, kinds[kind], group, from, to)),
  );
  const schedule = scheduleSteps(state.problem, steps, maxWaves);
  const waves = Array.from({ length: schedule.waves }, (_, wave) =>
    schedule.steps.filter((step) => step.wave === wave).map((step) => told(state, step)),
  );
  expect(waves.flat()).toHaveLength(schedule.steps.length);
  const used = (serverId: string): number | undefined => schedule.end.used[serverNumber(state, serverId)];
  return { waves, isComplete: schedule.isComplete, tally: schedule.end.tally, used };
}

function told({ problem }: PlanState, { group, from, to }: Step): string {
  return `${group} ${problem.servers[from]?.serverId ?? ''}>${problem.servers[to]?.serverId ?? ''}`;
}

const four = ['a', 'b', 'c', 'd'];

describe('a schedule', () => {
  it('has no waves where there is nothing to do', () => {
    expect(scheduled(four, led(['a', 10]), [])).toMatchObject({ waves: [], isComplete: true });
    expect(scheduled(four, led(['a', 10]), [[]])).toMatchObject({ waves: [], isComplete: true });
  });

  it('makes moves of different servers in one wave, and counts them and what they copy', () => {
    const groups = led(['a', 10], ['c', 10]);

    const { waves, tally, used, isComplete } = scheduled(four, groups, [
      [['LEADER', 0, 'a', 'b']],
      [['LEADER', 1, 'c', 'd']],
    ]);

    expect(waves).toEqual([['0 a>b', '1 c>d']]);
    expect(tally).toEqual({ moves: 2, bytes: 20 });
    expect(four.map(used)).toEqual([0, 10, 0, 10]);
    expect(isComplete).toBe(true);
  });

  it('copies nothing for a transfer of leadership', () => {
    const groups = [{ leader: 'a', followers: ['b'], bytes: 10 }];

    const { waves, tally, used } = scheduled(four, groups, [[['TRANSFER', 0, 'a', 'b']]]);

    expect(waves).toEqual([['0 a>b']]);
    expect(tally).toEqual({ moves: 1, bytes: 0 });
    expect(four.map(used)).toEqual([10, 10, 0, 0]);
  });

  it('makes the steps of one group one after the other, each in a wave of its own', () => {
    const groups = [{ leader: 'a', followers: ['b'], bytes: 10 }];

    const { waves } = scheduled(four, groups, [
      [
        ['FOLLOWER', 0, 'b', 'c'],
        ['TRANSFER', 0, 'a', 'c'],
        ['FOLLOWER', 0, 'a', 'd'],
      ],
    ]);

    expect(waves).toEqual([['0 b>c'], ['0 a>c'], ['0 a>d']]);
  });

  it('begins with the groups that have the most bytes to copy, then with those of the lower number', () => {
    const groups = led(['a', 10], ['a', 30], ['a', 10], ['a', 20]);
    const wishes = [3, 2, 1, 0].map((group): readonly Wish[] => [['LEADER', group, 'a', 'b']]);

    const { waves } = scheduled(four, groups, wishes, { concurrentMovesPerServer: 1 });

    expect(waves).toEqual([['1 a>b'], ['3 a>b'], ['0 a>b'], ['2 a>b']]);
  });

  it('counts a group with two steps for twice its bytes', () => {
    const groups: readonly GroupPlan[] = [
      { leader: 'a', bytes: 15 },
      { leader: 'a', followers: ['b'], bytes: 10 },
    ];

    const { waves } = scheduled(
      four,
      groups,
      [
        [['LEADER', 0, 'a', 'c']],
        [
          ['LEADER', 1, 'a', 'd'],
          ['FOLLOWER', 1, 'b', 'c'],
        ],
      ],
      { concurrentMovesPerServer: 1 },
    );

    expect(waves).toEqual([['1 a>d'], ['1 b>c'], ['0 a>c']]);
  });

  it('stops after as many waves as it may have', () => {
    const wishes = [0, 1, 2].map((group): readonly Wish[] => [['LEADER', group, 'a', 'b']]);
    const groups = led(['a', 10], ['a', 10], ['a', 10]);

    const cut = scheduled(four, groups, wishes, { concurrentMovesPerServer: 1 }, 2);

    expect(cut).toMatchObject({ waves: [['0 a>b'], ['1 a>b']], isComplete: false, tally: { moves: 2, bytes: 20 } });
  });

  it('leaves out what no order allows, and says so', () => {
    const servers = ['a', { serverId: 'b', capacityBytes: 15n }, 'c'];
    const wishes: readonly (readonly Wish[])[] = [[['LEADER', 0, 'a', 'b']], [['LEADER', 1, 'a', 'b']]];

    expect(scheduled(servers, led(['a', 10], ['a', 10]), wishes)).toMatchObject({
      waves: [['0 a>b']],
      isComplete: false,
      tally: { moves: 1, bytes: 10 },
    });
  });

  it('keeps the caps of the plan', () => {
    const wishes: readonly (readonly Wish[])[] = [[['LEADER', 0, 'a', 'b']], [['LEADER', 1, 'c', 'd']]];
    const groups = led(['a', 10], ['c', 10]);

    expect(scheduled(four, groups, wishes, { maximumNumberOfMoves: 1 })).toMatchObject({
      waves: [['0 a>b']],
      isComplete: false,
    });
    expect(scheduled(four, groups, wishes, { maxBytesMoved: 19n })).toMatchObject({
      waves: [['0 a>b']],
      isComplete: false,
    });
    expect(scheduled(four, groups, wishes, { maxBytesMoved: 20n }).isComplete).toBe(true);
  });
});

describe('a wave', () => {
  const away = [0, 1, 2].map((group): readonly Wish[] => [['LEADER', group, 'a', four[group + 1] ?? '']]);

  it('has no more moves of one server than it may have at the same time, as their source', () => {
    const groups = led(['a', 10], ['a', 0], ['a', 0]);

    expect(scheduled(four, groups, away, { concurrentMovesPerServer: 2 }).waves).toEqual([
      ['0 a>b', '1 a>c'],
      ['2 a>d'],
    ]);
  });

  it('has no more moves of one server than it may have at the same time, as their target', () => {
    const groups = led(['a', 10], ['b', 0], ['c', 0]);
    const wishes = [0, 1, 2].map((group): readonly Wish[] => [['LEADER', group, four[group] ?? '', 'd']]);

    expect(scheduled(four, groups, wishes, { concurrentMovesPerServer: 2 }).waves).toEqual([
      ['0 a>d', '1 b>d'],
      ['2 c>d'],
    ]);
  });

  it('lets no server send more than its first copy, for which all others would wait', () => {
    const groups = led(['d', 20], ['a', 12], ['a', 8], ['a', 1]);
    const wishes: readonly (readonly Wish[])[] = [
      [['LEADER', 0, 'd', 'b']],
      [['LEADER', 1, 'a', 'c']],
      [['LEADER', 2, 'a', 'c']],
      [['LEADER', 3, 'a', 'e']],
    ];

    expect(scheduled([...four, 'e'], groups, wishes, { concurrentMovesPerServer: 9 }).waves).toEqual([
      ['0 d>b', '1 a>c', '2 a>c'],
      ['3 a>e'],
    ]);
  });

  it('lets no server receive more than its first copy', () => {
    const groups = led(['d', 20], ['a', 20], ['b', 1]);
    const wishes: readonly (readonly Wish[])[] = [
      [['LEADER', 0, 'd', 'a']],
      [['LEADER', 1, 'a', 'c']],
      [['LEADER', 2, 'b', 'c']],
    ];

    expect(scheduled(four, groups, wishes, { concurrentMovesPerServer: 9 }).waves).toEqual([
      ['0 d>a', '1 a>c'],
      ['2 b>c'],
    ]);
  });

  it('has copies first, and what copies nothing beside them in the places that are left', () => {
    const groups: readonly GroupPlan[] = [
      { leader: 'a', followers: ['b'], bytes: 30 },
      { leader: 'a', bytes: 10 },
      { leader: 'c', followers: ['a'], bytes: 5 },
    ];
    const wishes: readonly (readonly Wish[])[] = [
      [['TRANSFER', 0, 'a', 'b']],
      [['LEADER', 1, 'a', 'd']],
      [['TRANSFER', 2, 'c', 'a']],
    ];

    expect(scheduled(four, groups, wishes, { concurrentMovesPerServer: 2 }).waves).toEqual([
      ['1 a>d', '0 a>b'],
      ['2 c>a'],
    ]);
  });

  it('counts on no room that a move of its own will free', () => {
    const servers = ['a', { serverId: 'b', capacityBytes: 15n }, 'c'];
    const groups = led(['a', 10], ['b', 10]);

    const { waves, used } = scheduled(servers, groups, [[['LEADER', 0, 'a', 'b']], [['LEADER', 1, 'b', 'c']]]);

    expect(waves).toEqual([['1 b>c'], ['0 a>b']]);
    expect(['a', 'b', 'c'].map(used)).toEqual([0, 10, 10]);
  });

  it('leaves a group that finds no room to a later wave, and goes on with those behind it', () => {
    const servers = ['a', { serverId: 'b', capacityBytes: 20n }, 'c', 'd'];
    const groups = led(['a', 15], ['b', 10], ['d', 5]);
    const wishes: readonly (readonly Wish[])[] = [
      [['LEADER', 0, 'a', 'b']],
      [['LEADER', 1, 'b', 'c']],
      [['LEADER', 2, 'd', 'a']],
    ];

    expect(scheduled(servers, groups, wishes).waves).toEqual([['1 b>c', '2 d>a'], ['0 a>b']]);
  });
});
