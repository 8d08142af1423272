/** A thread that stores imports may end unexpectedly: callers are told, and the next import gets a new thread. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { StoreFullError, StoreUnavailableError } from '../../../../src/services/errors/errors.js';
import { acmeKey, addTenant, device } from '../contract/samples.js';
import { compiledWriter, openStore } from './open-store.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shardbook-writer-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

it('tells importers that the thread has ended, and goes on answering', async () => {
  const broken = join(folder, 'broken.mjs');
  await writeFile(
    broken,
    "import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => process.exit(1));",
  );
  const store = await openStore(join(folder, 'shardbook.db'), {}, pathToFileURL(broken));
  await addTenant(store);

  await expect(store.importDocuments(acmeKey, [device('1')])).rejects.toBeInstanceOf(StoreUnavailableError);

  await expect(store.countDocuments([acmeKey])).resolves.toHaveLength(1);
  await store.close();
});

it('tells importers that the disk is full, keeps nothing of that import, and takes it once there is room', async () => {
  const store = await openStore(
    join(folder, 'shardbook.db'),
    {},
    pathToFileURL(join(import.meta.dirname, 'full-disk-writer.mjs')),
  );
  const documents = Array.from({ length: 900 }, (_, index) => device(`device${index}`, { note: 'x'.repeat(500) }));
  await addTenant(store, {}, documents.slice(0, 100));

  const refused = store.importDocuments(acmeKey, documents);

  await expect(refused).rejects.toBeInstanceOf(StoreFullError);
  expect(await store.countDocuments([acmeKey])).toMatchObject([{ Device: 100 }]);
  await writeFile(join(folder, 'room'), '');
  expect(await store.importDocuments(acmeKey, documents)).toMatchObject({ inserted: 800, ignored: 100 });
  await store.close();
});

it('brings back every text as it was, whatever its characters and length', async () => {
  const store = await openStore(join(folder, 'shardbook.db'), {}, compiledWriter);
  const notes = ['\ufeff begins with a mark', 'größer, 東京, 🛰', 'x'.repeat(3_000_000), ''];
  const documents = notes.map((note, index) => device(`device${index}`, { note, name: null }));
  await addTenant(store, {}, documents);

  const refs = notes.map((_note, index) => ({ kind: 'Device' as const, key: `${acmeKey}:device${index}` }));
  const found = await store.documentsByRef(refs);

  expect(found.map((document) => document?.fields.note)).toEqual(notes);
  await store.close();
});
