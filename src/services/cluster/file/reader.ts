/**
 * Reads topology documents away from the event loop: on a thread that can be ended at any time, so that no document, however
 * large or hostile, holds up anybody else.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

import { Assembly, type Slice } from '../../base/slices.js';
import { InvalidInputError, StoreUnavailableError } from '../../errors/errors.js';
import { fingerprint } from '../../model/fingerprint.js';
import type { ClusterTopology } from '../../model/topology.js';
import { readTopologyFile } from './read.js';

/** A document in JSON: as text, or as its bytes in UTF-8, which are given away when they are no Buffer. */
export type TopologyDocument = string | Uint8Array;

export interface ReadTopology {
  readonly topology: ClusterTopology;
  readonly fingerprint: string;
}

/** Reads documents, one after the other: each may take hundreds of megabytes. */
export interface TopologyReader {
  /**
   * Resolves with the topology of a document. Rejects with what `readTopologyFile` throws, with the signal's reason when it
   * is aborted, and with a StoreUnavailableError when the reader is closed.
   */
  read(document: TopologyDocument, signal?: AbortSignal): Promise<ReadTopology>;
  /** Ends what is being read, and reads nothing any more; resolves when no thread is left. */
  close(): Promise<void>;
}

/** Returns the topology of a document with its fingerprint. Throws what `readTopologyFile` throws. */
export function readDocument(document: TopologyDocument): ReadTopology {
  const topology = readTopologyFile(typeof document === 'string' ? document : new TextDecoder().decode(document));
  return { topology, fingerprint: fingerprint(topology) };
}

/**
 * The memory that a thread may have, in MiB. What may be in a document needs less than half of it; the rest is room for
 * V8, which takes the whole process along when a single call of JSON.parse overruns the limit by far.
 */
const heapMiB = 1536;

/** Returns a reader on threads, one for each document. `url`: the compiled `reading-thread`; null: reads on this thread, for tests. */
export function createTopologyReader(url: URL | null): TopologyReader {
  const closing = new AbortController();
  let last: Promise<unknown> = Promise.resolve();
  return {
    read(document, given) {
      const signal = given ? AbortSignal.any([given, closing.signal]) : closing.signal;
      const before = last;
      const reading = (async () => {
        await before;
        // Whoever asked for something quick at the same time gets it before this one.
        await nextTurn();
        signal.throwIfAborted();
        return url ? readOnThread(url, document, signal) : readDocument(document);
      })();
      last = reading.catch(() => undefined);
      return reading;
    },
    async close() {
      closing.abort(
        new StoreUnavailableError('Shardbook is stopping, so nothing is read', 'Send it again when it is back', true),
      );
      await last;
    },
  };
}

async function readOnThread(url: URL, document: TopologyDocument, signal: AbortSignal): Promise<ReadTopology> {
  const resourceLimits = { maxOldGenerationSizeMb: heapMiB };
  // Handed over where that is possible: to copy tens of megabytes would hold up the event loop.
  const transferList = isOnlyView(document) ? [document.buffer] : [];
  const worker = new Worker(url, { name: 'shardbook-reading', workerData: document, transferList, resourceLimits });
  let stop = (): void => undefined;
  try {
    return await new Promise((resolve, reject) => {
      const assembly = new Assembly();
      stop = () => reject(signal.reason as Error);
      signal.addEventListener('abort', stop, { once: true });
      worker.on('message', (reply: ReadingReply) => {
        if (reply === 'DONE') resolve(assembly.whole as ReadTopology);
        else if ('problem' in reply) {
          const { field, message, remedy } = reply.problem;
          reject(new InvalidInputError(field, message, remedy));
        } else {
          assembly.add(reply.slice);
          // In another turn, so that other work comes between two slices.
          setImmediate(() => worker.postMessage('NEXT'));
        }
      });
      worker.on('error', (error) => reject(isOutOfMemory(error) ? tooLarge() : error));
      worker.on('exit', (code) => reject(new Error(`The reading thread ended with ${code}`)));
    });
  } finally {
    signal.removeEventListener('abort', stop);
    await worker.terminate();
  }
}

/** Whether nobody else can have a view of the same memory, as of Node's pool for short buffers. */
function isOnlyView(document: TopologyDocument): document is Uint8Array<ArrayBuffer> {
  return (
    typeof document !== 'string' && !Buffer.isBuffer(document) && document.byteLength === document.buffer.byteLength
  );
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}

function tooLarge(): InvalidInputError {
  return new InvalidInputError(
    'json',
    `json needs more than ${heapMiB} MiB of memory to be read`,
    'Leave out what the plan does not need: give documents and bytes of each group instead of its shards',
  );
}

/** Why a document cannot be read: the facts of an InvalidInputError. */
interface DocumentProblem {
  readonly field: string;
  readonly message: string;
  readonly remedy: string | null;
}

export type ReadingReply = { readonly slice: Slice } | { readonly problem: DocumentProblem } | 'DONE';
