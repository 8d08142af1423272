// The writer thread on a disk that is full until somebody puts a file named `room` beside the data file: SQLite answers
// a file that may not grow as it answers such a disk, but only the connection that is told so.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { workerData } from 'node:worker_threads';

import Driver from 'libsql';

const room = join(dirname(workerData.path), 'room');
const exec = Driver.prototype.exec;
Driver.prototype.exec = function (sql) {
  if (sql === 'begin immediate') exec.call(this, `pragma max_page_count = ${existsSync(room) ? 100_000 : 120}`);
  return exec.call(this, sql);
};

await import('../../../../dist/src/services/store/embedded/writer-thread.js');
