/**
 * The writer thread: stores imports on a connection of its own, and keeps the log short, while the event loop does
 * other things. Run it as a worker; it ends when it is told to close.
 */
import { parentPort, workerData } from 'node:worker_threads';

import { Checkpointer } from './checkpoint.js';
import { connect } from './connect.js';
import { Connection } from './connection.js';
import { storeImport } from './import-job.js';
import { type PackedJob, unpackJob } from './packed-job.js';
import { WriteTurns } from './write-turns.js';
import {
  failureOf,
  type WriterAnswer,
  type WriterData,
  type WriterReply,
  type WriterRequest,
} from './writer-messages.js';

if (!parentPort) throw new Error('The writer thread runs as a worker only');
const port = parentPort;
const { path, descriptors } = workerData as WriterData;
const connection = new Connection(connect(path, 'SHARED'));
// Other threads wait elsewhere: here imports and checkpoints take turns.
const turns = new WriteTurns();
const checkpointer = new Checkpointer(connection, descriptors, turns);

port.on('message', (request: WriterRequest) => {
  if (request === 'CLOSE') {
    connection.disconnect();
    port.close();
  } else {
    void answer(request.id, request.job);
  }
});

async function answer(id: number, job: PackedJob): Promise<void> {
  await turns.take('HERE');
  send({ id, memory: job.memory, ...attempt(job) }, [job.memory]);
  const checkpoint = checkpointer.afterCommit();
  turns.release();
  await checkpoint;
  send('FREE');
}

function attempt(job: PackedJob): WriterAnswer {
  try {
    const rows = unpackJob(job);
    return { outcome: connection.transaction(() => storeImport(connection, rows)) };
  } catch (error) {
    return { failure: failureOf(error) };
  }
}

function send(reply: WriterReply, handedOver: ArrayBuffer[] = []): void {
  port.postMessage(reply, handedOver);
}
