/** A disk that is full: what is there is opened and read, and a tenant can be removed. Needs the right to mount a small disk. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { packageFile } from '../../../../src/services/base/package-root.js';
import { StoreFullError } from '../../../../src/services/errors/errors.js';
import type { AssetDocument } from '../../../../src/services/model/asset.js';
import { acmeKey, addTenant, device } from '../contract/samples.js';
import { openStore } from './open-store.js';

let folder: string;
let isMounted: boolean;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shardbook-full-disk-'));
  isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=20m', 'tmpfs', folder]).status === 0;
});

afterEach(async () => {
  if (isMounted) spawnSync('umount', ['--lazy', folder]);
  await rm(folder, { recursive: true, force: true });
});

/** What other programs do to a disk. */
function fillUp(): void {
  const file = openSync(join(folder, 'other'), 'w');
  try {
    for (;;) writeSync(file, Buffer.alloc(4096, 1));
  } catch {
    closeSync(file);
  }
}

it('refuses documents as long as there is room left to remove a tenant, and removes it', async (context) => {
  if (!isMounted) context.skip('No small disk can be mounted here');
  const store = await openStore(join(folder, 'shardbook.db'));
  await addTenant(store);
  const batch = (number: number): readonly AssetDocument[] =>
    Array.from({ length: 500 }, (_, index) => device(`device${number}-${index}`));

  const loading = (async () => {
    for (let number = 0; ; number += 1) await store.importDocuments(acmeKey, batch(number));
  })();

  await expect(loading).rejects.toBeInstanceOf(StoreFullError);
  await expect(loading).rejects.toMatchObject({ remedy: expect.stringContaining('remove a tenant') as string });
  await store.beginRemoval(acmeKey);
  while ((await store.removeDocuments(acmeKey, 1000)) > 0);
  await store.deleteTenant(acmeKey);
  expect(await store.tenantsByKey([acmeKey])).toEqual([null]);
  await store.close();
});

it('opens and reads what a process left that ended on a disk without any room, and goes on once there is some', async (context) => {
  if (!isMounted) context.skip('No small disk can be mounted here');
  const path = join(folder, 'shardbook.db');
  const writer = join(import.meta.dirname, 'crashing-writer.mjs');
  const child = spawn(process.execPath, [writer, packageFile('dist/src'), path, acmeKey, '500'], { stdio: 'ignore' });
  const [code] = (await once(child, 'exit')) as [number];
  fillUp();

  const store = await openStore(path);

  expect(code).toBe(1);
  const [counts] = await store.countDocuments([acmeKey]);
  expect(counts!.Device).toBeGreaterThan(1000);
  await expect(store.beginRemoval(acmeKey)).rejects.toBeInstanceOf(StoreFullError);
  await rm(join(folder, 'other'));
  await store.beginRemoval(acmeKey);
  while ((await store.removeDocuments(acmeKey, 1000)) > 0);
  await store.deleteTenant(acmeKey);
  await store.close();
});
