/** What came into the data file past all rules is shown for what it is, so that checks can find it. */
import { afterEach, beforeEach, expect, it } from 'vitest';

import type { Store } from '../../../../src/services/store/port.js';
import { acmeKey, addTenant, device } from '../contract/samples.js';
import { openStore } from './open-store.js';

let store: Store;

beforeEach(async () => {
  store = await openStore(':memory:');
});

afterEach(() => store.close());

it('keeps a document with a foreign attribute value in that value’s group, and shows who imported it', async () => {
  const acme = await addTenant(store);
  const foreign = await foreignKey(acme.groupId);
  const planted = device('device1', { tenantId: foreign });
  await store.importDocuments(acmeKey, [device('device0'), planted]);

  const { documents } = await store.scanDocuments({ tenantKey: acmeKey, after: null, limit: 10 });

  const [groupId] = await store.responsibleGroups('camelCase', [foreign]);
  expect(documents).toEqual([
    { ...device('device0'), tenantKey: acmeKey, groupId: acme.groupId },
    { ...planted, tenantKey: acmeKey, groupId },
  ]);
});

/** Returns a tenant key that belongs to another group than this one. */
async function foreignKey(groupId: string): Promise<string> {
  const keys = Array.from({ length: 20 }, (_, index) => index.toString(16).padStart(12, '0'));
  const groups = await store.responsibleGroups('camelCase', keys);
  return keys[groups.findIndex((other) => other !== groupId)]!;
}
