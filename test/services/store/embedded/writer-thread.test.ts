/** A thread that stores imports may end unexpectedly: callers are told, and the next import gets a new thread. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { StoreUnavailableError } from '../../../../src/services/errors.js';
import { acmeKey, addTenant, device } from '../contract/samples.js';
import { openStore } from './open-store.js';

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
