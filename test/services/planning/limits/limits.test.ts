// What each limit refuses, at its edge: small clusters in which one step is one byte, one replica or one move too many.
import { describe, expect, it } from 'vitest';

import type { MoveKind, PlanLimits } from '../../../../src/services/model/plan.js';
import type { TopologyGroup } from '../../../../src/services/model/topology.js';
import { judge, judgePlacement, limits, limitSettings } from '../../../../src/services/planning/limits/list.js';
import { defaultPlanOptions } from '../../../../src/services/planning/question/options.js';
import { cluster, type GroupPlan, type ServerPlan } from '../../../support/clusters.js';
import { stateOf, stepOf } from '../../../support/plan-states.js';

interface Case {
  readonly servers?: readonly ServerPlan[];
  readonly groups?: readonly GroupPlan[];
  readonly writeConcern?: number;
  readonly limits?: Partial<PlanLimits>;
  /** What the plan has used before; nothing when left out. */
  readonly used?: { readonly moves?: number; readonly bytes?: number };
  readonly isReadOnly?: boolean;
}

const one: readonly GroupPlan[] = [{ leader: 'a', followers: ['b'], bytes: 500, tenants: ['acme'] }];

/** The limits on what a plan as a whole may use. */
const onUse = new Set(['MAXIMUM_NUMBER_OF_MOVES', 'MAX_BYTES_MOVED']);

/** Judges a step of the first group; null when it is accepted, else the limit and its sentence. */
function refusal(kind: MoveKind, from: string, to: string, asked: Case = {}): readonly [string, string] | null {
  const { servers = ['a', 'b', 'c', 'd'], groups = one, writeConcern = 1 } = asked;
  const topology = cluster(servers, groups, { writeConcern });
  const groupsOf = topology.groups.map((group): TopologyGroup =>
    asked.isReadOnly ? { ...group, isReadOnly: true } : group,
  );
  const state = stateOf({ ...topology, groups: groupsOf }, asked.limits);
  state.tally.moves = asked.used?.moves ?? 0;
  state.tally.bytes = asked.used?.bytes ?? 0;
  const step = stepOf(state, kind, 0, from, to);
  const [whole, placement] = [judge(step, state), judgePlacement(step, state)].map((verdict) =>
    verdict.isAccepted ? null : ([verdict.limit.code, verdict.sentence()] as const),
  );
  // What the plan has used is all that may make a difference.
  expect(placement ?? null).toEqual(whole && onUse.has(whole[0]) ? null : whole);
  return whole ?? null;
}

const moveKinds: readonly MoveKind[] = ['LEADERSHIP_TRANSFER', 'MOVE_LEADER', 'MOVE_FOLLOWER'];

describe('moves of a kind', () => {
  it.each([
    ['LEADERSHIP_TRANSFER', 'a', 'b'],
    ['MOVE_LEADER', 'a', 'c'],
    ['MOVE_FOLLOWER', 'b', 'c'],
  ] as const)('are made when they are allowed, and not otherwise: %s', (kind, from, to) => {
    const others = moveKinds.filter((each) => each !== kind);

    expect(refusal(kind, from, to, { limits: { allowedKinds: [kind] } })).toBeNull();
    expect(refusal(kind, from, to, { limits: { allowedKinds: others } })).toEqual([
      'MOVE_KINDS',
      `Moves of kind ${kind} are not allowed by the plan's limits`,
    ]);
  });
});

