/** The store's view of the data file: everything is read and written on this thread. Closing waits for what is in flight. */
import { stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';

import type Driver from 'libsql';

import { nextTurn } from '../../base/turns.js';
import { StoreFullError, StoreUnavailableError } from '../../errors/errors.js';
import { Connection } from './connection.js';
import { toDomainError } from './driver-errors.js';
import type { Maintenance } from './maintenance.js';

export type { SqlColumn, SqlValue } from './connection.js';

/** What a database in a file has; one in memory has none of it. */
export interface FileParts {
  /** The data file. */
  readonly path: string;
  /** Starts the maintenance thread, which flushes from then on; null where each commit flushes. */
  readonly maintain: (() => Maintenance) | null;
  /** Looks through the whole file elsewhere; null where there is no other thread for it. */
  readonly examine: (() => Promise<readonly string[]>) | null;
  /** Lets go of the file, once nothing of it is in use. */
  readonly release: () => Promise<void>;
}

/** Results that are remembered until the next change: more would only be those of rare requests. */
const maxRemembered = 100;

/** The log of a removal until it is written back. */
const bytesToRemove = 8 * 1024 ** 2;

export class Database extends Connection {
  readonly #file: FileParts | null;
  readonly #inFlight = new Set<Promise<unknown>>();
  readonly #closing = new AbortController();
  #maintenance: Maintenance | null = null;
  #remembered = new Map<string, unknown>();
  #rememberedAt = -1;
  readonly #documentsVersions = new Map<string, number>();

  /** `file`: null for a database in memory. */
  constructor(driver: Driver.Database, file: FileParts | null) {
    super(driver);
    this.#file = file;
  }

  /** Aborted when the store is being closed: long work ends then. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /**
   * Runs `work` as one transaction and returns its result; when it throws, nothing is kept. `work` must not wait for
   * anything. Throws a StoreUnavailableError once something could not be flushed.
   */
  async write<T>(work: () => T): Promise<T> {
    await this.#maintain()?.room();
    try {
      return this.transaction(work);
    } catch (error) {
      if (!(error instanceof StoreFullError)) throw error;
      // What is in the log takes room that is free once it is written back.
      await this.#emptyLog();
      return this.transaction(work);
    }
  }

  /**
   * Throws a StoreFullError when the disk has hardly more room than it takes to remove a tenant: whatever makes the file
   * grow has to ask first, so that a full disk does not keep anybody from making room.
   */
  async requireRoomToGrow(): Promise<void> {
    if (!this.#file) return;
    const { path } = this.#file;
    const [disk, log] = await Promise.all([statfs(dirname(path)), stat(`${path}-wal`)]);
    // The file may have to grow by all that the log has.
    if (disk.bavail * disk.bsize < log.size + bytesToRemove) throw new StoreFullError();
  }

  /** Throws a StoreUnavailableError once something could not be flushed. */
  requireFlushed(): void {
    this.#maintenance?.requireSound();
  }

  /**
   * Resolves with what is wrong in the file, one line for each fault; null where looking would hold the event loop.
   * Throws a StoreUnavailableError when the file cannot be read at all.
   */
  async examineFile(): Promise<readonly string[] | null> {
    return (await this.#file?.examine?.()) ?? null;
  }

  /** Resolves with what `work` reads, or rejects with what it throws. */
  read<T>(work: () => T): Promise<T> {
    return new Promise((resolve) => resolve(work()));
  }

  /**
   * Returns what `work` reads, which nobody may change: from memory while no transaction has begun since. This process
   * owns the file, so nobody else can have changed it. `name` tells the results apart. Throws a StoreUnavailableError
   * once the store is being closed, and what `work` throws.
   */
  remember<T>(name: string, work: () => T): T {
    if (this.#closing.signal.aborted) throw closed();
    if (this.#rememberedAt !== this.transactions || this.#remembered.size >= maxRemembered) {
      this.#remembered = new Map();
      this.#rememberedAt = this.transactions;
    }
    let result = this.#remembered.get(name) as T | undefined;
    if (result === undefined) this.#remembered.set(name, (result = work()));
    return result;
  }

  /** Returns a number that is another one after each change of the tenant's documents. */
  documentsVersion(tenantKey: string): number {
    return this.#documentsVersions.get(tenantKey) ?? 0;
  }

  /** To be called in each transaction that changes documents of the tenant. */
  noteDocumentsChanged(tenantKey: string): void {
    this.#documentsVersions.set(tenantKey, this.documentsVersion(tenantKey) + 1);
  }

  /** Runs one request to the store so that closing waits for it. Throws a StoreUnavailableError once that has begun. */
  async track<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closing.signal.aborted) throw closed();
    const running = work();
    this.#inFlight.add(running);
    try {
      return await running;
    } catch (error) {
      throw toDomainError(error);
    } finally {
      this.#inFlight.delete(running);
    }
  }

  /** Waits for what is in flight and leaves one complete, flushed file without side files. */
  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort(closed());
    await Promise.allSettled([...this.#inFlight]);
    try {
      await this.#maintenance?.close();
      if (this.#file) {
        // Leaving WAL mode is what writes the log back and deletes it. The lock goes with the first read in normal mode.
        this.script('pragma journal_mode = delete; pragma locking_mode = normal; select count(*) from sqlite_schema');
      }
    } catch (error) {
      // The log is flushed first, and where there is no room to write it back, the next start reads it.
      if (!(error instanceof StoreFullError)) throw error;
    } finally {
      this.disconnect();
      await this.#file?.release();
    }
  }

  async #emptyLog(): Promise<void> {
    if (this.#maintenance) return this.#maintenance.emptyLog();
    try {
      this.checkpoint('TRUNCATE');
    } catch {
      // Whoever writes next is told.
    }
  }

  #maintain(): Maintenance | null {
    this.#maintenance ??= this.#file?.maintain?.() ?? null;
    return this.#maintenance;
  }
}

/**
 * Returns one answer for each question, in order; other work comes in between slices. A statement answers a thousand
 * look-ups, with reading what it finds, in some 10 ms.
 */
export async function inSlices<Q, A>(
  questions: readonly Q[],
  answer: (slice: readonly Q[]) => readonly A[],
  size = 1000,
): Promise<A[]> {
  const answers: A[] = [];
  for (let at = 0; at < questions.length; at += size) {
    if (at > 0) await nextTurn();
    answers.push(...answer(questions.slice(at, at + size)));
  }
  return answers;
}

function closed(): StoreUnavailableError {
  return new StoreUnavailableError('The embedded store is closed', 'Start Shardbook again', true);
}
