/**
 * The maintenance thread: flushes what was committed, on a connection of its own, so that the event loop does not wait for
 * the disk. Run it as a worker; when it cannot flush, it ends with the driver's error.
 */
import { closeSync, fsyncSync, openSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';

import { connect, Connection } from './connection.js';
import { sqliteCode } from './driver-errors.js';
import type { MaintenanceData, MaintenanceRequest } from './maintenance.js';

if (!parentPort) throw new Error('The maintenance thread runs as a worker only');
const port = parentPort;
const { path, flushMs } = workerData as MaintenanceData;
const connection = new Connection(connect(path, 'SHARED'));
const flushing = setInterval(() => flush('PASSIVE'), flushMs);

port.on('message', (request: MaintenanceRequest) => {
  if (request === 'EMPTY_LOG') {
    flush('TRUNCATE');
    port.postMessage('DONE');
  } else {
    clearInterval(flushing);
    connection.disconnect();
    port.close();
  }
});

/** What SQLite answers while the disk is full: it has flushed the log, which has everything until there is room. */
const staysInLog = new Set(['SQLITE_FULL', 'SQLITE_IOERR_WRITE']);

function flush(mode: 'PASSIVE' | 'TRUNCATE'): void {
  try {
    if (connection.checkpoint(mode)) return;
  } catch (error) {
    if (!staysInLog.has(sqliteCode(error) ?? '')) throw error;
  }
  // SQLite leaves the log alone when somebody reads an older state, and what was committed meanwhile is only there.
  const log = openSync(`${path}-wal`, 'r');
  fsyncSync(log);
  closeSync(log);
}
