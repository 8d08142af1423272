/**
 * Opens the data file: looks at it first without changing a byte, makes a new one where there is none, and keeps
 * every other process out for as long as it is open.
 */
import { constants } from 'node:fs';
import { access, type FileHandle, link, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

import Driver from 'libsql';

import { StoreUnusableError } from '../../errors/errors.js';
import { canShare, connect, type Possession } from './connect.js';
import { Database } from './database.js';
import { sqliteCode } from './driver-errors.js';
import { examineOnThread } from './file-examiner.js';
import { ImportWriter } from './import-writer.js';
import { inspectContent, inspectHeader } from './inspection.js';
import { removeStrayPieces } from './pieces.js';
import { migration, schemaVersion } from './schema.js';
import { WriteTurns } from './write-turns.js';

/** Files that this process has open: a second look at one of them would drop the locks of the first. */
const openPaths = new Set<string>();

/**
 * Files that this process has had open as SHARED. The driver lets go of such a connection only when its statements are
 * collected as garbage; until then SQLite takes the lock of the process for granted, so the next one takes its own.
 */
const sharedPaths = new Set<string>();

/** A page of a new file: with documents of 300 bytes, bulk loading is a fifth faster than with SQLite's 4 KiB. */
const pageBytes = 8192;

/** Returns a new database in memory, with whatever `fill` puts into it. */
export function openInMemory(fill: (database: Database) => void): Database {
  const driver = new Driver(':memory:');
  const database = new Database(driver, null);
  fill(database);
  return database;
}

/**
 * Returns the data file's database. Where there is no file, a complete one appears at once: filled by `fill` under
 * another name (ending in `suffix`) and then given its own. `writer`: the compiled writer thread, or null to store
 * imports on this thread. Throws a StoreUnusableError when the file cannot be used; it is unchanged then.
 */
export async function openFile(
  path: string,
  suffix: string,
  fill: (database: Database) => void,
  writer: URL | null = null,
): Promise<Database> {
  await requireWritableFolder(path);
  const absolute = resolve(path);
  if (!(await exists(absolute))) await createFile(absolute, suffix, fill);
  const real = await realpath(absolute);
  if (openPaths.has(real)) throw locked(path);
  openPaths.add(real);
  try {
    return await openExisting(real, path, writer);
  } catch (error) {
    openPaths.delete(real);
    throw error;
  }
}

async function openExisting(real: string, path: string, writer: URL | null): Promise<Database> {
  await requireWritable(real, path);
  await inspectHeader(real, path);
  try {
    await inspectContent(real, path);
    const isShared = writer !== null && canShare && !sharedPaths.has(real);
    const driver = takePossession(real, isShared ? 'SHARED' : 'ALONE');
    if (isShared) sharedPaths.add(real);
    return await databaseOf(driver, real, isShared ? writer : null);
  } catch (error) {
    throw unusable(error, path);
  }
}

/** Migrates the file of an earlier version, and removes pieces of records that were being kept when the program ended. */
function bringUpToDate(database: Database): void {
  const version = database.row<{ user_version: bigint }>('pragma user_version')?.user_version ?? 0n;
  if (version < schemaVersion) database.script(migration);
  removeStrayPieces(database);
}

async function databaseOf(driver: Driver.Database, real: string, url: URL | null): Promise<Database> {
  const handles: FileHandle[] = [];
  // After the connection is closed, because this ends the locks of the process.
  const release = async (): Promise<void> => {
    for (const handle of handles) await handle.close();
    openPaths.delete(real);
  };
  try {
    const file = await open(real, 'r+');
    handles.push(file);
    const log = await open(`${real}-wal`, 'r+');
    handles.push(log);
    const descriptors = { file: file.fd, log: log.fd };
    const turns = new WriteTurns();
    const writer = url && new ImportWriter(url, { path: real, descriptors }, turns);
    const examine = url && (() => examineOnThread(url, real));
    const database = new Database(driver, { turns, descriptors, writer, examine, release });
    bringUpToDate(database);
    return database;
  } catch (error) {
    driver.close();
    await release();
    throw error;
  }
}

function takePossession(path: string, possession: Possession): Driver.Database {
  const driver = connect(path, possession);
  try {
    // The lock is taken by the first write, even one that changes nothing.
    driver.exec('begin immediate; update setting set value = value where false; commit');
    return driver;
  } catch (error) {
    driver.close();
    throw error;
  }
}

/**
 * Makes the file under another name first: a crash while it is filled leaves no half file under the real name. `link`
 * refuses when another process was faster; that one's file is used then.
 */
async function createFile(path: string, suffix: string, fill: (database: Database) => void): Promise<void> {
  const draft = `${path}.${suffix}`;
  try {
    const driver = new Driver(draft);
    try {
      driver.exec(`pragma page_size = ${pageBytes}`);
      fill(new Database(driver, null));
    } finally {
      driver.close();
    }
    await link(draft, path).catch(async (error: unknown) => {
      const code = (error as NodeJS.ErrnoException).code;
      // File systems without hard links.
      if (code === 'EPERM' || code === 'ENOTSUP' || code === 'ENOSYS') await rename(draft, path);
      else if (code !== 'EEXIST') throw error;
    });
  } catch (error) {
    throw unusable(error, path);
  } finally {
    await rm(draft, { force: true });
    await rm(`${draft}-journal`, { force: true });
  }
}

async function requireWritableFolder(path: string): Promise<void> {
  const folder = dirname(resolve(path));
  try {
    if (!(await stat(folder)).isDirectory()) throw Object.assign(new Error('not a folder'), { code: 'ENOTDIR' });
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw notWritable(`The data folder ${folder}`, cause);
  }
}

async function requireWritable(real: string, path: string): Promise<void> {
  try {
    await access(real, constants.R_OK | constants.W_OK);
    if (!(await stat(real)).isFile()) throw Object.assign(new Error('not a file'), { code: 'not a file' });
  } catch (cause) {
    throw notWritable(`The data file ${path}`, cause);
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw notWritable(`The data file ${path}`, error);
  }
}

function unusable(error: unknown, path: string): unknown {
  const code = sqliteCode(error);
  if (code?.startsWith('SQLITE_BUSY')) return locked(path, error);
  if (code?.startsWith('SQLITE_FULL')) {
    return new StoreUnusableError(`The disk under the data file ${path} is full`, 'Free some space and start again', {
      cause: error,
    });
  }
  if (code !== null) return notWritable(`The data file ${path}`, error);
  if (error instanceof StoreUnusableError || !(error instanceof Error && 'code' in error)) return error;
  return notWritable(`The data file ${path}`, error);
}

function notWritable(subject: string, cause: unknown): StoreUnusableError {
  const code = sqliteCode(cause) ?? (cause as NodeJS.ErrnoException).code ?? 'unknown error';
  return new StoreUnusableError(
    `${subject} cannot be written (${code})`,
    'Give this user the right to write there, or set SHARDBOOK_DATA to another folder',
    { cause },
  );
}

function locked(path: string, cause?: unknown): StoreUnusableError {
  return new StoreUnusableError(
    `The data file ${path} is in use by another Shardbook`,
    'Ask the other one with --url, stop it, or set SHARDBOOK_DATA to another folder',
    { cause },
  );
}
