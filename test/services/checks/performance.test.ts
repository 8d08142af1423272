// Performance figures of real queries: samples, failures and times that add up.
import { afterEach, beforeEach, expect, test } from 'vitest';

import { type Clock, fixedClock, systemClock } from '../../../src/services/base/clock.js';
import { measurePerformance } from '../../../src/services/checks/performance.js';
import { StoreUnavailableError } from '../../../src/services/errors/errors.js';
import type { Store } from '../../../src/services/store/port.js';
import { acmeKey, globalKey, openEmptyStore, plantTenant, referenceTime } from '../../support/planted-tenants.js';

const names = ['CURRENT_DEVICES', 'DEVICE_BY_KEY', 'NEIGHBOURS', 'SOFTWARE_PAGE', 'COUNT_DOCUMENTS'];

let store: Store;
beforeEach(async () => {
  store = await openEmptyStore();
});
afterEach(() => store.close());

/** A clock that moves on by 2 ms each time it is asked for a duration. */
function tickingClock(): Clock {
  let ms = 0;
  return { ...fixedClock(referenceTime), elapsedMs: () => (ms += 2) };
}

test('answers every sample of every query in both naming conventions', async () => {
  await plantTenant(store, acmeKey, { naming: 'camelCase' });
  await plantTenant(store, globalKey, { naming: 'snake_case' });

  const report = await measurePerformance({ store, clock: systemClock() }, { samples: 12, concurrency: 4 });

  expect(report.queries.map(({ name, samples, failures }) => [name, samples, failures])).toEqual(
    names.map((name) => [name, 12, 0]),
  );
  expect(report.overall).toMatchObject({ samples: 60, failures: 0 });
});

test('orders the percentiles and keeps them below the longest time', async () => {
  await plantTenant(store, acmeKey);

  const { overall } = await measurePerformance({ store, clock: systemClock() }, { samples: 20, concurrency: 2 });

  const ascending = [overall.p50Ms, overall.p95Ms, overall.p99Ms, overall.maxMs];
  expect(ascending).toEqual(ascending.toSorted((a, b) => a - b));
  expect(overall.p50Ms).toBeGreaterThan(0);
});

test('gives the times that the clock gives', async () => {
  await plantTenant(store, acmeKey);

  const report = await measurePerformance({ store, clock: tickingClock() }, { samples: 3, concurrency: 1 });

  // One kind reads the clock at its start and end, and twice for each of 3 samples: 7 steps of 2 ms.
  expect(report.queries[0]).toMatchObject({ p50Ms: 2, p95Ms: 2, p99Ms: 2, maxMs: 2, queriesPerSecond: 3 / 0.014 });
  expect(report.overall.queriesPerSecond).toBeCloseTo(15 / 0.07);
});

test('says of each simulated DB-Server why it tells nothing of itself', async () => {
  const { servers } = await store.readTopology();

  const { serverFigures } = await measurePerformance({ store, clock: systemClock() }, { samples: 1, concurrency: 1 });

  expect(serverFigures.map(({ shortName }) => shortName)).toEqual(servers.map(({ shortName }) => shortName));
  expect(serverFigures.every(({ skipped }) => skipped?.includes('simulated'))).toBe(true);
});

test('keeps its times when the servers cannot even be listed, with the reason', async () => {
  await plantTenant(store, acmeKey);
  const silent: Store = {
    ...store,
    serverFigures: () => Promise.reject(new StoreUnavailableError('Administrators only', 'Ask one', false)),
  };

  const report = await measurePerformance({ store: silent, clock: systemClock() }, { samples: 2, concurrency: 1 });

  expect(report.overall).toMatchObject({ samples: 10, failures: 0 });
  expect(report.serverFigures).toEqual([
    { serverId: null, shortName: 'All DB-Servers', figures: [], skipped: 'Administrators only' },
  ]);
});

test('gives zeros on a cluster without tenants', async () => {
  const report = await measurePerformance({ store, clock: systemClock() }, { samples: 50, concurrency: 4 });

  expect(report.overall).toMatchObject({ samples: 0, failures: 0, p50Ms: 0, maxMs: 0, queriesPerSecond: 0 });
  expect(report.queries.map(({ samples }) => samples)).toEqual([0, 0, 0, 0, 0]);
});

test('counts queries that the store does not answer', async () => {
  await plantTenant(store, acmeKey);
  const failing: Store = {
    ...store,
    countDocuments: () => Promise.reject(new StoreUnavailableError('No answer', 'Wait', true)),
  };

  const report = await measurePerformance({ store: failing, clock: systemClock() }, { samples: 5, concurrency: 2 });

  expect(report.queries.at(-1)).toMatchObject({ samples: 5, failures: 5, queriesPerSecond: 0 });
  expect(report.overall).toMatchObject({ samples: 25, failures: 5 });
});

test('counts empty answers as failures', async () => {
  await plantTenant(store, acmeKey, { planting: (documents) => documents.filter(({ kind }) => kind !== 'Software') });

  const report = await measurePerformance({ store, clock: systemClock() }, { samples: 4, concurrency: 1 });

  expect(report.queries.map(({ name, failures }) => [name, failures])).toEqual(
    names.map((name) => [name, name === 'SOFTWARE_PAGE' ? 4 : 0]),
  );
});

test('does not count a tenant that is removed meanwhile as a failure', async () => {
  await plantTenant(store, acmeKey);
  await plantTenant(store, globalKey);
  let asked = 0;
  const shrinking: Store = {
    ...store,
    async documentsByRef(refs) {
      if (asked++ === 0) {
        await store.beginRemoval(acmeKey);
        await store.removeDocuments(acmeKey, 5_000);
        await store.deleteTenant(acmeKey);
      }
      return store.documentsByRef(refs);
    },
  };

  const report = await measurePerformance({ store: shrinking, clock: systemClock() }, { samples: 6, concurrency: 1 });

  expect(report.queries.map(({ samples, failures }) => [samples, failures])).toEqual([
    [6, 0],
    [5, 0],
    [6, 0],
    [6, 0],
    [6, 0],
  ]);
});

test('never has more queries under way than it was told', async () => {
  await plantTenant(store, acmeKey);
  let underWay = 0;
  let most = 0;
  const counting: Store = {
    ...store,
    async countDocuments(keys) {
      most = Math.max(most, ++underWay);
      const counts = await store.countDocuments(keys);
      underWay -= 1;
      return counts;
    },
  };

  await measurePerformance({ store: counting, clock: systemClock() }, { samples: 20, concurrency: 3 });

  expect(most).toBe(3);
});
