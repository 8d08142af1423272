/** Opens connections to the data file, so that no other process can open it meanwhile. */
import { pathToFileURL } from 'node:url';

import Driver from 'libsql';

/**
 * Kept in memory of the file's pages; beyond it the operating system's cache serves. Holds the indexes of some 500,000
 * documents: with a quarter of it, bulk loading takes a sixth more processor time.
 */
const pageCacheKibibytes = 64 * 1024;

/**
 * ALONE: the file belongs to one connection. SHARED: it belongs to this process, whose maintenance thread has a second
 * one. Both spare the shared-memory file beside the data file.
 */
export type Possession = 'ALONE' | 'SHARED';

/** SQLite's `unix-excl` ("The SQLite OS Interface", VFSes) locks for a process; Windows has nothing like it. */
export const canShare = process.platform !== 'win32';

/**
 * When SQLite flushes ("PRAGMA synchronous"). `full`: the log at each commit, which then waits for the disk. `normal`: the
 * log when it is written back, which is left to the maintenance thread; the one waits for the other's locks.
 */
const flushing: Readonly<Record<Possession, string>> = {
  ALONE: 'pragma synchronous = full',
  SHARED: 'pragma synchronous = normal; pragma wal_autocheckpoint = 0; pragma busy_timeout = 5000',
};

/** Returns a connection whose commits survive the end of the process. Throws the driver's errors. */
export function connect(path: string, possession: Possession): Driver.Database {
  const driver = new Driver(possession === 'SHARED' ? `${pathToFileURL(path).href}?vfs=unix-excl` : path);
  try {
    if (possession === 'ALONE') driver.exec('pragma locking_mode = exclusive');
    driver.exec('pragma journal_mode = wal');
    // fullfsync: on macOS nothing else reaches the disk itself.
    driver.exec(`${flushing[possession]}; pragma fullfsync = on; pragma cache_size = -${pageCacheKibibytes}`);
    return driver;
  } catch (error) {
    driver.close();
    throw error;
  }
}