describe('a group that stays', () => {
  it('is one that belongs to another database', () => {
    expect(refusal('MOVE_LEADER', 'a', 'c', { isReadOnly: true })).toEqual([
      'READ_ONLY',
      'g/0 belongs to another database and is not moved',
    ]);
  });

  it('is one with a pinned tenant in it', () => {
    expect(refusal('MOVE_LEADER', 'a', 'c', { limits: { pinnedTenants: ['acme'] } })).toEqual([
      'PINNED_TENANTS',
      'g/0 holds a pinned tenant and stays',
    ]);
    expect(refusal('MOVE_LEADER', 'a', 'c', { limits: { pinnedTenants: ['another'] } })).toBeNull();
  });

  it('is one of a pinned collection, or of one that is coupled to it', () => {
    for (const pinned of ['Device', 'hasVersion']) {
      expect(refusal('MOVE_LEADER', 'a', 'c', { limits: { pinnedCollections: [pinned] } })).toEqual([
        'PINNED_COLLECTIONS',
        'g/0 is of a pinned collection and stays',
      ]);
    }
    expect(refusal('MOVE_LEADER', 'a', 'c', { limits: { pinnedCollections: ['another'] } })).toBeNull();
  });
});

describe('health', () => {
  it.each(['BAD', 'FAILED', 'UNCLEAR', 'DRAINING'] as const)('lets a server that is %s receive nothing', (status) => {
    const servers = ['a', 'b', { serverId: 'c', status }, 'd'];

    expect(refusal('MOVE_LEADER', 'a', 'c', { servers })).toEqual([
      'HEALTH',
      `DBServer-c is ${status} and receives nothing`,
    ]);
  });

  it.each(['BAD', 'FAILED', 'UNCLEAR'] as const)('lets nothing be copied from a leader that is %s', (status) => {
    const servers = [{ serverId: 'a', status }, 'b', 'c', 'd'];

    expect(refusal('MOVE_FOLLOWER', 'b', 'c', { servers })).toEqual([
      'HEALTH',
      `DBServer-a leads g/0 and is ${status}: nothing can be copied from it`,
    ]);
  });

  it('lets a leader that is to be removed give what it has', () => {
    expect(refusal('MOVE_LEADER', 'a', 'c', { servers: [{ serverId: 'a', status: 'DRAINING' }, 'b', 'c'] })).toBeNull();
  });

  it('lets nothing be copied from a leader that is gone', () => {
    expect(refusal('MOVE_FOLLOWER', 'b', 'c', { servers: ['b', 'c'] })).toEqual([
      'HEALTH',
      'a server that is gone leads g/0 and is unknown: nothing can be copied from it',
    ]);
  });
});

describe('replicas on different servers', () => {
  it.each([
    ['MOVE_LEADER', 'b', 'c', 'DBServer-b does not have that replica of g/0'],
    ['MOVE_FOLLOWER', 'a', 'c', 'DBServer-a does not have that replica of g/0'],
    ['MOVE_FOLLOWER', 'd', 'c', 'DBServer-d does not have that replica of g/0'],
    ['LEADERSHIP_TRANSFER', 'b', 'a', 'DBServer-b does not have that replica of g/0'],
    ['LEADERSHIP_TRANSFER', 'a', 'c', 'DBServer-c holds no replica of g/0 that could lead'],
    ['MOVE_LEADER', 'a', 'b', 'DBServer-b holds a replica of g/0 already'],
    ['MOVE_FOLLOWER', 'b', 'a', 'DBServer-a holds a replica of g/0 already'],
  ] as const)('do not allow %s from %s to %s', (kind, from, to, sentence) => {
    expect(refusal(kind, from, to)).toEqual(['DIFFERENT_SERVERS', sentence]);
  });
});

describe('the write concern', () => {
  const three: readonly GroupPlan[] = [{ leader: 'a', followers: ['b', 'c'], inSync: ['b'], bytes: 500 }];

  it('is kept where as many replicas are in sync as it needs', () => {
    expect(refusal('MOVE_FOLLOWER', 'c', 'd', { groups: three, writeConcern: 2 })).toBeNull();
  });

  it('lets a group with fewer replicas in sync recover first', () => {
    expect(refusal('MOVE_FOLLOWER', 'c', 'd', { groups: three, writeConcern: 3 })).toEqual([
      'WRITE_CONCERN',
      'g/0 has 2 replicas in sync and needs 3 for writes: it has to recover first',
    ]);
  });

  it('lets only a follower that is in sync become the leader', () => {
    expect(refusal('LEADERSHIP_TRANSFER', 'a', 'b', { groups: three })).toBeNull();
    expect(refusal('LEADERSHIP_TRANSFER', 'a', 'c', { groups: three })).toEqual([
      'WRITE_CONCERN',
      'DBServer-c is not in sync for g/0 and cannot lead it',
    ]);
  });
});

