/** Reads one topology document while the event loop does other things. Run it as a worker, with the document as its data. */
import { parentPort, workerData } from 'node:worker_threads';

import { slicesOf } from '../../base/slices.js';
import { InvalidInputError } from '../../errors/errors.js';
import { readDocument, type ReadingReply, type TopologyDocument } from './reader.js';

if (!parentPort) throw new Error('The reading thread runs as a worker only');
const port = parentPort;

function say(reply: ReadingReply): void {
  port.postMessage(reply);
}

try {
  const slices = slicesOf(readDocument(workerData as TopologyDocument));
  const sayNext = (): void => {
    const next = slices.next();
    say(next.done ? 'DONE' : { slice: next.value });
  };
  port.on('message', sayNext);
  sayNext();
} catch (error) {
  if (!(error instanceof InvalidInputError)) throw error;
  const { field, message, remedy } = error;
  say({ problem: { field, message, remedy } });
}
