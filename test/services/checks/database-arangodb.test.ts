// The integrity of a database on ArangoDB: through the real driver, against a Coordinator double.
import { Database } from 'arangojs';
import { afterEach, expect, it } from 'vitest';

import { fixedClock } from '../../../src/services/base/clock.js';
import { checkDatabase } from '../../../src/services/checks/database.js';
import { openArangoStore } from '../../../src/services/store/arango/open.js';
import type { Store } from '../../../src/services/store/port.js';
import { type Arangod, startArangod } from '../../support/arangod/arangod.js';
import type { ArangodOptions } from '../../support/arangod/options.js';
import { acmeKey, plantTenant, referenceTime } from '../../support/planted-tenants.js';
import { settingsFor, testDatabase } from '../store/arango/open-store.js';

let arangod: Arangod;
let store: Store;

async function open(options: Partial<ArangodOptions> = {}): Promise<void> {
  arangod = await startArangod(options);
  store = openArangoStore(settingsFor(arangod), 'camelCase');
  await plantTenant(store, acmeKey);
}

afterEach(async () => {
  await store.close();
  await arangod.close();
});

async function codesOf(status: string): Promise<readonly string[]> {
  const { checks } = await checkDatabase({ store, clock: fixedClock(referenceTime), drives: () => false });
  return checks.filter((check) => check.status === status).map(({ code }) => code);
}

it.each([
  ['a cluster', {}],
  ['a cluster that hides shards of smart edge collections', { smartEdgeShards: 'HIDDEN' }],
  ['a single server', { deployment: 'SINGLE' }],
] as const)('passes everything but files on %s', async (_name, options) => {
  await open(options);

  expect(await codesOf('FAIL')).toEqual([]);
  expect(await codesOf('SKIPPED')).toEqual(['STORE_FILE']);
});

it('fails when a collection holds a document of nobody', async () => {
  await open();
  const device = { _key: 'nobody:device1', tenantId: 'nobody' };
  await new Database({ url: arangod.url }).database(testDatabase).collection('Device').save(device);

  const { checks } = await checkDatabase({ store, clock: fixedClock(referenceTime), drives: () => false });

  const failed = checks.filter(({ status }) => status === 'FAIL');
  expect(failed).toMatchObject([{ code: 'COLLECTION_SUMS' }]);
  expect(failed[0]!.evidence).toMatch(/Device contains 121, but its tenants have 120$/);
});
