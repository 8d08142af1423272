/**
 * The maintenance thread: flushes what was committed, and looks through the whole file when asked, on a connection of its
 * own, so that the event loop waits for the disk neither way. Run it as a worker; when it cannot flush, it ends with the
 * driver's error.
 */
import { parentPort, workerData } from 'node:worker_threads';

import type { StoreUnavailableError } from '../../errors/errors.js';
import { connect } from './connect.js';
import { Connection } from './connection.js';
import { sqliteCode } from './driver-errors.js';
import { faultsIn } from './file-faults.js';
import type { MaintenanceData, MaintenanceReply, MaintenanceRequest } from './maintenance.js';

if (!parentPort) throw new Error('The maintenance thread runs as a worker only');
const port = parentPort;
const { path, flushMs } = workerData as MaintenanceData;
const connection = new Connection(connect(path, 'SHARED'));
const flushing = setInterval(() => flush('PASSIVE'), flushMs);

port.on('message', ({ task, port: asker }: MaintenanceRequest) => {
  if (task === 'CLOSE') {
    clearInterval(flushing);
    connection.disconnect();
    port.close();
  } else {
    asker.postMessage(task === 'EMPTY_LOG' ? flush('TRUNCATE') : examine());
  }
});

/** What SQLite answers while the disk is full: what was committed is flushed, and stays in the log until there is room. */
const staysInLog = new Set(['SQLITE_FULL', 'SQLITE_IOERR_WRITE']);

/** Milliseconds until the rest of the log is tried. */
const retryMs = 20;

/** What a reader or another checkpoint kept back has its turn a moment later. */
function flush(mode: 'PASSIVE' | 'TRUNCATE'): MaintenanceReply {
  try {
    if (!connection.checkpoint(mode)) setTimeout(flush, retryMs, 'PASSIVE');
  } catch (error) {
    if (!staysInLog.has(sqliteCode(error) ?? '')) throw error;
  }
  return { faults: [] };
}

function examine(): MaintenanceReply {
  try {
    return { faults: faultsIn(connection) };
  } catch (error) {
    const { message, remedy } = error as StoreUnavailableError;
    return { message, remedy };
  }
}
