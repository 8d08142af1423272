/** What is acknowledged is flushed, by whichever connection wrote it, and a flush that fails is told to whoever asks next. */
import { EventEmitter, once } from 'node:events';
import { watch } from 'node:fs';
import { cp, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { StoreUnavailableError } from '../../../../src/services/errors/errors.js';
import { connect, type Possession } from '../../../../src/services/store/embedded/connection.js';
import { acmeKey, addTenant, device, draft } from '../contract/samples.js';
import { compiledMaintenance, openStore } from './open-store.js';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shardbook-maintenance-'));
  path = join(folder, 'shardbook.db');
});

afterEach(async () => {
  for (const each of [folder, `${folder}-copy`]) await rm(each, { recursive: true, force: true });
});

// `full` is 2: the log is flushed at each commit. `normal` is 1: it is flushed before it is written back, and that is
// never left to a commit.
it.each<[Possession, object]>([
  ['ALONE', { synchronous: 2, wal_autocheckpoint: 1000, fullfsync: 1 }],
  ['SHARED', { synchronous: 1, wal_autocheckpoint: 0, fullfsync: 1 }],
])('lets SQLite flush what a connection writes that has the file %s', async (possession, expected) => {
  await (await openStore(path)).close();

  const driver = connect(path, possession);

  const pragmas = ['synchronous', 'wal_autocheckpoint', 'fullfsync'];
  const found = pragmas.map((name) => driver.prepare(`pragma ${name}`).all()[0]) as Record<string, number>[];
  driver.close();
  expect(Object.fromEntries(pragmas.map((name, at) => [name, Object.values(found[at]!)[0]]))).toEqual(expected);
});

it('writes what is acknowledged back into the file, without being asked', async () => {
  const store = await openStore(path, {}, compiledMaintenance);
  const changed = once(watch(path), 'change');

  await store.createTenant(draft({ name: 'Flushed at once' }));

  await changed;
  await expect.poll(async () => (await readFile(path)).includes('Flushed at once')).toBe(true);
  await store.close();
});

// SQLite flushes the log only on its way back into the file, and a reader of an older state ends that way.
it('flushes the log all the same while a reader keeps it from being written back', async () => {
  const thread = pathToFileURL(join(import.meta.dirname, 'recording-flush.mjs'));
  const store = await openStore(path, {}, thread);
  const reader = connect(path, 'SHARED');
  reader.exec('begin; select count(*) from tenant');
  const channel = new BroadcastChannel(path);

  await store.createTenant(draft({ name: 'Flushed in the log' }));

  const [{ data }] = (await once(channel, 'message')) as [MessageEvent<number>];
  expect(data).toBe((await stat(`${path}-wal`)).ino);
  expect(await readFile(`${path}-wal`, 'latin1')).toContain('Flushed in the log');
  channel.close();
  reader.close();
  await store.close();
});

it.each([
  [
    'the disk takes no flush',
    join(import.meta.dirname, 'failing-flush.mjs'),
    /cannot be flushed \(SQLITE_IOERR_FSYNC\)/,
  ],
  ['the thread that flushes ends', null, /cannot be flushed \(its maintenance thread has ended\)/],
])('refuses writes, says so in the log and goes on reading once %s', async (_name, thread, message) => {
  const ending = join(folder, 'ending.mjs');
  await writeFile(ending, 'setTimeout(() => process.exit(0), 20)');
  const notices = new EventEmitter();
  const told = once(notices, 'notice');
  const store = await openStore(path, {}, pathToFileURL(thread ?? ending), (text) => notices.emit('notice', text));
  await addTenant(store, {}, [device('device1')]);

  expect((await told)[0]).toMatch(message);

  await expect(store.importDocuments(acmeKey, [device('device2')])).rejects.toBeInstanceOf(StoreUnavailableError);
  await expect(store.ping()).rejects.toThrow(message);
  expect(await store.countDocuments([acmeKey])).toMatchObject([{ Device: 1 }]);
  await expect(store.close()).rejects.toThrow(message);
  // This process may still hold the lock of the file, so what is left is looked at in a copy.
  // The thread's connection goes a moment after its thread and takes the log along: a copy that meets that is made again.
  const copied = () =>
    cp(folder, `${folder}-copy`, { recursive: true }).then(
      () => true,
      () => false,
    );
  await expect.poll(copied).toBe(true);
  const again = await openStore(join(`${folder}-copy`, 'shardbook.db'));
  expect(await again.importDocuments(acmeKey, [device('device2')])).toMatchObject({ inserted: 1 });
  await again.close();
});
