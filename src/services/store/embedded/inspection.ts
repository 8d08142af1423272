/**
 * Looks at a data file without changing a byte of it or of its log: is it SQLite's, ours, of a version we know, and
 * whole? Large files are looked at in a few places only, because opening has to be quick.
 */
import { open, rm, stat } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';

import Driver from 'libsql';

import { StoreUnusableError } from '../../errors/errors.js';
import { restore, sqliteCode } from './driver-errors.js';
import { applicationId, schemaVersion } from './schema.js';

const magic = 'SQLite format 3\0';

/** Files up to here are checked page by page, which takes some 10 ms; larger ones at the edges of each table. */
const smallFileBytes = 8 * 1024 ** 2;

/**
 * Reads the first 100 bytes ("The Database Header" in SQLite's file format). Throws a StoreUnusableError when the file
 * is not SQLite's, not Shardbook's, from a newer version, or shorter than it says.
 */
export async function inspectHeader(file: string, path: string): Promise<void> {
  const header = Buffer.alloc(100);
  const handle = await open(file, 'r');
  let sizeBytes: number;
  try {
    await handle.read(header, 0, header.length, 0);
    sizeBytes = (await handle.stat()).size;
  } finally {
    await handle.close();
  }
  if (header.toString('latin1', 0, magic.length) !== magic)
    throw damaged(path, 'it does not start like an SQLite file');
  if (header.readUInt32BE(68) !== applicationId) {
    throw new StoreUnusableError(
      `The file ${path} is an SQLite file of another program`,
      'Set SHARDBOOK_DATA to another folder',
    );
  }
  const version = header.readUInt32BE(60);
  if (version > schemaVersion) {
    throw new StoreUnusableError(
      `The data file ${path} is from a newer Shardbook (format ${version}, this one reads up to ${schemaVersion})`,
      'Use that newer Shardbook, or set SHARDBOOK_DATA to another folder',
    );
  }
  // "File format version numbers": with a greater one SQLite takes the file for one that must not be written.
  if (Math.max(header.readUInt8(18), header.readUInt8(19)) > 2) throw damaged(path, 'its header is none of SQLite 3');
  const pageBytes = header.readUInt16BE(16) === 1 ? 65536 : header.readUInt16BE(16);
  const saidBytes = header.readUInt32BE(28) * pageBytes;
  // While there is a log, missing pages may be in it.
  if (sizeBytes < saidBytes && (await sizeOf(`${file}-wal`)) === 0) {
    throw damaged(path, `it has ${sizeBytes} bytes, but its header says ${saidBytes}`);
  }
}

/**
 * Reads through the file, and its log, with a connection that cannot write; a large one in whole only when its log is not.
 * Throws a StoreUnusableError when it is
 * damaged, and the driver's error when it is in use.
 */
export async function inspectContent(file: string, path: string, isLogWhole = true): Promise<void> {
  // A rollback journal can only be played back by a connection that writes; opening does that.
  if ((await sizeOf(`${file}-journal`)) > 0) return;
  const isSmall = (await sizeOf(file)) <= smallFileBytes;
  try {
    // `exec` throughout: a prepared statement would keep the connection, and its lock, alive after it is closed. And
    // numbers throughout: the driver ends the process on a text, or the name of a column, that is not UTF-8.
    await readingOnly(file, (driver) => {
      driver.exec(`${everyNameIsPlain};${everyTableAnswers}`);
      if (isSmall || !isLogWhole) driver.exec(everyPageIsWhole);
    });
  } catch (error) {
    const code = sqliteCode(error) ?? '';
    // A full disk has no room for what such a connection needs beside a log; the real one does without.
    if (code.startsWith('SQLITE_IOERR_SHM')) return;
    if (/^SQLITE_(CORRUPT|NOTADB|ERROR)$/.test(code) || code.startsWith('SQLITE_CORRUPT')) {
      throw damaged(path, 'its pages do not fit together', error);
    }
    throw error;
  }
}

/** Resolves with what `work` reads of a file that nobody has open, with a connection that cannot write. */
export async function readingOnly<T>(file: string, work: (driver: Driver.Database) => T): Promise<T> {
  const driver = new Driver(`${pathToFileURL(file).href}?mode=ro`);
  try {
    return work(driver);
  } finally {
    driver.close();
    // What a connection that is not exclusive needs beside a log; the real one does without.
    await rm(`${file}-shm`, { force: true });
  }
}

/** Down the left and the right edge of each table and of each large index. A missing table is an error by itself. */
const everyTableAnswers = [
  ...['setting:name', 'server:ordinal', 'graph:id', 'shard_group:id', 'shard:shard_group', 'tenant:id', 'document:id'],
  ...['run:sequence', 'event:run', 'snapshot:sequence', 'plan:sequence', 'report:sequence'],
  ...['document:tenant', 'document:from_id', 'document:to_id'],
]
  .map((pair) => pair.split(':'))
  .flatMap(([table = '', column = '']) =>
    ['asc', 'desc'].map((order) => {
      const rows = column.endsWith('_id') ? `where ${column} is not null ` : '';
      return `select count(*) from (select * from ${table} ${rows}order by ${column} ${order} limit 1)`;
    }),
  )
  .join(';');

/** SQL has no way to fail on purpose but a function that refuses its argument. */
const everyNameIsPlain = `select case when exists (
    select 1 from sqlite_schema where type || name || tbl_name || ifnull(sql, '') glob '*[^ -~' || char(10) || ']*'
  ) then json('damaged') else 1 end`;

const everyPageIsWhole = `select case when (select group_concat(quick_check) from pragma_quick_check) = 'ok'
  then 1 else json('damaged') end`;

function damaged(path: string, reason: string, cause?: unknown): StoreUnusableError {
  return new StoreUnusableError(`The data file ${path} is damaged: ${reason}`, restore, { cause });
}

/** Returns the size of a file in bytes, 0 when there is none. */
async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch {
    return 0;
  }
}
