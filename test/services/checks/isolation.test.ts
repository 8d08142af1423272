// What the isolation check says of whole clusters, and of tenants that change while it looks.
import { afterEach, beforeEach, expect, test } from 'vitest';

import { fixedClock } from '../../../src/services/base/clock.js';
import { checkIsolation } from '../../../src/services/checks/isolation.js';
import { isolationRules } from '../../../src/services/checks/isolation/rules.js';
import { UnknownTenantError } from '../../../src/services/errors/errors.js';
import type { ScannedDocument, Store } from '../../../src/services/store/port.js';
import { countCalls } from '../../support/counting-store.js';
import {
  acmeKey,
  change,
  documentsOf,
  double,
  globalKey,
  leaveOut,
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

/** The store with something happening right after a page of documents was read; the first one is page 0. */
function whileScanning(meanwhile: () => Promise<unknown>, atPage = 0): Store {
  let pages = 0;
  return {
    ...store,
    async scanDocuments(request) {
      const page = await store.scanDocuments(request);
      if (pages++ === atPage) await meanwhile();
      return page;
    },
  };
}

async function remove(key: string): Promise<void> {
  await store.beginRemoval(key);
  while ((await store.removeDocuments(key, 1_000)) > 0);
  await store.deleteTenant(key);
}

test('says of an empty cluster that there was nothing to look at', async () => {
  const calls = countCalls();

  const report = await checkIsolation({ store: calls.wrap(store), clock }, { tenantKey: null });

  expect(calls.take()).toEqual({ readTopology: 1, scanDocuments: 1, tenantPage: 1 });
  expect(report).toMatchObject({ status: 'PASS', tenantsChecked: 0, documentsChecked: 0, findingsTotal: 0 });
  expect(new Set(report.checks.map(({ status }) => status))).toEqual(new Set(['SKIPPED']));
  expect(report.checks.map(({ evidence }) => evidence)).toEqual([
    ...isolationRules.map(({ subject }) => `Nothing to check: no ${subject[1]} in 0 tenants`),
    'Nothing to check: no documents in 0 active tenants',
  ]);
});

test('says when it began and how long it took', async () => {
  const later = {
    ...clock,
    elapsedMs: (() => {
      let ms = 250;
      return () => (ms *= 2);
    })(),
  };

  const report = await checkIsolation({ store, clock: later }, { tenantKey: null });

  expect(report).toMatchObject({ checkedAt: referenceTime, elapsedMs: 500 });
});

test('says of what it found how many there are and what to do', async () => {
  await plantTenant(store, acmeKey, { planting: change('Location', `${acmeKey}:location1`, { created: undefined }) });

  const { status, checks, findings, findingsTotal } = await checkIsolation({ store, clock }, { tenantKey: null });

  expect({ status, findingsTotal }).toEqual({ status: 'FAIL', findingsTotal: 1 });
  expect(findings).toMatchObject([{ check: 'INTERVALS_POSITIVE', tenantKey: acmeKey }]);
  expect(checks.filter((check) => check.status !== 'PASS' || check.remedy !== null)).toEqual([
    {
      code: 'INTERVALS_POSITIVE',
      title: 'Every created and expired is a time in Unix seconds (or exactly "never"), with created before expired',
      status: 'FAIL',
      evidence: '995 documents of 1 tenant checked, 1 finding',
      remedy: 'Remove the tenant and add it again: its history cannot be reconstructed from these times',
    },
  ]);
});

test('says how many documents and edges each check looked at', async () => {
  await plantTenant(store, acmeKey);

  const { checks } = await checkIsolation({ store, clock }, { tenantKey: null });

  expect(checks.map(({ code, evidence }) => `${code}: ${evidence}`)).toEqual([
    'TENANT_ID_MATCHES_KEY: 1,095 documents of 1 tenant checked, no findings',
    'ONE_PARTITION_ATTRIBUTE: 1,095 documents of 1 tenant checked, no findings',
    'KEY_FORMAT: 1,095 documents of 1 tenant checked, no findings',
    'NO_EDGE_BETWEEN_TENANTS: 690 edges of 1 tenant checked, no findings',
    'NO_DANGLING_EDGE: 690 edges of 1 tenant checked, no findings',
    'ONE_SHARD_GROUP: 1,095 documents of 1 tenant checked, no findings',
    'EDGE_TYPES_AGREE: 690 edges of 1 tenant checked, no findings',
    'ONE_LOCATION_PER_DEVICE: 20 devices of 1 tenant checked, no findings',
    'CONNECTIONS_DISTINCT: 30 connections of 1 tenant checked, no findings',
    'SOFTWARE_ON_RIGHT_DEVICES: 20 devices of 1 tenant checked, no findings',
    'SOFTWARE_IN_USE: 30 software of 1 tenant checked, no findings',
    'INTERVALS_POSITIVE: 995 documents of 1 tenant checked, no findings',
    'VERSIONS_CONTIGUOUS: 300 versions of 1 tenant checked, no findings',
    'COUNTS_AS_EXPECTED: 11 collections of 1 tenant checked, no findings',
    'COUNTERS_AGREE: 12 counters of 1 tenant checked, no findings',
    'KNOWN_TENANT: 1,095 documents checked, 1 active tenant, each belongs to a tenant',
  ]);
});

test('passes a cluster whose tenants differ in naming', async () => {
  await plantTenant(store, acmeKey, { naming: 'camelCase' });
  await plantTenant(store, globalKey, { naming: 'snake_case' });

  expect(await checkIsolation({ store, clock }, { tenantKey: null })).toMatchObject({
    status: 'PASS',
    tenantsChecked: 2,
    documentsChecked: 2_190,
    edgesChecked: 1_380,
    findings: [],
  });
});

test('looks at one tenant only when asked for one', async () => {
  await plantTenant(store, acmeKey);
  await plantTenant(store, globalKey, {
    planting: change('Location', `${globalKey}:location1`, { tenantId: undefined }),
  });

  const [sound, faulty] = [
    await checkIsolation({ store, clock }, { tenantKey: acmeKey }),
    await checkIsolation({ store, clock }, { tenantKey: globalKey }),
  ];

  expect(sound).toMatchObject({ status: 'PASS', tenantsChecked: 1, documentsChecked: 1_095 });
  expect(faulty).toMatchObject({ status: 'FAIL', tenantsChecked: 1, documentsChecked: 1_095 });
});

test('finds what only the surroundings of a document show', async () => {
  const edge = (name: string): string => `${acmeKey}:${name}:${acmeKey}`;
  const plantings = [
    change('hasConnection', edge('connection1'), { _to: `Printer/${acmeKey}:device99` }),
    double('hasConnection', edge('connection2'), { _key: edge('connection99') }),
    double('hasDeviceSoftware', edge('deviceSoftware1'), { _key: edge('deviceSoftware99') }),
    leaveOut('hasLocation', edge('deviceLocation1')),
  ];
  await plantTenant(store, acmeKey, {
    planting: (documents) => plantings.reduce((planted, planting) => planting(planted), documents),
  });

  const { findings } = await checkIsolation({ store, clock }, { tenantKey: null });

  expect(findings.map(({ check, documentId }) => [check, documentId])).toEqual([
    ['NO_DANGLING_EDGE', `hasConnection/${edge('connection1')}`],
    ['ONE_LOCATION_PER_DEVICE', `DeviceProxyOut/${acmeKey}:device1`],
    ['CONNECTIONS_DISTINCT', `hasConnection/${edge('connection99')}`],
    ['SOFTWARE_ON_RIGHT_DEVICES', `hasDeviceSoftware/${edge('deviceSoftware99')}`],
    ...['hasConnection', 'hasLocation', 'hasDeviceSoftware'].map(() => ['COUNTS_AS_EXPECTED', null]),
  ]);
});

test('finds a tenant in the wrong place although it has no documents', async () => {
  const tenant = await plantTenant(store, acmeKey, { planting: () => [] });
  const elsewhere: Store = {
    ...store,
    tenantsByKey: (keys) => Promise.resolve(keys.map(() => ({ ...tenant, groupId: 'network_assets/0' }))),
  };

  const { checks } = await checkIsolation({ store: elsewhere, clock }, { tenantKey: null });

  expect(checks.filter(({ code }) => code === 'ONE_SHARD_GROUP' || code === 'KEY_FORMAT')).toMatchObject([
    { status: 'SKIPPED', evidence: 'Nothing to check: no documents in 1 tenant' },
    { status: 'FAIL', evidence: '0 documents of 1 tenant checked, 1 finding' },
  ]);
});

test('keeps the first 20 findings of a check and counts them all', async () => {
  await plantTenant(store, acmeKey, {
    planting: (documents) =>
      documents.map(({ kind, fields }) => ({ kind, fields: { ...fields, [`tenant_${globalKey}_attr`]: globalKey } })),
  });

  const report = await checkIsolation({ store, clock }, { tenantKey: null });

  expect(report.findings).toHaveLength(20);
  expect(report.findingsTotal).toBe(1_095);
});

test('finds that an active tenant has lost all of its documents', async () => {
  await plantTenant(store, acmeKey, { planting: () => [] });

  const report = await checkIsolation({ store, clock }, { tenantKey: null });

  expect(report).toMatchObject({ status: 'FAIL', tenantsChecked: 1, documentsChecked: 0, findingsTotal: 11 });
  expect(report.findings[0]?.message).toBe(
    `Tenant ${acmeKey} (Tenant ${acmeKey}) has 0 documents in Device, but scale factor 1 requires 120`,
  );
});

test('finds counters that differ from what is there', async () => {
  const tenant = await plantTenant(store, acmeKey);
  const drifted = { ...tenant, documentsByKind: { ...tenant.documentsByKind, Device: 119 }, documents: 1_094 };
  const drifting: Store = { ...store, tenantsByKey: (keys) => Promise.resolve(keys.map(() => drifted)) };

  const report = await checkIsolation({ store: drifting, clock }, { tenantKey: null });

  expect(report.findings.map(({ check, message }) => [check, message])).toEqual([
    ['COUNTERS_AGREE', `Tenant ${acmeKey} (Tenant ${acmeKey}) has 120 documents in Device, but its counter says 119`],
    ['COUNTERS_AGREE', `Tenant ${acmeKey} (Tenant ${acmeKey}) has 1,095 documents, but its counter says 1,094`],
  ]);
});

test('finds documents of a tenant that does not exist', async () => {
  await plantTenant(store, acmeKey);
  const strays: ScannedDocument[] = documentsOf(globalKey)
    .slice(0, 2)
    .map((document) => ({ ...document, tenantKey: globalKey, groupId: 'network_assets/0' }));
  const withStrays: Store = {
    ...store,
    async scanDocuments(request) {
      if (request.tenantKey === globalKey) return { documents: strays, next: null };
      const page = await store.scanDocuments(request);
      return page.next === null ? { ...page, documents: [...page.documents, ...strays] } : page;
    },
  };

  const report = await checkIsolation({ store: withStrays, clock }, { tenantKey: null });

  expect(report).toMatchObject({ status: 'FAIL', findingsTotal: 2, documentsChecked: 1_097, tenantsChecked: 1 });
  expect(report.findings[0]).toEqual({
    check: 'KNOWN_TENANT',
    message: `Location/${globalKey}:location1 belongs to tenant ${globalKey}, which does not exist`,
    tenantKey: globalKey,
    documentId: `Location/${globalKey}:location1`,
  });
  expect(report.checks.at(-1)).toEqual({
    code: 'KNOWN_TENANT',
    title: 'Every document belongs to a tenant of the cluster',
    status: 'FAIL',
    evidence: '1,097 documents checked, 1 active tenant, 2 documents of no tenant',
    remedy: 'Find out where these documents come from, then remove them',
  });
});

test('leaves out a tenant that is still being added', async () => {
  await plantTenant(store, acmeKey);
  await plantTenant(store, globalKey, { unfinished: true, planting: (documents) => documents.slice(0, 500) });

  const report = await checkIsolation({ store, clock }, { tenantKey: null });

  expect(report).toMatchObject({ status: 'PASS', tenantsChecked: 1, documentsChecked: 1_095 });
  expect(report.checks.at(-1)).toMatchObject({
    evidence:
      '1,095 documents checked, 1 active tenant, each belongs to a tenant; 500 documents of tenants being added or removed left out',
    remedy: null,
  });
});

// Its 1,095 documents come on pages 0 and 1: it goes before, or after, it was met for the first time.
test.each([0, 1])('finds nothing wrong with a tenant that is removed when page %d was read', async (atPage) => {
  await plantTenant(store, acmeKey);
  await plantTenant(store, globalKey);
  const shrinking = whileScanning(() => remove(acmeKey), atPage);

  const report = await checkIsolation({ store: shrinking, clock }, { tenantKey: null });

  expect(report).toMatchObject({ status: 'PASS', tenantsChecked: 1, findings: [] });
});

test.each<[string, () => Promise<unknown>]>([
  ['is being removed', () => store.beginRemoval(globalKey)],
  ['was removed and added again', () => Promise.resolve()],
])('leaves out a tenant that %s once its documents were read', async (what, meanwhile) => {
  await plantTenant(store, globalKey);
  const changing = whileScanning(meanwhile);
  let asked = 0;
  const report = await checkIsolation(
    {
      clock,
      store: {
        ...changing,
        async tenantsByKey(keys) {
          const tenants = await store.tenantsByKey(keys);
          if (what === 'is being removed' || ++asked > 1) return tenants;
          return tenants.map((tenant) => tenant && { ...tenant, createdAt: '2020-01-01T00:00:00.000Z' });
        },
      },
    },
    { tenantKey: null },
  );

  expect(report.checks.at(-1)?.evidence).toContain('1,095 documents of tenants being added or removed left out');
});

test('looks again at a tenant that became whole while its documents were read', async () => {
  await plantTenant(store, acmeKey, { unfinished: true });

  const report = await checkIsolation(
    { store: whileScanning(() => store.activateTenant(acmeKey), 1), clock },
    { tenantKey: null },
  );

  expect(report).toMatchObject({ status: 'PASS', tenantsChecked: 1, documentsChecked: 1_095 });
  expect(report.checks.at(-1)?.evidence).toBe(
    '1,095 documents checked, 1 active tenant, each belongs to a tenant; 1,095 documents of tenants being added or removed left out',
  );
});

test('takes documents whose tenant came to be while they were read for those of a tenant being added', async () => {
  const stray: ScannedDocument = { ...documentsOf(globalKey)[0]!, tenantKey: globalKey, groupId: 'network_assets/0' };
  let pages = 0;
  const early: Store = {
    ...store,
    async scanDocuments(request) {
      if (pages++ > 0) return store.scanDocuments(request);
      await plantTenant(store, acmeKey, { planting: () => [] });
      return { documents: [stray], next: null };
    },
    async tenantsByKey(keys) {
      const tenants = await store.tenantsByKey(keys);
      await plantTenant(store, globalKey).catch(() => undefined);
      return tenants;
    },
  };

  const report = await checkIsolation({ store: early, clock }, { tenantKey: null });

  expect(report.checks.at(-1)).toMatchObject({
    status: 'PASS',
    evidence: expect.stringContaining('1 document of tenants being added') as string,
  });
});

test('asks the store no more often than its pages require, and for no more than 250 vertices at once', async () => {
  await plantTenant(store, acmeKey);
  const calls = countCalls();
  const asked: number[] = [];
  const seen: Store = {
    ...store,
    documentsByRef: (refs) => {
      asked.push(refs.length);
      return store.documentsByRef(refs);
    },
  };

  await checkIsolation({ store: calls.wrap(seen), clock }, { tenantKey: acmeKey });

  expect(Math.max(...asked)).toBe(250);
  expect(calls.take()).toEqual({
    ...{ tenantsByKey: 3, scanDocuments: 2, responsibleGroups: 1 },
    ...{ documentsByRef: 3, edges: 1 },
  });
});

test('looks at a tenant that was added behind its back', async () => {
  await plantTenant(store, globalKey);

  const report = await checkIsolation(
    { store: whileScanning(() => plantTenant(store, acmeKey)), clock },
    { tenantKey: null },
  );

  expect(report).toMatchObject({ status: 'PASS', tenantsChecked: 2, documentsChecked: 2_190 });
});

test('looks at all tenants without documents, however many lists they come in', async () => {
  for (const key of [acmeKey, globalKey, 'cccccccccccc']) await plantTenant(store, key, { planting: () => [] });
  let lists = 0;
  const oneByOne: Store = {
    ...store,
    tenantPage: (filter, order, page) => {
      lists += 1;
      return store.tenantPage(filter, order, { ...page, limit: 1 });
    },
  };

  const report = await checkIsolation({ store: oneByOne, clock }, { tenantKey: null });

  expect(report).toMatchObject({ tenantsChecked: 3, documentsChecked: 0, findingsTotal: 33 });
  expect(lists).toBe(3);
});

test('refuses a tenant that there is not, or not yet', async () => {
  await plantTenant(store, globalKey, { unfinished: true });

  await expect(checkIsolation({ store, clock }, { tenantKey: acmeKey })).rejects.toThrow(UnknownTenantError);
  await expect(checkIsolation({ store, clock }, { tenantKey: globalKey })).rejects.toThrow(UnknownTenantError);
});

test('says that the one tenant it was asked for has gone meanwhile', async () => {
  await plantTenant(store, acmeKey);
  const vanishing = whileScanning(() => remove(acmeKey));

  await expect(checkIsolation({ store: vanishing, clock }, { tenantKey: acmeKey })).rejects.toThrow(UnknownTenantError);
});

test('tells its progress from the first page to the last document', async () => {
  await plantTenant(store, acmeKey);
  await plantTenant(store, globalKey);
  const told: [number, number][] = [];

  await checkIsolation({ store, clock }, { tenantKey: null, onProgress: (done, total) => told.push([done, total]) });

  expect(told.map(([done]) => done)).toEqual([1_000, 2_000, 2_190]);
  expect(new Set(told.map(([, total]) => total))).toEqual(new Set([2_190]));
});

test('says of one tenant how many documents it has, and never less than it has visited', async () => {
  const tenant = await plantTenant(store, acmeKey);
  await plantTenant(store, globalKey);
  const told: [number, number][] = [];
  const behind: Store = {
    ...store,
    tenantsByKey: (keys) => Promise.resolve(keys.map(() => ({ ...tenant, documents: 1_010 }))),
  };
  const onProgress = (done: number, total: number) => told.push([done, total]);

  await checkIsolation({ store, clock }, { tenantKey: acmeKey, onProgress });
  await checkIsolation({ store: behind, clock }, { tenantKey: acmeKey, onProgress });

  expect(told).toEqual([
    [1_000, 1_095],
    [1_095, 1_095],
    [1_000, 1_010],
    [1_095, 1_095],
  ]);
});

test('stops between two pages when it is told to', async () => {
  await plantTenant(store, acmeKey);
  const stopping = new AbortController();
  const reason = new Error('enough');

  const check = checkIsolation(
    { store, clock },
    { tenantKey: null, onProgress: () => stopping.abort(reason), signal: stopping.signal },
  );

  await expect(check).rejects.toBe(reason);
});

test('gives one result to each check, with a code of its own', async () => {
  const { checks } = await checkIsolation({ store, clock }, { tenantKey: null });

  expect(new Set(checks.map(({ code }) => code)).size).toBe(checks.length);
});
