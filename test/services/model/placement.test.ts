/** Moves as pure functions on a topology. */
import { expect, it } from 'vitest';

import { MoveRefusedError } from '../../../src/services/errors/errors.js';
import { applyMove, type PlacementChange } from '../../../src/services/model/placement.js';
import type { ClusterTopology, ServerStatus } from '../../../src/services/model/topology.js';

function server(serverId: string, status: ServerStatus = 'GOOD') {
  return { serverId, shortName: serverId, zone: null, status, capacityBytes: null };
}

/** Four DB-Servers, one of them failed; one group: A leads, B and C follow, C is out of sync. */
const cluster: ClusterTopology = {
  deployment: 'SIMULATED',
  version: null,
  servers: [server('A'), server('B'), server('C'), server('D', 'DRAINING'), server('E', 'FAILED')],
  collections: [],
  groups: [
    ...[{ groupId: 'g/0', graph: 'g', index: 0, leader: 'A', followers: ['B', 'C'], inSync: ['B'] }],
    ...[{ groupId: 'g/1', graph: 'g', index: 1, leader: 'B', followers: ['A', 'C'], inSync: ['A', 'C'] }],
  ].map((group) => ({ ...group, shards: [], measuredLoad: null })),
  tenants: [],
};

function after(kind: PlacementChange['kind'], from: string, to: string) {
  const { leader, followers, inSync } = applyMove(cluster, { kind, groupId: 'g/0', from, to }).groups[0]!;
  return { leader, followers, inSync };
}

it('swaps the leader with an in-sync follower and keeps the follower’s place', () => {
  expect(after('LEADERSHIP_TRANSFER', 'A', 'B')).toEqual({ leader: 'B', followers: ['A', 'C'], inSync: ['A'] });
});

it('puts another DB-Server in the place of the leader', () => {
  expect(after('MOVE_LEADER', 'A', 'D')).toEqual({ leader: 'D', followers: ['B', 'C'], inSync: ['B'] });
});

it('puts another DB-Server in the place of a follower, in sync if that one was', () => {
  expect(after('MOVE_FOLLOWER', 'B', 'D')).toEqual({ leader: 'A', followers: ['D', 'C'], inSync: ['D'] });
  expect(after('MOVE_FOLLOWER', 'C', 'D')).toEqual({ leader: 'A', followers: ['B', 'D'], inSync: ['B'] });
});

it('changes neither its argument nor the other groups', () => {
  const before = structuredClone(cluster);

  const moved = applyMove(cluster, { kind: 'MOVE_LEADER', groupId: 'g/0', from: 'A', to: 'D' });

  expect(cluster).toEqual(before);
  expect(moved.groups[1]).toBe(cluster.groups[1]);
  expect(moved.servers).toBe(cluster.servers);
});

it.each([
  ['LEADERSHIP_TRANSFER', 'A', 'C', 'C is not in sync'],
  ['LEADERSHIP_TRANSFER', 'A', 'D', 'D is not a follower of the group'],
  ['LEADERSHIP_TRANSFER', 'B', 'C', 'A leads the group, not B'],
  ['MOVE_LEADER', 'B', 'D', 'A leads the group, not B'],
  ['MOVE_LEADER', 'A', 'B', 'B already holds a replica of the group'],
  ['MOVE_LEADER', 'A', 'A', 'A already holds a replica of the group'],
  ['MOVE_LEADER', 'A', 'E', 'DB-Server E is FAILED'],
  ['MOVE_LEADER', 'A', 'X', 'there is no DB-Server X'],
  ['MOVE_FOLLOWER', 'A', 'D', 'A is not a follower of the group'],
  ['MOVE_FOLLOWER', 'B', 'C', 'C already holds a replica of the group'],
] as const)('refuses %s from %s to %s: %s', (kind, from, to, reason) => {
  expect(() => after(kind, from, to)).toThrow(MoveRefusedError);
  expect(() => after(kind, from, to)).toThrow(reason);
});

it('refuses a group that is not there', () => {
  const move = { kind: 'MOVE_LEADER', groupId: 'g/9', from: 'A', to: 'D' } as const;
  expect(() => applyMove(cluster, move)).toThrow(MoveRefusedError);
});
