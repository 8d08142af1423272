// What the isolation check says of whole clusters, and of tenants that change while it looks.
import { afterEach, beforeEach, expect, test } from 'vitest';

import { fixedClock } from '../../../src/services/base/clock.js';
import { checkIsolation } from '../../../src/services/checks/isolation.js';
import { UnknownTenantError } from '../../../src/services/errors/errors.js';
import type { ScannedDocument, Store } from '../../../src/services/store/port.js';
import {
  acmeKey,
  change,
  documentsOf,
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
  const report = await checkIsolation({ store, clock }, { tenantKey: null });

  expect(report).toMatchObject({ status: 'PASS', tenantsChecked: 0, documentsChecked: 0, findingsTotal: 0 });
  expect(new Set(report.checks.map(({ status }) => status))).toEqual(new Set(['SKIPPED']));
  expect(report.checks[0]?.evidence).toBe('Nothing to check: no documents in 0 tenants');
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
  expect(report.findings[0]).toMatchObject({ check: 'KNOWN_TENANT', tenantKey: globalKey });
});

test('leaves out a tenant that is still being added', async () => {
  await plantTenant(store, acmeKey);
  await plantTenant(store, globalKey, { unfinished: true, planting: (documents) => documents.slice(0, 500) });

  const report = await checkIsolation({ store, clock }, { tenantKey: null });

  expect(report).toMatchObject({ status: 'PASS', tenantsChecked: 1, documentsChecked: 1_095 });
  expect(report.checks.at(-1)?.evidence).toContain('500 documents of tenants being added or removed left out');
});

// Its 1,095 documents come on pages 0 and 1: it goes before, or after, it was met for the first time.
test.each([0, 1])('finds nothing wrong with a tenant that is removed when page %d was read', async (atPage) => {
  await plantTenant(store, acmeKey);
  await plantTenant(store, globalKey);
  const shrinking = whileScanning(() => remove(acmeKey), atPage);

  const report = await checkIsolation({ store: shrinking, clock }, { tenantKey: null });

  expect(report).toMatchObject({ status: 'PASS', tenantsChecked: 1, findings: [] });
});

test('looks at a tenant that was added behind its back', async () => {
  await plantTenant(store, globalKey);

  const report = await checkIsolation(
    { store: whileScanning(() => plantTenant(store, acmeKey)), clock },
    { tenantKey: null },
  );

  expect(report).toMatchObject({ status: 'PASS', tenantsChecked: 2, documentsChecked: 2_190 });
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
