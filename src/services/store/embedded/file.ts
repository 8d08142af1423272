/**
 * Opens the data file: looks at it first without changing a byte, makes a new one where there is none, and keeps
 * every other process out for as long as it is open.
 */
import { constants } from 'node:fs';
import { access, link, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

import Driver from 'libsql';

import { StoreFullError, StoreUnusableError } from '../../errors/errors.js';
import { canShare, connect, type Possession } from './connection.js';
import { Database } from './database.js';
import { sqliteCode } from './driver-errors.js';
import { examineFile, examinerBeside } from './file-examination.js';
import { inspectContent, inspectHeader } from './inspection.js';
import { Maintenance } from './maintenance.js';
import { removeStrayPieces } from './records.js';
import { droppedFrames, droppedText } from './write-ahead-log.js';

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

export interface FileSettings {
  /** Puts what a new file has into an empty one. */
  readonly fill: (database: Database) => void;
  /** The name of a file that is being made ends in it. */
  readonly draftSuffix: string;
  /** The compiled maintenance thread, or null to flush at each commit. */
  readonly maintenance: URL | null;
  /** Told what an operator has to know of the file. */
  readonly onNotice: (text: string) => void;
}

/**
 * Returns the data file's database. Where there is no file, a complete one appears at once: it is filled under another
 * name first. Throws a StoreUnusableError when the file cannot be used; it is unchanged then.
 */
export async function openFile(path: string, settings: FileSettings): Promise<Database> {
  await requireWritableFolder(path);
  const absolute = resolve(path);
  if (!(await exists(absolute))) await createFile(absolute, settings);
  const real = await realpath(absolute);
  if (openPaths.has(real)) throw locked(path);
  openPaths.add(real);
  try {
    return await openExisting(real, path, settings);
  } catch (error) {
    openPaths.delete(real);
    throw error;
  }
}

async function openExisting(real: string, path: string, { maintenance, onNotice }: FileSettings): Promise<Database> {
  await requireWritable(real, path);
  await inspectHeader(real, path);
  try {
    const dropped = await droppedFrames(`${real}-wal`);
    if (dropped) onNotice(droppedText(path, dropped));
    await inspectContent(real, path, !dropped?.transactions);
    const isShared = maintenance !== null && canShare && !sharedPaths.has(real);
    const driver = takePossession(real, isShared ? 'SHARED' : 'ALONE');
    if (isShared) sharedPaths.add(real);
    const database = new Database(driver, {
      path: real,
      examine: isShared ? () => examineFile(examinerBeside(maintenance), real, 'THREAD') : null,
      maintain: isShared ? () => new Maintenance(maintenance, real, onNotice) : null,
      release: async () => {
        // Until its statements are collected the driver keeps the lock of a closed connection; this ends it.
        await (await open(real)).close();
        openPaths.delete(real);
      },
    });
    try {
      removeStrayPieces(database);
      return database;
    } catch (error) {
      // They only take room, and removing them takes some too.
      if (error instanceof StoreFullError) return database;
      database.disconnect();
      throw error;
    }
  } catch (error) {
    throw unusable(error, path);
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
async function createFile(path: string, { fill, draftSuffix }: FileSettings): Promise<void> {
  const draft = `${path}.${draftSuffix}`;
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
  if (isOutOfRoom(code ?? (error as NodeJS.ErrnoException).code)) {
    return new StoreUnusableError(`The disk under the data file ${path} is full`, 'Free some space and start again', {
      cause: error,
    });
  }
  if (code?.startsWith('SQLITE_IOERR')) {
    return new StoreUnusableError(`The data file ${path} cannot be read (${code})`, 'Check the disk under it', {
      cause: error,
    });
  }
  if (code !== null) return notWritable(`The data file ${path}`, error);
  if (error instanceof StoreUnusableError || !(error instanceof Error && 'code' in error)) return error;
  return notWritable(`The data file ${path}`, error);
}

/** A quota is told by a code of its own, and by SQLite as a write that failed. */
function isOutOfRoom(code: string | undefined): boolean {
  return /^(ENOSPC|EDQUOT|EFBIG|SQLITE_FULL|SQLITE_IOERR_(WRITE|SHMSIZE))/.test(code ?? '');
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
