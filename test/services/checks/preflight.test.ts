// The list before scale-out on an embedded store: what each line says when all is well, and when something is not.
import { afterEach, beforeEach, expect, test } from 'vitest';

import { fixedClock } from '../../../src/services/base/clock.js';
import { runPreflight } from '../../../src/services/checks/preflight.js';
import { StoreUnavailableError } from '../../../src/services/errors/errors.js';
import type { CheckResult, PreflightReport } from '../../../src/services/model/check.js';
import type { ClusterTopology } from '../../../src/services/model/topology.js';
import type { Store } from '../../../src/services/store/port.js';
import {
  acmeKey,
  change,
  globalKey,
  openEmptyStore,
  plantTenant,
  referenceTime,
} from '../../support/planted-tenants.js';

const clock = fixedClock(referenceTime);
let store: Store;
beforeEach(async () => {
  store = await openEmptyStore();
});
afterEach(() => store.close());

function check(report: PreflightReport, code: string): CheckResult {
  const found = report.checks.find((result) => result.code === code);
  if (!found) throw new Error(`The report has no check ${code}`);
  return found;
}

async function keepSnapshot(takenAt: string): Promise<void> {
  const topology = await store.readTopology();
  await store.saveSnapshot({ id: takenAt, label: 'Before the demo', takenAt, fingerprint: 'f', topology });
}

/** The store with another topology than its own. */
function withTopology(edit: (topology: ClusterTopology) => ClusterTopology): Store {
  return { ...store, readTopology: async () => edit(await store.readTopology()) };
}

test('judges every line of the list for a sound cluster, with figures', async () => {
  await plantTenant(store, acmeKey);
  await plantTenant(store, globalKey);
  await keepSnapshot(referenceTime);

  const { checks } = await runPreflight({ store, clock });

  expect(checks.map(({ code, status }) => `${code} ${status}`)).toEqual([
    'STORE_REACHABLE PASS',
    'CLUSTER_HEALTHY PASS',
    'REPLICAS_IN_SYNC PASS',
    'REPLICATION_FACTOR PASS',
    'BALANCE PASS',
    'HEADROOM WARN',
    'CAPACITY_FOR_LOST_SERVER PASS',
    'CAPACITY_FOR_PLANNED_TENANTS PASS',
    'NO_RUN_UNDER_WAY PASS',
    'NO_UNFINISHED_TENANT PASS',
    'TENANTS_ISOLATED PASS',
    'RECENT_SNAPSHOT PASS',
    'BACKUP SKIPPED',
    'LOW_USAGE_WINDOW SKIPPED',
    'TESTED_ON_STAGING SKIPPED',
  ]);
  for (const { evidence } of checks) expect(evidence).toMatch(/\d/);
});

test('gives a remedy with every warning and failure', async () => {
  const { checks } = await runPreflight({ store, clock });

  const bad = checks.filter(({ status }) => status === 'WARN' || status === 'FAIL');
  expect(bad.length).toBeGreaterThan(0);
  expect(bad.filter(({ remedy }) => remedy === null)).toEqual([]);
});

test('calculates what the tenants of the demo need from the mean of the documents there are', async () => {
  const { documents, bytes } = await plantTenant(store, acmeKey);

  const { evidence } = check(await runPreflight({ store, clock }), 'CAPACITY_FOR_PLANNED_TENANTS');

  // 2x, 1x and 1x are 4,380 documents: exactly four times those of a tenant of scale factor 1.
  expect(documents).toBe(1_095);
  expect(evidence).toContain('3 tenants with 4,380 documents to add');
  expect(evidence).toContain(
    `${(Number(bytes * 4n) / 1e6).toFixed(2)} MB at the average size of 1,095 documents measured`,
  );
});

test('fails when the fullest server has no room for the tenants of the demo', async () => {
  const { bytes } = await plantTenant(store, acmeKey);
  const full = withTopology((topology) => ({
    ...topology,
    servers: topology.servers.map((server) => ({ ...server, capacityBytes: bytes * 4n })),
  }));

  const report = await runPreflight({ store: full, clock });

  expect(check(report, 'CAPACITY_FOR_PLANNED_TENANTS').status).toBe('FAIL');
  expect(report.status).toBe('FAIL');
});

test('skips capacity where servers do not tell theirs', async () => {
  await plantTenant(store, acmeKey);
  const unknown = withTopology((topology) => ({
    ...topology,
    servers: topology.servers.map((server) => ({ ...server, capacityBytes: null })),
  }));

  const report = await runPreflight({ store: unknown, clock });

  expect(check(report, 'CAPACITY_FOR_LOST_SERVER')).toMatchObject({
    status: 'SKIPPED',
    evidence: '3 of 3 DB-Servers report no capacity',
  });
});

