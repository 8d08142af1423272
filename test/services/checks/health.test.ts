// Health of named clusters: one fault each, told with its level, its count and its name.
import { expect, test } from 'vitest';

import { healthOf, usedBytesByServer } from '../../../src/services/checks/health.js';
import type { ClusterTopology } from '../../../src/services/model/topology.js';
import { clusterOf, group, server, soundCluster, withGroup, withServer } from '../../support/check-clusters.js';

function judged(cluster: ClusterTopology): [status: string, ...findings: string[]] {
  const { status, findings } = healthOf(cluster);
  return [status, ...findings.map(({ level, code }) => `${level} ${code}`)];
}

test('finds nothing wrong with a sound cluster', () => {
  expect(healthOf(soundCluster())).toEqual({ status: 'GOOD', findings: [] });
});

test('calls a cluster bad when a server has failed and takes leaders along', () => {
  expect(judged(withServer(soundCluster(), 'PRMR-2', { status: 'FAILED' }))).toEqual([
    'BAD',
    'FAIL SERVER_NOT_GOOD',
    'FAIL LEADER_UNAVAILABLE',
  ]);
});

test('names the groups that a failed server leads', () => {
  const { findings } = healthOf(withServer(soundCluster(), 'PRMR-2', { status: 'BAD' }));

  expect(findings.map(({ message }) => message)).toEqual([
    '1 of 3 DB-Servers is BAD: PRMR-2',
    '2 of 6 shard groups have their leader on a DB-Server that does not answer: network_assets/1, network_assets/4',
  ]);
});

test('calls a cluster degraded when it is unclear how a server is', () => {
  expect(judged(withServer(soundCluster(), 'PRMR-3', { status: 'UNCLEAR' }))).toEqual([
    'DEGRADED',
    'WARN SERVER_NOT_GOOD',
  ]);
});

test('mentions a server that is being drained without calling the cluster degraded', () => {
  expect(judged(withServer(soundCluster(), 'PRMR-3', { status: 'DRAINING' }))).toEqual([
    'GOOD',
    'INFO SERVER_NOT_GOOD',
  ]);
});

test('calls a cluster degraded when a follower is out of sync', () => {
  expect(judged(withGroup(soundCluster(), 0, { inSync: [] }))).toEqual(['DEGRADED', 'WARN FOLLOWERS_OUT_OF_SYNC']);
});

test('calls a cluster bad when fewer copies are in sync than the write concern', () => {
  const servers = [server('A'), server('B')];
  const cluster = clusterOf(servers, [group(0, 'A', ['B'], { inSync: [] })], { writeConcern: 2 });

  expect(judged(cluster)).toEqual(['BAD', 'FAIL BELOW_WRITE_CONCERN', 'WARN FOLLOWERS_OUT_OF_SYNC']);
});

test('does not count an in-sync copy on a failed server towards the write concern', () => {
  const servers = [server('A'), server('B', { status: 'FAILED' })];
  const cluster = clusterOf(servers, [group(0, 'A', ['B'])], { writeConcern: 2 });

  expect(judged(cluster)).toContain('FAIL BELOW_WRITE_CONCERN');
});

test('warns of groups with fewer replicas than the replication factor', () => {
  expect(judged(withGroup(soundCluster(), 5, { followers: [], inSync: [] }))).toEqual([
    'DEGRADED',
    'WARN TOO_FEW_REPLICAS',
  ]);
});

test('warns of collections without a second copy where there are servers for one', () => {
  const cluster = clusterOf([server('A'), server('B')], [group(0, 'A', [])], { replicationFactor: 1 });

  expect(judged(cluster)).toEqual(['DEGRADED', 'WARN NO_SECOND_COPY']);
});

test('only mentions the missing second copy on a single server', () => {
  const cluster = clusterOf([server('A')], [group(0, 'A', [])], { replicationFactor: 1 });

  expect(judged(cluster)).toEqual(['GOOD', 'INFO NO_SECOND_COPY']);
});

test('calls a cluster bad when two replicas share a server', () => {
  expect(judged(withGroup(soundCluster(), 0, { followers: ['PRMR-1'], inSync: ['PRMR-1'] }))).toContain(
    'FAIL REPLICAS_SHARE_SERVER',
  );
});

test('warns of two replicas in one zone where there are zones enough', () => {
  expect(judged(withServer(soundCluster(), 'PRMR-2', { zone: 'A' }))).toEqual(['DEGRADED', 'WARN REPLICAS_SHARE_ZONE']);
});

test('accepts replicas in one zone where there is only one', () => {
  const cluster = ['PRMR-1', 'PRMR-2', 'PRMR-3'].reduce(
    (changed, serverId) => withServer(changed, serverId, { zone: 'A' }),
    soundCluster(),
  );

  expect(judged(cluster)).toEqual(['GOOD']);
});

// Two groups led and two followed: 400 bytes on each server of the sound cluster.
test.each([
  ['at 80%', 500n, ['GOOD']],
  ['above 80%', 499n, ['DEGRADED', 'WARN SERVER_FILLING']],
  ['above 95%', 420n, ['BAD', 'FAIL SERVER_FULL']],
] as const)('judges a server %s of its capacity', (_, capacityBytes, expected) => {
  expect(judged(withServer(soundCluster(), 'PRMR-1', { capacityBytes }))).toEqual(expected);
});

test('calls a cluster without servers bad', () => {
  expect(judged(clusterOf([], []))).toEqual(['BAD', 'FAIL NO_SERVER']);
});

test('names five of many groups and counts them all', () => {
  const lagging = Array.from({ length: 7 }, (_, index) => group(index, 'A', ['B'], { inSync: [] }));

  expect(healthOf(clusterOf([server('A'), server('B')], lagging)).findings.map(({ message }) => message)).toEqual([
    '7 of 7 shard groups have followers out of sync: network_assets/0, network_assets/1, network_assets/2, ' +
      'network_assets/3, network_assets/4, ...',
  ]);
});

test('counts the bytes of all replicas on each server', () => {
  expect([...usedBytesByServer(soundCluster())]).toEqual([
    ['PRMR-1', 400n],
    ['PRMR-2', 400n],
    ['PRMR-3', 400n],
  ]);
});