describe('zones', () => {
  const inZones = (zones: Readonly<Record<string, string | null>>): readonly ServerPlan[] =>
    Object.entries(zones).map(([serverId, zone]) => ({ serverId, zone }));

  it('hold one replica of a group each where there are enough of them', () => {
    const servers = inZones({ a: 'x', b: 'y', c: 'x', d: 'y' });

    expect(refusal('MOVE_FOLLOWER', 'b', 'c', { servers })).toEqual([
      'ZONES',
      'Zone x of DBServer-c holds 1 of the 2 replicas of g/0 already, and 1 is the most',
    ]);
    expect(refusal('MOVE_FOLLOWER', 'b', 'd', { servers })).toBeNull();
  });

  it('hold an even share, rounded up, where there are fewer zones than replicas', () => {
    const groups: readonly GroupPlan[] = [{ leader: 'a', followers: ['b', 'c'], bytes: 500 }];

    expect(
      refusal('MOVE_FOLLOWER', 'c', 'd', { groups, servers: inZones({ a: 'x', b: 'y', c: 'y', d: 'x' }) }),
    ).toBeNull();
    expect(
      refusal('MOVE_FOLLOWER', 'c', 'd', { groups, servers: inZones({ a: 'x', b: 'x', c: 'y', d: 'x' }) }),
    ).toEqual(['ZONES', 'Zone x of DBServer-d holds 2 of the 3 replicas of g/0 already, and 2 is the most']);
  });

  it('let a replica move within its zone, however badly the group is spread', () => {
    expect(refusal('MOVE_FOLLOWER', 'b', 'c', { servers: inZones({ a: 'x', b: 'x', c: 'x', d: 'y' }) })).toBeNull();
  });

  it('do not matter where a server names none, or to who leads', () => {
    expect(refusal('MOVE_FOLLOWER', 'b', 'c', { servers: inZones({ a: 'x', b: 'y', c: 'x', d: null }) })).toBeNull();
    expect(refusal('LEADERSHIP_TRANSFER', 'a', 'b', { servers: inZones({ a: 'x', b: 'y', c: 'x' }) })).toBeNull();
  });
});

describe('capacity', () => {
  const withRoom = (capacityBytes: bigint | null): readonly ServerPlan[] => [
    'a',
    'b',
    { serverId: 'c', capacityBytes },
  ];
  const groups: readonly GroupPlan[] = [...one, { leader: 'c', bytes: 200 }];

  it('is enough when the last byte fits, and not when one byte does not', () => {
    expect(refusal('MOVE_LEADER', 'a', 'c', { groups, servers: withRoom(700n) })).toBeNull();
    expect(refusal('MOVE_LEADER', 'a', 'c', { groups, servers: withRoom(699n) })).toEqual([
      'CAPACITY',
      'DBServer-c has room for 499 B, and g/0 has 500 B',
    ]);
  });

  it('is without end where nobody knows it', () => {
    expect(refusal('MOVE_LEADER', 'a', 'c', { groups, servers: withRoom(null) })).toBeNull();
  });

  it('of a server that holds too much already is no room at all, and an empty group needs none', () => {
    expect(refusal('MOVE_LEADER', 'a', 'c', { groups, servers: withRoom(150n) })).toEqual([
      'CAPACITY',
      'DBServer-c has room for 0 B, and g/0 has 500 B',
    ]);
    const empty = [{ leader: 'a' }, ...groups.slice(1)];
    expect(refusal('MOVE_LEADER', 'a', 'c', { groups: empty, servers: withRoom(150n) })).toBeNull();
  });

  it('does not matter to who leads', () => {
    const servers = ['a', { serverId: 'b', capacityBytes: 500n }];

    expect(refusal('LEADERSHIP_TRANSFER', 'a', 'b', { servers })).toBeNull();
  });

  it('asks for as many more servers as have room, when it keeps a group on a server that is to be emptied', () => {
    const remedyIn = (servers: readonly ServerPlan[], bytes: number): string | undefined =>
      limits.find(({ code }) => code === 'CAPACITY')?.remedy(stateOf(cluster(servers, one)).problem, bytes);
    const rest = (bytes: string): string =>
      ` needed, or servers with ${bytes} more capacity: use addServers in the same plan`;

    expect(remedyIn(withRoom(700n), 700)).toBe(`1 more server${rest('700 B')}`);
    expect(remedyIn(withRoom(700n), 701)).toBe(`2 more servers${rest('701 B')}`);
    expect(remedyIn([...withRoom(700n), { serverId: 'd', capacityBytes: 400n }], 701)).toBe(
      `2 more servers${rest('701 B')}`,
    );
    expect(remedyIn(withRoom(700n), 0)).toBe(`1 more server${rest('0 B')}`);
    expect(remedyIn(withRoom(null), 900)).toBe(`1 more server${rest('900 B')}`);
  });
});

