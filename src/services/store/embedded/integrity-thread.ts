/** A thread that looks through the whole data file once and tells what is wrong with it. Run it as a worker. */
import { parentPort, workerData } from 'node:worker_threads';

import { connect } from './connect.js';
import { Connection } from './connection.js';
import { failureOf } from './writer-messages.js';

if (!parentPort) throw new Error('The integrity thread runs as a worker only');

const connection = new Connection(connect((workerData as { readonly path: string }).path, 'SHARED'));
try {
  const rows = connection.rows<{ integrity_check: string }>('pragma integrity_check');
  parentPort.postMessage({ faults: rows.map((row) => row.integrity_check) });
} catch (error) {
  parentPort.postMessage({ failure: failureOf(error) });
} finally {
  connection.disconnect();
}
