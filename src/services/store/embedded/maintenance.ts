/** The store's side of the maintenance thread: starts it, waits for it when the log is long, hears when it cannot flush. */
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';

import { StoreUnavailableError } from '../../errors/errors.js';
import { sqliteCode } from './driver-errors.js';

/** What the thread starts with. */
export interface MaintenanceData {
  readonly path: string;
  /** Milliseconds from one flush to the next. */
  readonly flushMs: number;
}

/** EMPTY_LOG: write all of the log back, and answer. CLOSE: let go of the file and end. */
export type MaintenanceRequest = 'EMPTY_LOG' | 'CLOSE';

/** A part of the second within which what is acknowledged is to be on the disk: a flush may take the rest. */
const flushMs = 200;

/** So long may the log become before writers wait for a flush: half a second of loading, replayed in a moment. */
const longLogBytes = 64 * 1024 ** 2;

export class Maintenance {
  readonly #path: string;
  readonly #worker: Worker;
  readonly #ended: Promise<void>;
  #isClosing = false;
  #emptying: Promise<void> | null = null;
  #failure: StoreUnavailableError | null = null;

  /** `url`: the compiled thread. `path`: the data file, which is open. `onNotice`: told when nothing is flushed any more. */
  constructor(url: URL, path: string, onNotice: (text: string) => void) {
    this.#path = path;
    const workerData = { path, flushMs } satisfies MaintenanceData;
    this.#worker = new Worker(url, { workerData, name: 'shardbook-maintenance' });
    // A store that somebody forgot to close keeps no process alive.
    this.#worker.unref();
    let cause: unknown = null;
    this.#worker.on('error', (error) => {
      cause = error;
    });
    this.#ended = new Promise((resolve) => {
      this.#worker.on('exit', () => {
        resolve();
        if (this.#isClosing) return;
        this.#failure = cannotFlush(cause);
        onNotice(`${this.#failure.message}. ${this.#failure.remedy ?? ''}`);
      });
    });
  }

  /** Throws a StoreUnavailableError once nothing is flushed any more: nothing is to be built on what may be lost. */
  requireSound(): void {
    if (this.#failure) throw this.#failure;
  }

  /** Resolves at once, or when the log was long, once it is empty. Throws a StoreUnavailableError when it cannot be. */
  async room(): Promise<void> {
    this.requireSound();
    if (statSync(`${this.#path}-wal`).size > longLogBytes) await this.emptyLog();
  }

  /** Resolves once the log is empty, where the disk has the room for that. Throws a StoreUnavailableError when it fails. */
  async emptyLog(): Promise<void> {
    // All who wait, wait for the same: another one would hold up the first writer after it.
    this.#emptying ??= this.#empty().finally(() => (this.#emptying = null));
    await this.#emptying;
    this.requireSound();
  }

  /** Ends the thread; its connection is gone then. Throws a StoreUnavailableError when it has failed before. */
  async close(): Promise<void> {
    this.requireSound();
    this.#isClosing = true;
    this.#worker.ref();
    this.#worker.postMessage('CLOSE' satisfies MaintenanceRequest);
    await this.#ended;
  }

  async #empty(): Promise<void> {
    this.#worker.ref();
    this.#worker.postMessage('EMPTY_LOG' satisfies MaintenanceRequest);
    await Promise.race([once(this.#worker, 'message'), this.#ended]);
    this.#worker.unref();
  }
}

function cannotFlush(cause: unknown): StoreUnavailableError {
  const code = sqliteCode(cause);
  return new StoreUnavailableError(
    `The data file cannot be flushed (${code ?? 'its maintenance thread has ended'}): what was written in the last second may be lost when the power fails`,
    'Check the disk under the data folder, then restart Shardbook',
    true,
    { cause },
  );
}
