// Room for the replicas of a lost server, on named clusters.
import { expect, test } from 'vitest';

import { lossOutcomes } from '../../../src/services/checks/preflight/capacity-checks.js';
import { clusterOf, group, server, soundCluster, withServer } from '../../support/check-clusters.js';

test('finds room for every lost replica on a sound cluster', () => {
  expect(lossOutcomes(soundCluster())).toEqual(
    ['PRMR-1', 'PRMR-2', 'PRMR-3'].map((serverId) => ({
      serverId,
      shortName: serverId,
      bytes: 400n,
      groupsWithoutPlace: 0,
    })),
  );
});

test('finds no place where all remaining servers hold the group already', () => {
  const servers = [server('A', { capacityBytes: 1_000n }), server('B', { capacityBytes: 1_000n })];

  expect(
    lossOutcomes(clusterOf(servers, [group(0, 'A', ['B'])])).map(({ groupsWithoutPlace }) => groupsWithoutPlace),
  ).toEqual([1, 1]);
});

test('counts the groups for which the others have too little space', () => {
  // 400 of 550 bytes are used on each server: the other two have room for one group each, but four are lost.
  const tight = ['PRMR-1', 'PRMR-2', 'PRMR-3'].reduce(
    (cluster, serverId) => withServer(cluster, serverId, { capacityBytes: 550n }),
    soundCluster(),
  );

  expect(lossOutcomes(tight).map(({ groupsWithoutPlace }) => groupsWithoutPlace)).toEqual([2, 2, 2]);
});

test('neither loses a server that has failed nor gives it anything', () => {
  const cluster = withServer(soundCluster(), 'PRMR-3', { status: 'FAILED' });

  expect(lossOutcomes(cluster).map(({ serverId, groupsWithoutPlace }) => [serverId, groupsWithoutPlace])).toEqual([
    ['PRMR-1', 2],
    ['PRMR-2', 2],
  ]);
});
