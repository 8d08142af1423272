// The fingerprint is the same however it is worked out, and a long list is sorted as a short one.
import { expect, it } from 'vitest';

import { canonicalJson, sha256 } from '../../../src/services/base/canonical.js';
import { inOneGo, sortedWithPauses } from '../../../src/services/base/turns.js';
import { fingerprint, fingerprintInTurns, stateMark } from '../../../src/services/model/fingerprint.js';
import type { ClusterTopology } from '../../../src/services/model/topology.js';
import { cluster, demoCluster } from '../../support/clusters.js';

/** The fingerprint as it is defined, all at once. */
function definedFor({ servers, collections, groups }: ClusterTopology): string {
  return sha256(
    canonicalJson({
      collections: collections.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
      servers: servers
        .map(({ serverId, zone, status, capacityBytes }) => ({ serverId, zone, status, capacityBytes }))
        .toSorted((a, b) => (a.serverId < b.serverId ? -1 : 1)),
      groups: groups
        .map(({ groupId, leader, followers, inSync }) => ({
          ...{ groupId, leader },
          ...{ followers: followers.toSorted(), inSync: inSync.toSorted() },
        }))
        .toSorted((a, b) => (a.groupId < b.groupId ? -1 : 1)),
    }),
  );
}

it('is the sha-256 of the canonical servers, collections and placements', async () => {
  expect(fingerprint(demoCluster())).toBe(definedFor(demoCluster()));
  expect(await fingerprintInTurns(demoCluster())).toBe(definedFor(demoCluster()));
});

it('is the same in whatever order servers, collections, groups, followers and replicas in sync are told', () => {
  const topology = cluster(['a', 'b', 'c', 'd'], [{ leader: 'a', followers: ['b', 'c', 'd'] }, { leader: 'b' }]);
  const turned = <T>([first, ...others]: readonly T[]): T[] => [...others, first].flatMap((each) => each ?? []);
  const group = { followers: ['d', 'b', 'c'], inSync: ['c', 'd', 'b'] };

  for (const turn of [turned, <T>(list: readonly T[]): T[] => list.toReversed()]) {
    const other: ClusterTopology = {
      ...topology,
      servers: turn(topology.servers),
      collections: turn(topology.collections),
      groups: turn([{ ...topology.groups[0]!, ...group }, topology.groups[1]!]),
    };
    expect(fingerprint(other)).toBe(definedFor(topology));
  }
});

it('is worked out once for a topology that is asked for several times', () => {
  const topology = demoCluster();

  expect(fingerprintInTurns(topology)).toBe(fingerprintInTurns(topology));
});

it('is the same for thousands of shard groups in whatever order, with turns in between, and is there for none', async () => {
  const plans = Array.from({ length: 12_000 }, (_, at) => ({ leader: `s${at % 7}`, bytes: at }));
  const large = cluster(['s0', 's1', 's2', 's3', 's4', 's5', 's6'], plans);

  expect(fingerprint(large)).toBe(definedFor(large));
  expect(await fingerprintInTurns({ ...large, groups: large.groups.toReversed() })).toBe(fingerprint(large));
  expect(fingerprint({ ...large, groups: [] })).toMatch(/^[0-9a-f]{64}$/);
});

it('has a mark beside it that differs with the tenants, their names and their documents, and nothing else of them', async () => {
  const topology = demoCluster();
  const [first, ...others] = topology.tenants;
  const like = { ...topology, tenants: [{ ...first!, bytes: first!.bytes + 1n }, ...others] };
  const different = [
    { ...topology, tenants: others },
    { ...topology, tenants: [{ ...first!, key: 'another' }, ...others] },
    { ...topology, tenants: [{ ...first!, name: 'Another' }, ...others] },
    { ...topology, tenants: [{ ...first!, documents: first!.documents + 1 }, ...others] },
    { ...topology, servers: topology.servers.slice(1) },
  ];

  const marks = await Promise.all([topology, ...different].map(stateMark));

  expect(new Set(marks).size).toBe(6);
  expect(marks[0]).toMatch(/^[0-9a-f]{64}$/);
  expect(await stateMark(like)).toBe(marks[0]);
});

it('sorts a long list by its keys, and keeps the order of equal ones', () => {
  const items = Array.from({ length: 17_001 }, (_, at) => ({ key: String((at * 7919) % 500), at }));

  const sorted = inOneGo(sortedWithPauses(items, ({ key }) => key));

  expect(sorted).toEqual(items.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)));
});
