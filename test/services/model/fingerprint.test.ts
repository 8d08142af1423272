// The fingerprint is the same however it is worked out, and a long list is sorted as a short one.
import { expect, it } from 'vitest';

import { canonicalJson, sha256 } from '../../../src/services/base/canonical.js';
import { inOneGo, sortedWithPauses } from '../../../src/services/base/turns.js';
import { fingerprint, fingerprintInTurns } from '../../../src/services/model/fingerprint.js';
import { cluster, demoCluster } from '../../support/clusters.js';

it('is the sha-256 of the canonical servers, collections and placements', async () => {
  const { servers, collections, groups } = demoCluster();
  const expected = sha256(
    canonicalJson({
      collections: collections.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
      servers: servers.map(({ serverId, zone, status, capacityBytes }) => ({ serverId, zone, status, capacityBytes })),
      groups: groups
        .map(({ groupId, leader, followers, inSync }) => ({ groupId, leader, followers, inSync }))
        .toSorted((a, b) => (a.groupId < b.groupId ? -1 : 1)),
    }),
  );

  expect(fingerprint(demoCluster())).toBe(expected);
  expect(await fingerprintInTurns(demoCluster())).toBe(expected);
});

it('is the same for thousands of shard groups in whatever order, with turns in between, and is there for none', async () => {
  const plans = Array.from({ length: 12_000 }, (_, at) => ({ leader: `s${at % 7}`, bytes: at }));
  const large = cluster(['s0', 's1', 's2', 's3', 's4', 's5', 's6'], plans);

  expect(await fingerprintInTurns({ ...large, groups: large.groups.toReversed() })).toBe(fingerprint(large));
  expect(fingerprint({ ...large, groups: [] })).toMatch(/^[0-9a-f]{64}$/);
});

it('sorts a long list by its keys, and keeps the order of equal ones', () => {
  const items = Array.from({ length: 17_001 }, (_, at) => ({ key: String((at * 7919) % 500), at }));

  const sorted = inOneGo(sortedWithPauses(items, ({ key }) => key));

  expect(sorted).toEqual(items.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)));
});
