/** What was acknowledged survives a process that is killed in the middle of imports; nothing is half there. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { packageFile } from '../../../../src/services/base/package-root.js';
import { StoreUnusableError } from '../../../../src/services/errors/errors.js';
import { groupSize } from '../../../../src/services/model/topology.js';
import { acmeKey } from '../contract/samples.js';
import { openStore } from './open-store.js';

const documentsInBatch = 400;

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shardbook-crash-'));
  path = join(folder, 'shardbook.db');
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Starts a process that imports batch after batch and kills it once so many are acknowledged; returns how many were. */
async function killAfter(batches: number): Promise<number> {
  const dist = packageFile('dist/src');
  if (!existsSync(dist)) throw new Error('This test runs the compiled store: run npm run build first');
  const writer = join(import.meta.dirname, 'crashing-writer.mjs');
  const child = spawn(process.execPath, [writer, dist, path, acmeKey, String(documentsInBatch)]);
  const exited = once(child, 'exit');
  let acknowledged = 0;
  for await (const line of createInterface(child.stdout)) {
    acknowledged = Number(line);
    if (acknowledged >= batches) child.kill('SIGKILL');
  }
  const [, signal] = (await exited) as [number | null, string | null];
  expect(signal).toBe('SIGKILL');
  return acknowledged;
}

// 5 batches leave everything in the log; 120 have been through several checkpoints.
it.each([5, 120])(
  'has every batch that was acknowledged before a kill, and no part of one (%d batches)',
  async (batches) => {
    const acknowledged = await killAfter(batches);
    expect((await stat(`${path}-wal`)).size).toBeGreaterThan(0);

    const store = await openStore(path);

    const [counts] = await store.countDocuments([acmeKey]);
    const [tenant] = await store.tenantsByKey([acmeKey]);
    expect(counts!.Device).toBeGreaterThanOrEqual(acknowledged * documentsInBatch);
    expect(counts!.Device % documentsInBatch).toBe(0);
    expect(tenant).toMatchObject({ status: 'CREATING', documents: counts!.Device });
    const { groups } = await store.readTopology();
    expect(groupSize(groups.find(({ groupId }) => groupId === tenant!.groupId)!)).toEqual({
      documents: tenant!.documents,
      bytes: tenant!.bytes,
    });
    expect(await store.unfinishedTenants()).toHaveLength(1);
    await store.close();
  },
);

it('leaves a killed file that is damaged as it is, its log included', async () => {
  await killAfter(20);
  const content = await readFile(path);
  content.fill(0xa5, 4096 * 3, 4096 * 6);
  await writeFile(path, content);
  const log = await readFile(`${path}-wal`);

  await expect(openStore(path)).rejects.toBeInstanceOf(StoreUnusableError);

  expect((await readFile(path)).equals(content)).toBe(true);
  expect((await readFile(`${path}-wal`)).equals(log)).toBe(true);
});
