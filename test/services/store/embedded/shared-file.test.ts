/** A data file with a maintenance thread: one process has it, and what it reads is of one state. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { assetStore } from '../../../../src/services/store/embedded/assets.js';
import { openFile } from '../../../../src/services/store/embedded/file.js';
import { defaultCluster } from '../../../../src/services/store/embedded/settings.js';
import { tenantStore } from '../../../../src/services/store/embedded/tenants.js';
import { acmeKey, addTenant, device, draft } from '../contract/samples.js';
import { compiledMaintenance, fileSettings, openStore } from './open-store.js';

const driver = createRequire(import.meta.url).resolve('libsql');

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shardbook-shared-'));
  path = join(folder, 'shardbook.db');
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Returns what another process is told that reads the file: the driver's error code, or `read`. */
function readElsewhere(): string {
  const script = `try { new (require(${JSON.stringify(driver)}))(${JSON.stringify(path)}).exec('select * from tenant');
    console.log('read') } catch (error) { console.log(error.code) }`;
  return spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' }).stdout.trim();
}

it('is refused in another process until it is closed, also when this one opens it a second time', async () => {
  const told: string[] = [];
  for (const index of [1, 2]) {
    const store = await openStore(path, {}, compiledMaintenance);
    if (index === 1) await addTenant(store);
    await store.importDocuments(acmeKey, [device(`device${index}`)]);
    told.push(readElsewhere());
    await store.close();
    told.push(readElsewhere());
  }

  expect(told).toEqual(['SQLITE_BUSY', 'read', 'SQLITE_BUSY', 'read']);
  expect(await readdir(folder)).toEqual(['shardbook.db']);
});

it('reads one state for as long as a reader does not wait, while imports are under way', async () => {
  await (await openStore(path)).close();
  const database = await openFile(path, { ...fileSettings, maintenance: compiledMaintenance });
  await tenantStore(database, defaultCluster).createTenant(draft());
  const assets = assetStore(database);
  const imports = Array.from({ length: 20 }, (_, batch) =>
    assets.importDocuments(
      acmeKey,
      Array.from({ length: 200 }, (_unused, index) => device(`device${batch}-${index}`)),
    ),
  );
  await imports[0];

  const counted = Array.from({ length: 3000 }, () => database.row<{ n: bigint }>('select count(*) as n from document'));

  expect(new Set(counted.map((row) => row?.n)).size).toBe(1);
  await Promise.all(imports);
  expect(database.row('select count(*) as n from document')).toEqual(expect.objectContaining({ n: 4000n }));
  await database.close();
});
