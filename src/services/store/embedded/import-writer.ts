/**
 * The store's side of the writer thread: starts it with the first import, hands it one import after the other, and
 * tells callers when it has ended unexpectedly. The import after that starts a new one.
 */
import { Worker } from 'node:worker_threads';

import { StoreUnavailableError } from '../../errors/errors.js';
import type { ImportOutcome } from '../port.js';
import type { ImportJob } from './import-job.js';
import { type PackedJob, PackingMemory, packJob } from './packed-job.js';
import type { WriteTurns } from './write-turns.js';
import { errorOf, type WriterData, type WriterReply, type WriterRequest } from './writer-messages.js';

export class ImportWriter {
  readonly #url: URL;
  readonly #data: WriterData;
  readonly #turns: WriteTurns;
  readonly #memory = new PackingMemory();
  #thread: WriterThread | null = null;

  /** `url`: the compiled writer thread. `turns`: those that all writers of the file wait for. */
  constructor(url: URL, data: WriterData, turns: WriteTurns) {
    this.#url = url;
    this.#data = data;
    this.#turns = turns;
  }

  /** Whether something may change the file while this thread runs. */
  get isBusy(): boolean {
    return this.#thread?.isBusy ?? false;
  }

  /**
   * Stores one import as a transaction. Throws UnknownTenantError, StoreFullError, or StoreUnavailableError when the
   * data file or the thread fails; the import can be repeated then.
   */
  async store(job: ImportJob): Promise<ImportOutcome> {
    const packed = packJob(job, this.#memory);
    await this.#turns.take('THREAD');
    this.#thread ??= this.#start();
    return this.#thread.store(packed);
  }

  /** Waits until it has nothing to do and ends the thread. */
  async close(): Promise<void> {
    await this.#turns.take('HERE');
    await this.#thread?.close();
    this.#turns.release();
  }

  #start(): WriterThread {
    return new WriterThread(new Worker(this.#url, { workerData: this.#data, name: 'shardbook-writer' }), {
      memory: this.#memory,
      onFree: () => this.#turns.release(),
      onEnd: () => {
        this.#thread = null;
      },
    });
  }
}

interface Waiting {
  readonly resolve: (outcome: ImportOutcome) => void;
  readonly reject: (error: unknown) => void;
}

interface Surroundings {
  /** Where the memory of jobs goes back to. */
  readonly memory: PackingMemory;
  /** Told when a job holds up other writers no longer. */
  readonly onFree: () => void;
  readonly onEnd: () => void;
}

/** The life of one thread. */
class WriterThread {
  readonly #worker: Worker;
  readonly #memory: PackingMemory;
  readonly #onFree: () => void;
  readonly #ended: Promise<void>;
  readonly #waiting = new Map<number, Waiting>();
  #requests = 0;
  /** Requests that are not FREE yet. */
  #unfinished = 0;

  constructor(worker: Worker, { memory, onFree, onEnd }: Surroundings) {
    this.#worker = worker;
    this.#memory = memory;
    this.#onFree = onFree;
    // A thread without work keeps no process alive.
    worker.unref();
    worker.on('message', (reply: WriterReply) => this.#take(reply));
    let cause: unknown = null;
    worker.on('error', (error) => {
      cause = error;
    });
    worker.on('messageerror', (error) => {
      cause = error;
      void worker.terminate();
    });
    this.#ended = new Promise((resolve) => {
      // Its connection is closed by then, and what it had not committed is undone.
      worker.on('exit', () => {
        onEnd();
        this.#fail(cause);
        resolve();
      });
    });
  }

  get isBusy(): boolean {
    return this.#unfinished > 0;
  }

  store(job: PackedJob): Promise<ImportOutcome> {
    return new Promise((resolve, reject) => {
      const id = ++this.#requests;
      this.#waiting.set(id, { resolve, reject });
      if (this.#unfinished++ === 0) this.#worker.ref();
      this.#worker.postMessage({ id, job } satisfies WriterRequest, [job.memory]);
    });
  }

  close(): Promise<void> {
    this.#worker.ref();
    this.#worker.postMessage('CLOSE' satisfies WriterRequest);
    return this.#ended;
  }

  #take(reply: WriterReply): void {
    if (reply === 'FREE') {
      this.#finishOne();
      return;
    }
    this.#memory.giveBack(reply.memory);
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if ('outcome' in reply) waiting?.resolve(reply.outcome);
    else waiting?.reject(errorOf(reply.failure));
  }

  #finishOne(): void {
    if (--this.#unfinished === 0) this.#worker.unref();
    this.#onFree();
  }

  #fail(cause: unknown): void {
    for (const { reject } of this.#waiting.values()) reject(ended(cause));
    this.#waiting.clear();
    while (this.#unfinished > 0) this.#finishOne();
  }
}

function ended(cause: unknown): StoreUnavailableError {
  return new StoreUnavailableError(
    'The thread that writes imports ended unexpectedly',
    'Try again; what is stored already is kept. If it happens again, look into the log and restart Shardbook',
    true,
    { cause },
  );
}
