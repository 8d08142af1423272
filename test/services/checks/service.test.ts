// The check service: its defaults, its ranges, and a check that is watched.
import { afterEach, beforeEach, expect, test } from 'vitest';

import { systemClock } from '../../../src/services/base/clock.js';
import { createCheckService } from '../../../src/services/checks/service.js';
import type { Store } from '../../../src/services/store/port.js';
import { soundCluster } from '../../support/check-clusters.js';
import { acmeKey, openEmptyStore, plantTenant } from '../../support/planted-tenants.js';

const clock = systemClock();
let store: Store;
beforeEach(async () => {
  store = await openEmptyStore();
});
afterEach(() => store.close());

test('measures 50 samples of each query, 4 at the same time, unless told otherwise', async () => {
  await plantTenant(store, acmeKey);

  const report = await createCheckService({ store, clock, drives: () => false }).performance({ samples: null });

  expect([report.concurrency, ...report.queries.map(({ samples }) => samples)]).toEqual([4, 50, 50, 50, 50, 50]);
});

test.each([
  ['samples', 0],
  ['samples', 1_001],
  ['samples', 1.5],
  ['concurrency', 0],
  ['concurrency', 17],
])('refuses %s of %d with the range', async (field, value) => {
  await expect(
    createCheckService({ store, clock, drives: () => false }).performance({ [field]: value }),
  ).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    field,
  });
});

test('tells the progress of an isolation check that is watched', async () => {
  await plantTenant(store, acmeKey);
  const told: number[] = [];

  const report = await createCheckService({ store, clock, drives: () => false }).isolation(null, {
    onProgress: (done) => told.push(done),
  });

  expect(told).toEqual([1_000, 1_095]);
  expect(report.documentsChecked).toBe(1_095);
});

test('judges the health of the topology that it is given', async () => {
  expect((await createCheckService({ store, clock, drives: () => false }).health(soundCluster())).status).toBe('GOOD');
});
