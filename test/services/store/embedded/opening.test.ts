/** Opening a data file: new, again, and every way in which it can be unusable; an unusable file stays as it is. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import Driver from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { DomainError } from '../../../../src/services/errors/errors.js';
import { InvalidInputError, StoreUnusableError } from '../../../../src/services/errors/errors.js';
import type { Snapshot } from '../../../../src/services/model/topology.js';
import type { Store } from '../../../../src/services/store/port.js';
import { addTenant, device } from '../contract/samples.js';
import { openStore } from './open-store.js';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shardbook-opening-'));
  path = join(folder, 'shardbook.db');
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Makes a closed data file with some 500 documents. */
async function makeFile(): Promise<void> {
  const store = await openStore(path);
  const documents = Array.from({ length: 500 }, (_, index) => device(`device${index}`, { note: 'x'.repeat(500) }));
  await addTenant(store, {}, documents);
  await store.close();
}

async function largeSnapshot(store: Store): Promise<Snapshot> {
  const topology = await store.readTopology();
  const [group] = topology.groups;
  const groups = Array.from({ length: 500 }, (_, index) => ({ ...group!, groupId: `g/${index}`, index }));
  const takenAt = '2026-08-01T12:00:00.000Z';
  return { id: 'large', label: 'Large', takenAt, fingerprint: 'f', topology: { ...topology, groups } };
}

async function changeBytes(at: number, bytes: Buffer): Promise<void> {
  const content = await readFile(path);
  bytes.copy(content, at);
  await writeFile(path, content);
}

async function hashOf(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}

/** Expects that the file cannot be opened, with one line and a remedy, and that no byte and no file changes. */
async function expectUnusable(message: RegExp): Promise<void> {
  const before = [await readdir(folder), await hashOf(path)];
  const opening = openStore(path);
  await expect(opening).rejects.toBeInstanceOf(StoreUnusableError);
  const error = await opening.catch((reason: unknown) => reason as DomainError);
  expect(error).toMatchObject({ message: expect.stringMatching(message) as string, code: 'STORE_UNUSABLE' });
  expect((error as DomainError).message).not.toContain('\n');
  expect((error as DomainError).remedy).toBeTruthy();
  expect([await readdir(folder), await hashOf(path)]).toEqual(before);
}

describe('a usable file', () => {
  it('is one file without side files once it is closed, and has everything when it is opened again', async () => {
    await makeFile();

    expect(await readdir(folder)).toEqual(['shardbook.db']);
    const store = await openStore(path);
    expect(await store.tenantsByName(['acme corp'])).toMatchObject([{ documents: 500, status: 'ACTIVE' }]);
    expect(store.description).toContain(folder);
    await store.close();
  });

  it('keeps its cluster when it is opened with other settings', async () => {
    const first = await openStore(path);
    const before = await first.readTopology();
    await first.close();

    const second = await openStore(path, { dbServers: 7, shardGroups: 3 });

    expect(await second.readTopology()).toEqual(before);
    await second.close();
  });

  it('loses the pieces of a record that was being kept when the program ended, and no others', async () => {
    const first = await openStore(path);
    const snapshot = await largeSnapshot(first);
    await first.saveSnapshot(snapshot);
    await first.close();
    const file = new Driver(path);
    const pieces = `select count(*) as n, sum(record = 'snapshot/half') as half from piece`;
    file.exec(`insert into piece (record, number, body) values ('snapshot/half', 0, '{}')`);
    const { n } = file.prepare(pieces).get() as { n: number };
    file.close();

    const second = await openStore(path);

    expect(await second.snapshotsById(['large'])).toEqual([snapshot]);
    await second.close();
    const after = new Driver(path);
    expect(after.prepare(pieces).get()).toMatchObject({ n: n - 1, half: 0 });
    after.close();
  });

  it('gets the same DB-Servers from the same seed', async () => {
    const [first, second] = [await openStore(':memory:'), await openStore(':memory:')];

    expect((await first.readTopology()).servers).toEqual((await second.readTopology()).servers);
    expect((await first.readTopology()).servers[0]!.serverId).toMatch(/^PRMR-[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
    await Promise.all([first.close(), second.close()]);
  });

  it('refuses a cluster that cannot be', async () => {
    await expect(openStore(path, { replicationFactor: 4 })).rejects.toBeInstanceOf(InvalidInputError);
    await expect(openStore(path, { dbServers: 0 })).rejects.toThrow(/dbServers/);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('an unusable file', () => {
  it('is refused when it is not SQLite’s', async () => {
    await writeFile(path, 'Dear diary, '.repeat(1000));
    await expectUnusable(/is damaged/);
  });

  it('is refused when it is empty', async () => {
    await writeFile(path, '');
    await expectUnusable(/is damaged/);
  });

  it('is refused when its end is missing', async () => {
    await makeFile();
    await truncate(path, 100_000);
    await expectUnusable(/100000 bytes/);
  });

  it.each([0, 0.3, 0.6, 0.95])('is refused when bytes at %d of its length are overwritten', async (share) => {
    await makeFile();
    const { length } = await readFile(path);
    await changeBytes(Math.floor((length * share) / 8192) * 8192, Buffer.alloc(2048, 0xa5));
    await expectUnusable(/is damaged/);
  });

  it('is refused when it is from a newer version', async () => {
    await makeFile();
    const newer = Buffer.alloc(4);
    newer.writeUInt32BE(99);
    await changeBytes(60, newer);
    await expectUnusable(/newer Shardbook \(format 99/);
  });

  it('is refused when it is another program’s', async () => {
    await makeFile();
    await changeBytes(68, Buffer.alloc(4));
    await expectUnusable(/another program/);
  });

  it('is refused a second time in the same process, and the first one goes on', async () => {
    const store = await openStore(path);

    await expectUnusable(/in use by another Shardbook/);

    await addTenant(store, {}, [device('device1')]);
    await store.close();
  });

  it('is refused in another process while it is open, also after the first one was refused once more', async () => {
    const store = await openStore(path);
    await expect(openStore(path)).rejects.toBeInstanceOf(StoreUnusableError);
    // The driver itself, in a process of its own: what counts is the lock on the file.
    const driver = createRequire(import.meta.url).resolve('libsql');
    const script = `try { new (require(${JSON.stringify(driver)}))(${JSON.stringify(path)}).exec('select * from tenant') }
      catch (error) { console.log(error.code) }`;

    const other = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });

    expect(other.stdout.trim()).toBe('SQLITE_BUSY');
    await store.close();
  });
});

describe('an unusable folder', () => {
  it('is refused when it is a file, or not there', async () => {
    await writeFile(path, 'a file');

    await expect(openStore(join(path, 'shardbook.db'))).rejects.toThrow(/data folder .* cannot be written \(ENOTDIR\)/);
    await expect(openStore(join(folder, 'no', 'x.db'))).rejects.toThrow(/cannot be written \(ENOENT\)/);
  });

  it('is refused when a folder is where the file should be', async () => {
    await mkdir(path);

    await expect(openStore(path)).rejects.toBeInstanceOf(StoreUnusableError);
  });

  it('is refused when nothing can be made in it', async () => {
    // /proc is there on Linux, and not even root can make files in it.
    const opening = openStore('/proc/shardbook.db');

    await expect(opening).rejects.toBeInstanceOf(StoreUnusableError);
    await expect(opening).rejects.toThrow(/cannot be written/);
  });
});
