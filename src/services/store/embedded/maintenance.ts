/** The store's side of the maintenance thread: starts it, asks it to look through the file, hears when it cannot flush. */
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';

import { StoreUnavailableError } from '../../errors/errors.js';
import { sqliteCode } from './driver-errors.js';

/** What the thread starts with. */
export interface MaintenanceData {
  readonly path: string;
  /** Milliseconds from one flush to the next. */
  readonly flushMs: number;
}

/** What the thread is asked to do; the answer comes through the port. */
export interface MaintenanceRequest {
  readonly task: 'EMPTY_LOG' | 'EXAMINE' | 'CLOSE';
  readonly port: MessagePort;
}

/** What is wrong in the file (nothing, for EMPTY_LOG), or why the thread could not look. */
export type MaintenanceReply =
  { readonly faults: readonly string[] } | Readonly<Pick<StoreUnavailableError, 'message' | 'remedy'>>;

/** A part of the second within which what is acknowledged is to be on the disk: a flush may take the rest. */
const flushMs = 200;

/** So long may the log become before writers wait for a flush: half a second of loading, replayed in a moment. */
const longLogBytes = 64 * 1024 ** 2;

export class Maintenance {
  readonly #path: string;
  readonly #worker: Worker;
  readonly #ended: Promise<void>;
  #isClosing = false;
  #emptying: Promise<unknown> | null = null;
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
    if (statSync(`${this.#path}-wal`).size <= longLogBytes) return;
    // All who wait, wait for the same: another one would hold up the first writer after it.
    this.#emptying ??= this.#ask('EMPTY_LOG').finally(() => (this.#emptying = null));
    await this.#emptying;
  }

  /**
   * Resolves with what is wrong in the file, one line for each fault, none when it is sound. Throws a
   * StoreUnavailableError when the file cannot be read or the thread has ended.
   */
  examine(): Promise<readonly string[]> {
    return this.#ask('EXAMINE');
  }

  /** Ends the thread; its connection is gone then. Throws a StoreUnavailableError when it has failed before. */
  async close(): Promise<void> {
    this.requireSound();
    this.#isClosing = true;
    this.#worker.ref();
    this.#send('CLOSE');
    await this.#ended;
  }

  async #ask(task: MaintenanceRequest['task']): Promise<readonly string[]> {
    const port = this.#send(task);
    try {
      const answer = await Promise.race([once(port, 'message'), this.#ended]);
      this.requireSound();
      const [reply] = answer as [MaintenanceReply];
      if ('message' in reply) throw new StoreUnavailableError(reply.message, reply.remedy ?? '', true);
      return reply.faults;
    } finally {
      port.close();
    }
  }

  #send(task: MaintenanceRequest['task']): MessagePort {
    const { port1, port2 } = new MessageChannel();
    this.#worker.postMessage({ task, port: port2 } satisfies MaintenanceRequest, [port2]);
    return port1;
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
