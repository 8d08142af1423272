/** The doctor of the embedded store: whether its folder, file and disk are fit for use. Nothing is written. */
import { constants } from 'node:fs';
import { access, realpath, stat, statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

import { DomainError } from '../../errors/errors.js';
import { type CheckResult, fail, pass, type Verdict, warn } from '../../model/check.js';
import { type Check, examine, named, NotLookedAtError } from '../examination.js';
import { Connection } from './connection.js';
import { restore, sqliteCode } from './driver-errors.js';
import { examineFile, faultsIn } from './file-examination.js';
import { inspectContent, inspectHeader, readingOnly } from './inspection.js';
import { droppedFrames, droppedText } from './write-ahead-log.js';

/** Where the store keeps its data. */
export interface DataPlace {
  readonly folder: string;
  /** Path of the data file in it. */
  readonly file: string;
  /** Free bytes of the disk that an existing folder is on. */
  readonly freeBytesOf: (folder: string) => Promise<number>;
  /** The compiled `examiner`, to look through the file in a process of its own; null: in this one. */
  readonly examiner: URL | null;
}

/** A demo needs some 10 MiB; below the first figure nothing fits, below the second a large tenant (scale 100) does not. */
const bytesNeeded = 64 * 2 ** 20;
const bytesWanted = 2 ** 30;

/** So long may one check take, in milliseconds. */
const limitMs = 8000;

/** The file may be of any size: a gigabyte is looked through in some ten seconds once it is in memory. */
const fileLimitMs = 3_600_000;

export const embeddedChecks: readonly Check<DataPlace>[] = [
  { code: 'DATA_FOLDER', title: 'The data folder can be written', needs: [], look: lookAtFolder },
  {
    code: 'DATA_FILE',
    title: 'The data file is intact and of this version',
    needs: ['DATA_FOLDER'],
    limitMs: fileLimitMs,
    look: lookAtFile,
  },
  { code: 'FREE_DISK_SPACE', title: 'The disk has free space', needs: ['DATA_FOLDER'], look: lookAtDisk },
];

/** Returns one result per check of `embeddedChecks`, in their order. */
export function examineEmbedded(place: DataPlace): Promise<readonly CheckResult[]> {
  return examine(embeddedChecks, place, limitMs);
}

/** Returns the free bytes that this user can fill of the disk that a folder is on. */
export async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

async function lookAtFolder({ folder }: DataPlace): Promise<Verdict> {
  const there = await nearestFolder(folder);
  const isThere = there === resolve(folder);
  try {
    if (!(await stat(there)).isDirectory()) throw Object.assign(new Error('not a folder'), { code: 'ENOTDIR' });
    await access(there, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    return fail(
      `${isThere ? folder : `${folder} is not there yet, and ${there}`} cannot be written (${codeOf(error)})`,
      'Give this user the right to write there, or set SHARDBOOK_DATA to another folder',
    );
  }
  return pass(isThere ? resolve(folder) : `${resolve(folder)} does not exist yet; Shardbook creates it when it starts`);
}

async function lookAtFile({ file, examiner }: DataPlace): Promise<Verdict> {
  let real: string;
  try {
    real = await realpath(file);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return pass('None yet; Shardbook creates it, with a new cluster, when it starts');
    return unreadable(file, error);
  }
  try {
    await inspectHeader(real, file);
    await inspectContent(real, file);
    const faults = examiner
      ? await examineFile(examiner, real, 'PROCESS')
      : await readingOnly(real, (driver) => faultsIn(new Connection(driver)));
    if (faults.length > 0) return fail(`${file} is damaged: ${named(faults)}`, restore);
  } catch (error) {
    if (sqliteCode(error)?.startsWith('SQLITE_BUSY')) {
      return warn(
        `${file} is in use by another process`,
        'Nothing, if that is the intended Shardbook; otherwise stop it',
      );
    }
    if (error instanceof DomainError) throw error;
    return unreadable(file, error);
  }
  const dropped = await droppedFrames(`${real}-wal`);
  if (dropped) return warn(droppedText(file, dropped), 'Put back a copy of the data folder, if what is lost matters');
  return pass(`${file}, ${mebibytes((await stat(real)).size)}: all pages, index entries and texts checked`);
}

function unreadable(file: string, error: unknown): Verdict {
  return fail(
    `${file} cannot be read (${codeOf(error)})`,
    'Give this user the right to read and write it, or set SHARDBOOK_DATA to another folder',
  );
}

async function lookAtDisk({ folder, freeBytesOf: free }: DataPlace): Promise<Verdict> {
  const bytes = await free(await nearestFolder(folder)).catch((error: unknown) => {
    throw new NotLookedAtError(`The system does not report the free space (${codeOf(error)})`);
  });
  const evidence = `${mebibytes(bytes)} free`;
  const remedy = 'Free some space, or set SHARDBOOK_DATA to a folder on another disk';
  if (bytes < bytesNeeded) return fail(`${evidence}, and a demo needs ${mebibytes(bytesNeeded)}`, remedy);
  return bytes < bytesWanted ? warn(`${evidence}: large tenants may not fit`, remedy) : pass(evidence);
}

/** The folder itself, or the nearest one above it that exists: there it will be made. */
async function nearestFolder(folder: string): Promise<string> {
  let at = resolve(folder);
  for (;;) {
    try {
      await stat(at);
      return at;
    } catch (error) {
      if (codeOf(error) !== 'ENOENT' || dirname(at) === at) return at;
      at = dirname(at);
    }
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20).toLocaleString('en-US')} MiB`;
}