describe('what a plan may use', () => {
  it('is so many moves', () => {
    const two = { limits: { maximumNumberOfMoves: 2 } };

    expect(refusal('MOVE_LEADER', 'a', 'c', { ...two, used: { moves: 1 } })).toBeNull();
    expect(refusal('LEADERSHIP_TRANSFER', 'a', 'b', { ...two, used: { moves: 2 } })).toEqual([
      'MAXIMUM_NUMBER_OF_MOVES',
      'The plan may have 2 moves and has them already',
    ]);
  });

  it('is so many bytes, to the last one', () => {
    const cap = { limits: { maxBytesMoved: 800n } };

    expect(refusal('MOVE_LEADER', 'a', 'c', { ...cap, used: { bytes: 300 } })).toBeNull();
    expect(refusal('MOVE_LEADER', 'a', 'c', { ...cap, used: { bytes: 301 } })).toEqual([
      'MAX_BYTES_MOVED',
      'The plan may copy 800 B, has used 301 B and would need 500 B more',
    ]);
    expect(refusal('LEADERSHIP_TRANSFER', 'a', 'b', { ...cap, used: { bytes: 800 } })).toBeNull();
    expect(refusal('MOVE_LEADER', 'a', 'c', { used: { bytes: 1e15 } })).toBeNull();
  });

  it('is no matter of the placement', () => {
    const state = stateOf(cluster(['a', 'b', 'c'], one), { maximumNumberOfMoves: 0, maxBytesMoved: 0n });

    expect(judgePlacement(stepOf(state, 'MOVE_LEADER', 0, 'a', 'c'), state)).toEqual({ isAccepted: true });
  });
});

describe('every limit', () => {
  it('has a code of its own and says what to do where it keeps a server from being emptied', () => {
    const { problem } = stateOf(cluster(['a', 'b'], one));

    expect(limits.map(({ code }) => code).sort()).toEqual([
      ...['CAPACITY', 'DIFFERENT_SERVERS', 'HEALTH', 'MAXIMUM_NUMBER_OF_MOVES', 'MAX_BYTES_MOVED', 'MOVE_KINDS'],
      ...['PINNED_COLLECTIONS', 'PINNED_TENANTS', 'READ_ONLY', 'WRITE_CONCERN', 'ZONES'],
    ]);
    expect(limits.filter(({ remedy }) => !/^[A-Z1].{20,}$/.test(remedy(problem, 1)))).toEqual([]);
  });
});

