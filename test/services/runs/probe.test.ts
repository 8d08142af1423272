// The probe: asks existing tenants in turn while things change, and tells what was not answered.
import { afterEach, beforeEach, expect, test } from 'vitest';

import { fixedClock, systemClock } from '../../../src/services/base/clock.js';
import { StoreUnavailableError } from '../../../src/services/errors/errors.js';
import type { ProbeFigures } from '../../../src/services/model/check.js';
import { startProbe } from '../../../src/services/runs/probe.js';
import type { Store } from '../../../src/services/store/port.js';
import { acmeKey, globalKey, openEmptyStore, plantTenant, referenceTime } from '../../support/planted-tenants.js';

let store: Store;
beforeEach(async () => {
  store = await openEmptyStore();
});
afterEach(() => store.close());

/** The store with a say in what its pages of assets bring. */
function answering(assetPages: Store['assetPages']): Store {
  return { ...store, assetPages };
}

test('asks every tenant at least once although the work took no time', async () => {
  await plantTenant(store, acmeKey, { naming: 'camelCase' });
  await plantTenant(store, globalKey, { naming: 'snake_case' });
  const tenantKeys = [acmeKey, globalKey];

  const figures = await startProbe({ store, clock: systemClock() }, { tenantKeys, intervalMs: 60_000 }).stop();

  expect(figures).toMatchObject({ tenantsProbed: 2, probes: 2, failed: 0, failures: [] });
  expect(figures.maxMs).toBeGreaterThan(0);
});

test('asks the tenants in turn until it is stopped', async () => {
  await plantTenant(store, acmeKey);
  await plantTenant(store, globalKey);
  const asked: string[] = [];
  const tenantKeys = [acmeKey, globalKey];

  const figures = await new Promise<ProbeFigures>((resolve) => {
    const watched = answering((requests) => {
      asked.push(...requests.map(({ tenantKey }) => tenantKey));
      if (asked.length === 7) resolve(probe.stop());
      return store.assetPages(requests);
    });
    const probe = startProbe({ store: watched, clock: fixedClock(referenceTime) }, { tenantKeys, intervalMs: 5 });
  });

  expect(asked.slice(0, 4)).toEqual([acmeKey, globalKey, acmeKey, globalKey]);
  expect(figures.probes).toBe(asked.length);
});

test('tells nothing but zeros without tenants', async () => {
  const figures = await startProbe({ store, clock: systemClock() }, { tenantKeys: [], intervalMs: 5 }).stop();

  expect(figures).toEqual({
    tenantsProbed: 0,
    probes: 0,
    failed: 0,
    failures: [],
    p50Ms: null,
    p95Ms: null,
    maxMs: null,
  });
});

test('counts a query that throws, with its message', async () => {
  await plantTenant(store, acmeKey);
  const failing = answering(() => Promise.reject(new StoreUnavailableError('No answer', 'Wait', true)));
  const clock = systemClock();

  const figures = await startProbe({ store: failing, clock }, { tenantKeys: [acmeKey], intervalMs: 5 }).stop();

  expect(figures).toMatchObject({ probes: 1, failed: 1, failures: [`Tenant ${acmeKey}: No answer`], p50Ms: null });
});

test('counts an empty answer as a failure', async () => {
  await plantTenant(store, acmeKey, { planting: () => [] });
  const clock = systemClock();

  const figures = await startProbe({ store, clock }, { tenantKeys: [acmeKey], intervalMs: 5 }).stop();

  expect(figures.failures).toEqual([`Tenant ${acmeKey}: no current device came back`]);
});

test("counts another tenant's devices in the answer as a failure", async () => {
  await plantTenant(store, acmeKey);
  await plantTenant(store, globalKey);
  const mixedUp = answering((requests) =>
    store.assetPages(requests.map((request) => ({ ...request, tenantKey: globalKey }))),
  );
  const clock = systemClock();

  const figures = await startProbe({ store: mixedUp, clock }, { tenantKeys: [acmeKey], intervalMs: 5 }).stop();

  expect(figures.failures).toEqual([`Tenant ${acmeKey}: 10 of 10 devices belong to another tenant`]);
});

test('does not count a tenant that was removed as a failure', async () => {
  await plantTenant(store, globalKey);
  const clock = systemClock();

  const figures = await startProbe({ store, clock }, { tenantKeys: [acmeKey, globalKey], intervalMs: 5 }).stop();

  expect(figures).toMatchObject({ tenantsProbed: 1, failed: 0 });
});

test('tells the first five failures and counts the others', async () => {
  const keys = Array.from({ length: 8 }, (_, at) => `${at}`.repeat(12));
  for (const key of keys) await plantTenant(store, key, { planting: () => [] });
  const clock = systemClock();

  const figures = await startProbe({ store, clock }, { tenantKeys: keys, intervalMs: 5 }).stop();

  expect(figures).toMatchObject({ tenantsProbed: 8, failed: 8 });
  expect(figures.failures).toHaveLength(5);
});

test('probes the first 50 of many tenants', async () => {
  await plantTenant(store, acmeKey);
  const asked: string[] = [];
  const watched = answering((requests) => {
    asked.push(...requests.map(({ tenantKey }) => tenantKey));
    return store.assetPages(requests);
  });
  const others = Array.from({ length: 99 }, (_, at) => String(at).padStart(12, '0'));
  const clock = systemClock();

  await startProbe({ store: watched, clock }, { tenantKeys: [acmeKey, ...others], intervalMs: 5 }).stop();

  expect(new Set(asked).size).toBe(50);
});

test('gives the same figures when it is stopped twice', async () => {
  await plantTenant(store, acmeKey);
  const probe = startProbe({ store, clock: systemClock() }, { tenantKeys: [acmeKey], intervalMs: 60_000 });

  const [first, second] = await Promise.all([probe.stop(), probe.stop()]);

  expect(second).toBe(first);
});
