/** Opens connections to the data file, so that no other process can open it meanwhile. */
import { pathToFileURL } from 'node:url';

import Driver from 'libsql';

/**
 * Kept in memory of the file's pages; beyond it the operating system's cache serves. Holds the indexes of some 500,000
 * documents: with a quarter of it, bulk loading takes a sixth more processor time.
 */
const pageCacheKibibytes = 64 * 1024;

/**
 * ALONE: the file belongs to one connection. SHARED: it belongs to this process, which may have several. Both spare the
 * shared-memory file beside the data file.
 */
export type Possession = 'ALONE' | 'SHARED';

/** SQLite's `unix-excl` ("The SQLite OS Interface", VFSes) locks for a process; Windows has nothing like it. */
export const canShare = process.platform !== 'win32';

/** Returns a connection that flushes nothing by itself: a Checkpointer has to. Throws the driver's errors. */
export function connect(path: string, possession: Possession): Driver.Database {
  const driver = new Driver(possession === 'SHARED' ? `${pathToFileURL(path).href}?vfs=unix-excl` : path);
  try {
    if (possession === 'ALONE') driver.exec('pragma locking_mode = exclusive');
    driver.exec('pragma journal_mode = wal');
    driver.exec(`pragma synchronous = off; pragma wal_autocheckpoint = 0; pragma cache_size = -${pageCacheKibibytes}`);
    return driver;
  } catch (error) {
    driver.close();
    throw error;
  }
}
