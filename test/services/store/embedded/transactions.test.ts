/** A write that fails, on a full disk too, is undone as a whole, and everything that was there stays readable. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { StoreFullError, StoreUnavailableError } from '../../../../src/services/errors/errors.js';
import { assetStore } from '../../../../src/services/store/embedded/assets.js';
import type { Database } from '../../../../src/services/store/embedded/database.js';
import { openFile } from '../../../../src/services/store/embedded/file.js';
import { memoryStore } from '../../../../src/services/store/embedded/memory.js';
import { defaultCluster } from '../../../../src/services/store/embedded/settings.js';
import { tenantStore } from '../../../../src/services/store/embedded/tenants.js';
import { acmeKey, device, draft } from '../contract/samples.js';
import { fileSettings, openStore } from './open-store.js';

let folder: string;
let database: Database;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shardbook-full-'));
  const path = join(folder, 'shardbook.db');
  await (await openStore(path)).close();
  database = await openFile(path, fileSettings);
});

afterEach(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

it('refuses an import as a whole and takes it again once there is room', async () => {
  const [tenants, assets] = [tenantStore(database, defaultCluster), assetStore(database)];
  await tenants.createTenant(draft());
  const documents = Array.from({ length: 900 }, (_, index) => device(`device${index}`, { note: 'x'.repeat(500) }));
  await assets.importDocuments(acmeKey, documents.slice(0, 100));
  // SQLite answers a file that may not grow as it answers a disk that is full.
  database.script('pragma max_page_count = 120');

  const refused = assets.importDocuments(acmeKey, documents);

  await expect(refused).rejects.toBeInstanceOf(StoreFullError);
  await expect(refused).rejects.toMatchObject({ code: 'STORE_FULL', message: 'The disk under the data file is full' });
  expect(await assets.countDocuments([acmeKey])).toMatchObject([{ Device: 100 }]);
  expect(await memoryStore(database).tenantsByKey([acmeKey])).toMatchObject([{ documents: 100 }]);

  database.script('pragma max_page_count = 100000');
  expect(await assets.importDocuments(acmeKey, documents)).toMatchObject({ inserted: 800, ignored: 100 });
});

it('keeps nothing of a transaction that throws half way', async () => {
  const failing = database.write(() => {
    database.run(`insert into setting (name, value) values ('half', 'way')`);
    throw new RangeError('stopped');
  });

  await expect(failing).rejects.toThrow('stopped');
  expect(database.row(`select value from setting where name = 'half'`)).toBeNull();
});

it('turns other errors of SQLite into errors of the domain that may be retried', async () => {
  const failing = database.write(() => database.script('insert into tenant (key) values (null)'));

  await expect(failing).rejects.toBeInstanceOf(StoreUnavailableError);
  await expect(failing).rejects.toMatchObject({ isSafeToRetry: true });
  await expect(failing).rejects.not.toThrow(/insert into/);
});
