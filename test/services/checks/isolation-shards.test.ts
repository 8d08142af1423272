// The isolation check on a store that does not say in which shard a document is, as ArangoDB: it counts shards instead.
import { afterEach, beforeEach, expect, test } from 'vitest';

import { fixedClock } from '../../../src/services/base/clock.js';
import { checkIsolation } from '../../../src/services/checks/isolation.js';
import type { CheckResult, IsolationFinding } from '../../../src/services/model/check.js';
import type { ClusterTopology, TopologyGroup } from '../../../src/services/model/topology.js';
import type { Store } from '../../../src/services/store/port.js';
import { acmeKey, globalKey, openEmptyStore, plantTenant, referenceTime } from '../../support/planted-tenants.js';

const untold =
  'ArangoDB does not report the shard of a single document: shards are counted only when all tenants are checked and none is being added or removed';

let store: Store;

beforeEach(async () => {
  store = await openEmptyStore();
});
afterEach(() => store.close());

interface Placement {
  readonly rule: CheckResult | undefined;
  readonly findings: readonly IsolationFinding[];
  readonly others: readonly CheckResult[];
}

/** What is said of the placement in all tenants or one; `seen` changes what the store says of the cluster afterwards. */
async function placement(
  tenantKey: string | null = null,
  seen: (topology: ClusterTopology) => ClusterTopology = (topology) => topology,
): Promise<Placement> {
  const hiding: Store = {
    ...store,
    async scanDocuments(request) {
      const page = await store.scanDocuments(request);
      return { ...page, documents: page.documents.map((document) => ({ ...document, groupId: null })) };
    },
    // What was read before may be older than the scan.
    readTopology: async (freshness) => {
      const topology = await store.readTopology(freshness);
      return freshness === 'FRESH' ? seen(topology) : topology;
    },
  };
  const report = await checkIsolation({ store: hiding, clock: fixedClock(referenceTime) }, { tenantKey });
  const { code } = report.checks[5]!;
  expect(code).toBe('ONE_SHARD_GROUP');
  const findings = report.findings.filter(({ check }) => check === code);
  return { rule: report.checks[5], findings, others: report.checks.toSpliced(5, 1) };
}

/** One more document in each group that is chosen. */
function oneMoreIn(isChosen: (group: TopologyGroup) => boolean) {
  const grown = (group: TopologyGroup): TopologyGroup => ({
    ...group,
    shards: group.shards.map((shard, at) => (at === 0 ? { ...shard, documents: shard.documents + 1 } : shard)),
  });
  return (topology: ClusterTopology): ClusterTopology => ({
    ...topology,
    groups: topology.groups.map((group) => (isChosen(group) ? grown(group) : group)),
  });
}

test('takes shard groups that hold what their tenants have', async () => {
  await plantTenant(store, acmeKey);
  await plantTenant(store, globalKey);

  const { rule, findings } = await placement();

  expect(findings).toEqual([]);
  expect(rule).toMatchObject({ status: 'PASS', evidence: '2,190 documents of 2 tenants checked, no findings' });
});

test('finds shard groups that hold something else, also one that should be empty', async () => {
  const { groupId } = await plantTenant(store, acmeKey);

  const { rule, findings } = await placement(
    null,
    oneMoreIn((group) => group.groupId === groupId || group.groupId === 'network_assets/0'),
  );

  expect(groupId).toBe('network_assets/1');
  expect(rule).toMatchObject({ status: 'FAIL', evidence: '1,097 documents of 1 tenant checked, 2 findings' });
  expect(findings).toEqual(
    [
      'Shard group network_assets/0 holds 1 document, but the tenants that belong there have 0',
      'Shard group network_assets/1 holds 1,096 documents, but the tenants that belong there have 1,095',
    ].map((message) => ({ check: 'ONE_SHARD_GROUP', message, tenantKey: null, documentId: null })),
  );
});

test('adds up the tenants of one shard group', async () => {
  const { groupId } = await plantTenant(store, acmeKey);
  const together = await sameGroup(groupId);
  await plantTenant(store, together);

  expect(await placement()).toMatchObject({ findings: [], rule: { status: 'PASS' } });
});

/** A key that falls on a shard group. */
async function sameGroup(groupId: string): Promise<string> {
  const keys = Array.from({ length: 200 }, (_, at) => at.toString(16).padStart(12, 'd'));
  const groups = await store.responsibleGroups('camelCase', keys);
  return keys[groups.indexOf(groupId)]!;
}

test('leaves out shard groups of graphs in which no tenant has documents', async () => {
  await plantTenant(store, acmeKey);

  const { findings, rule } = await placement(null, ({ groups, ...topology }) => ({
    ...topology,
    groups: [...groups, ...groups.map((group) => ({ ...group, graph: 'another', groupId: `another/${group.index}` }))],
  }));

  expect(findings).toEqual([]);
  expect(rule?.evidence).toBe('1,095 documents of 1 tenant checked, no findings');
});

test('counts no shards for one tenant, and says why', async () => {
  await plantTenant(store, acmeKey);

  expect(
    await placement(
      acmeKey,
      oneMoreIn(() => true),
    ),
  ).toMatchObject({
    findings: [],
    rule: { status: 'SKIPPED', evidence: untold },
  });
});

test('says that there are no edges where there are none, also while no shard is counted', async () => {
  await plantTenant(store, acmeKey, { planting: (documents) => documents.filter(({ kind }) => kind === 'Location') });

  const { others } = await placement(acmeKey);

  expect(others.find(({ code }) => code === 'NO_DANGLING_EDGE')?.evidence).toBe(
    'Nothing to check: no edges in 1 tenant',
  );
});

test('counts no shards while a tenant is being added', async () => {
  await plantTenant(store, acmeKey);
  await plantTenant(store, globalKey, { unfinished: true, planting: (documents) => documents.slice(0, 500) });

  expect(await placement()).toMatchObject({ findings: [], rule: { status: 'SKIPPED', evidence: untold } });
});

test.each<[string, (topology: ClusterTopology) => ClusterTopology]>([
  ['fewer', (topology) => ({ ...topology, tenants: [] })],
  [
    'other',
    (topology) => ({
      ...topology,
      tenants: topology.tenants.map((tenant, at) => (at === 0 ? { ...tenant, key: 'cccccccccccc' } : tenant)),
    }),
  ],
])('counts no shards where there are %s tenants by then', async (_name, seen) => {
  await plantTenant(store, acmeKey);
  await plantTenant(store, globalKey);

  expect(await placement(null, seen)).toMatchObject({ findings: [], rule: { status: 'SKIPPED', evidence: untold } });
});
