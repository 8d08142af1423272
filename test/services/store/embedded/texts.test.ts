/** Texts in the data file: they come back as they were, and what is no text is told instead of ending the process. */
import { expect, it } from 'vitest';

import { acmeKey, addTenant, device } from '../contract/samples.js';
import { openStore } from './open-store.js';

it('brings back every text as it was, whatever its characters and length', async () => {
  const store = await openStore(':memory:');
  const notes = ['\ufeff begins with a mark', 'größer, 東京, 🛰', 'x'.repeat(3_000_000), '', 'a\u0000b'];
  const documents = notes.map((note, index) => device(`device${index}`, { note, name: null }));
  await addTenant(store, {}, documents);

  const refs = notes.map((_note, index) => ({ kind: 'Device' as const, key: `${acmeKey}:device${index}` }));
  const found = await store.documentsByRef(refs);

  expect(found.map((document) => document?.fields.note)).toEqual(notes);
  await store.close();
});