describe('every setting of a limit', () => {
  it('has its default in the options of a plan, and is described in words', () => {
    expect(limitSettings.map(({ name, kind, defaultValue }) => [name, kind, defaultValue])).toEqual([
      ['allowedKinds', 'MOVE_KINDS', ['LEADERSHIP_TRANSFER', 'MOVE_LEADER', 'MOVE_FOLLOWER']],
      ['pinnedTenants', 'TENANTS', []],
      ['pinnedCollections', 'COLLECTIONS', []],
      ['maximumNumberOfMoves', 'COUNT', 100_000],
      ['maxBytesMoved', 'BYTES', null],
      ['concurrentMovesPerServer', 'COUNT', 2],
      ['bandwidthBytesPerSecond', 'RATE', 125_000_000],
    ]);
    const { limits: defaults } = defaultPlanOptions();
    expect(Object.entries(defaults).sort()).toEqual(
      limitSettings.map(({ name, defaultValue }) => [name, defaultValue]).sort(),
    );
    expect(limitSettings.filter(({ description }) => !/^[A-Z].*when omitted/i.test(description))).toEqual([]);
    expect(limitSettings.filter(({ title }) => !/^[A-Z][\w -]{5,}$/.test(title))).toEqual([]);
  });

  it('is told in words', () => {
    const { limits: defaults } = defaultPlanOptions();
    const inWords = (values: Partial<PlanLimits>): readonly string[] =>
      limitSettings.map((setting) => setting.inWords({ ...defaults, ...values }));
    const names = Array.from({ length: 12 }, (_, index) => `collection${index}`);

    expect(inWords({})).toEqual([
      ...['LEADERSHIP_TRANSFER, MOVE_LEADER, MOVE_FOLLOWER', '0 tenants', 'none', '100,000', 'any', '2', '125 MB/s'],
    ]);
    expect(inWords({ maxBytesMoved: 5n, pinnedTenants: ['a'], pinnedCollections: names.slice(0, 10) })).toEqual(
      expect.arrayContaining(['5 B', '1 tenant', names.slice(0, 10).join(', ')]),
    );
    expect(inWords({ pinnedCollections: names })).toContain(`${names.slice(0, 10).join(', ')} and 2 more`);
  });

  it.each([
    ['maximumNumberOfMoves', [0, 100_000], [-1, 100_001, 1.5], 'Give a whole number from 0 to 100000'],
    ['concurrentMovesPerServer', [1, 100], [0, 101], 'Give a whole number from 1 to 100'],
    ['bandwidthBytesPerSecond', [1, 1e15], [0, -1, Infinity, NaN], 'Give a whole number above 0, or leave it out'],
    ['maxBytesMoved', [null, 0n, 1n], [-1n], 'Give 0 or more'],
  ] as const)('takes what is in its range and refuses the rest: %s', (name, taken, refused, remedy) => {
    const setting = limitSettings.find((each) => each.name === name)!;

    for (const value of taken) expect(setting.complete('limits.x', value)).toBe(value);
    for (const value of refused) {
      expect(() => setting.complete('limits.x', value)).toThrow(
        expect.objectContaining({ code: 'INVALID_INPUT', field: 'limits.x', message: `limits.x is ${value}`, remedy }),
      );
    }
  });

  it('has lists in one order, none of their entries twice, and not too long', () => {
    const complete = (name: string, list: readonly string[]): unknown =>
      limitSettings.find((setting) => setting.name === name)!.complete('limits.x', list);

    expect(complete('allowedKinds', ['MOVE_FOLLOWER', 'LEADERSHIP_TRANSFER', 'MOVE_FOLLOWER'])).toEqual([
      'LEADERSHIP_TRANSFER',
      'MOVE_FOLLOWER',
    ]);
    for (const name of ['pinnedTenants', 'pinnedCollections']) {
      expect(complete(name, ['b', 'a', 'b'])).toEqual(['a', 'b']);
      expect(() => complete(name, Array.from({ length: 5001 }, String))).toThrow(
        expect.objectContaining({ code: 'INVALID_INPUT', field: 'limits.x', message: 'limits.x names 5001' }),
      );
    }
  });
});