test('fails when a follower is out of sync', async () => {
  await plantTenant(store, acmeKey);
  const lagging = withTopology((topology) => ({
    ...topology,
    groups: topology.groups.map((group, at) => (at === 0 ? { ...group, inSync: [] } : group)),
  }));

  expect(check(await runPreflight({ store: lagging, clock }), 'REPLICAS_IN_SYNC')).toMatchObject({
    status: 'FAIL',
    evidence: '11 of 12 followers in sync, in 12 shard groups',
  });
});

test('recommends a rebalance when one server leads everything', async () => {
  await plantTenant(store, acmeKey);
  const lopsided = withTopology((topology) => {
    const [first, second] = topology.servers.map(({ serverId }) => serverId);
    const [leader, follower] = [first ?? '', second ?? ''];
    const groups = topology.groups.map((group) => ({ ...group, leader, followers: [follower], inSync: [follower] }));
    return { ...topology, groups };
  });

  const { status, evidence } = check(await runPreflight({ store: lopsided, clock }), 'BALANCE');

  expect(status).toBe('WARN');
  expect(evidence).toContain(
    'LEADERS: fullest server 12 leaders, mean 4 leaders, best reachable 4 leaders (200% above it)',
  );
});

test('fails while a run is under way and names it', async () => {
  await store.createRun({
    id: 'run-1',
    kind: 'DEMO',
    input: { scenario: 'DEMO', naming: 'camelCase', pace: 'INSTANT' },
    status: 'RUNNING',
    startedAt: referenceTime,
    finishedAt: null,
    steps: [],
    beforeSnapshotId: null,
    afterSnapshotId: null,
    reportId: null,
    failure: null,
    lastSequence: 0,
  });

  expect(check(await runPreflight({ store, clock }), 'NO_RUN_UNDER_WAY')).toMatchObject({
    status: 'FAIL',
    evidence: `1 run in progress: DEMO run run-1, started ${referenceTime}`,
  });
});

test('warns of tenants that are half added', async () => {
  await plantTenant(store, acmeKey, { unfinished: true });

  expect(check(await runPreflight({ store, clock }), 'NO_UNFINISHED_TENANT')).toMatchObject({
    status: 'WARN',
    evidence: `0 active tenants, 1 unfinished: Tenant ${acmeKey} (CREATING)`,
  });
});

test('fails when tenants are not isolated and tells the first finding', async () => {
  await plantTenant(store, acmeKey, {
    planting: change('Location', `${acmeKey}:location1`, { tenantId: undefined }),
  });

  const { status, evidence } = check(await runPreflight({ store, clock }), 'TENANTS_ISOLATED');

  expect(status).toBe('FAIL');
  expect(evidence).toContain(`the first: Location/${acmeKey}:location1 has no tenantId`);
});

test('skips isolation, and says so, on a cluster without tenants', async () => {
  expect(check(await runPreflight({ store, clock }), 'TENANTS_ISOLATED')).toMatchObject({
    status: 'SKIPPED',
    evidence: '0 documents: the cluster has no tenant yet',
  });
});

test.each([
  ['2026-01-01T00:00:00.000Z', 'PASS', '1 snapshot; the newest, "Before the demo", is 0 s old'],
  ['2025-12-30T00:00:00.000Z', 'WARN', '1 snapshot; the newest, "Before the demo", is 48 h old'],
])('judges a snapshot of %s as %s', async (takenAt, status, evidence) => {
  await keepSnapshot(takenAt);

  expect(check(await runPreflight({ store, clock }), 'RECENT_SNAPSHOT')).toMatchObject({ status, evidence });
});

test('says what a backup would have to hold on a real cluster, and how to make one', async () => {
  await plantTenant(store, acmeKey);
  const real = withTopology((topology) => ({ ...topology, deployment: 'ARANGODB_CLUSTER' }));

  const { status, evidence, remedy } = check(await runPreflight({ store: real, clock }), 'BACKUP');

  expect(status).toBe('SKIPPED');
  expect(evidence).toContain('Shardbook cannot see backups; there are 1,095 documents');
  expect(remedy).toContain('arangodump');
});

test('fails the first line and skips all others when the store does not answer', async () => {
  const silent: Store = {
    ...store,
    ping: () => Promise.reject(new StoreUnavailableError('No answer from the cluster', 'Check ARANGO_ENDPOINT', true)),
  };

  const { status, checks } = await runPreflight({ store: silent, clock });

  expect(status).toBe('FAIL');
  expect(checks[0]).toMatchObject({ code: 'STORE_REACHABLE', status: 'FAIL', remedy: 'Check ARANGO_ENDPOINT' });
  expect(new Set(checks.slice(1).map((result) => result.status))).toEqual(new Set(['SKIPPED']));
});
