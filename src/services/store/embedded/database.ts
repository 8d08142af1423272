/**
 * The store's view of the data file: everything is read on this thread's connection, small changes are written on it,
 * and imports go to the writer thread where there is one. Closing waits for what is in flight.
 */
import type Driver from 'libsql';

import { StoreUnavailableError } from '../../errors/errors.js';
import type { ImportOutcome } from '../port.js';
import { Checkpointer, type FileDescriptors } from './checkpoint.js';
import { Connection, type SqlColumn, type SqlValue } from './connection.js';
import { toDomainError } from './driver-errors.js';
import { type ImportJob, storeImport } from './import-job.js';
import type { ImportWriter } from './import-writer.js';
import { WriteTurns } from './write-turns.js';

export type { SqlColumn, SqlValue } from './connection.js';

/** What a database in a file has; one in memory has none of it. */
export interface FileParts {
  readonly turns: WriteTurns;
  readonly descriptors: FileDescriptors;
  /** null: imports are stored on this thread. */
  readonly writer: ImportWriter | null;
  /** Looks through the whole file on a thread of its own; null where there is none. */
  readonly examine: (() => Promise<readonly string[]>) | null;
  /** Lets go of the file, once nothing of it is in use. */
  readonly release: () => Promise<void>;
}

export class Database extends Connection {
  readonly #file: FileParts | null;
  readonly #turns: WriteTurns;
  readonly #checkpointer: Checkpointer | null;
  readonly #inFlight = new Set<Promise<unknown>>();
  readonly #closing = new AbortController();
  #isWriting = false;
  #isSnapshotOpen = false;

  /** `file`: null for a database in memory. */
  constructor(driver: Driver.Database, file: FileParts | null) {
    super(driver);
    this.#file = file;
    this.#turns = file?.turns ?? new WriteTurns();
    this.#checkpointer = file && new Checkpointer(this, file.descriptors, file.turns);
  }

  /** Aborted when the store is being closed: long work ends then. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** What is read without waiting in between is of one state, also while the writer thread commits. */
  override rows<Row extends Record<keyof Row, SqlColumn>>(sql: string, ...values: SqlValue[]): Row[] {
    if (this.#file?.writer?.isBusy && !this.#isWriting) this.#openSnapshot();
    return super.rows<Row>(sql, ...values);
  }

  /**
   * Runs `work` as one transaction, once nobody else is writing, and returns its result; when it throws, nothing is
   * kept. `work` must not wait for anything.
   */
  async write<T>(work: () => T): Promise<T> {
    await this.#turns.take('HERE');
    this.#closeSnapshot();
    this.#isWriting = true;
    try {
      const result = this.transaction(work);
      void this.#checkpointer?.afterCommit();
      return result;
    } finally {
      this.#isWriting = false;
      this.#turns.release();
    }
  }

  /** Stores one import as a transaction. Throws UnknownTenantError, and what `write` throws. */
  storeImport(job: ImportJob): Promise<ImportOutcome> {
    return this.#file?.writer?.store(job) ?? this.write(() => storeImport(this, job));
  }

  /**
   * Resolves with what SQLite finds wrong in the file, or the one line `ok`; null where that would hold the event loop.
   * Throws a StoreUnavailableError when the file cannot be read at all.
   */
  async examineFile(): Promise<readonly string[] | null> {
    return (await this.#file?.examine?.()) ?? null;
  }

  /** Resolves with what `work` reads, or rejects with what it throws. */
  read<T>(work: () => T): Promise<T> {
    return new Promise((resolve) => resolve(work()));
  }

  /** Runs one request to the store so that closing waits for it. Throws a StoreUnavailableError once that has begun. */
  async track<T>(work: () => Promise<T>): Promise<T> {
    this.#requireOpen();
    const running = work();
    this.#inFlight.add(running);
    try {
      return await running;
    } finally {
      this.#inFlight.delete(running);
    }
  }

  /** Waits for what is in flight, writes the log back into the file and lets go of it. */
  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort(closed());
    await Promise.allSettled([...this.#inFlight]);
    try {
      await this.#file?.writer?.close();
      await this.#checkpointer?.finish();
    } catch (error) {
      throw toDomainError(error);
    } finally {
      this.disconnect();
      await this.#file?.release();
    }
  }

  /** It ends with the synchronous work that it began in: nothing reads on in it, and no checkpoint waits for it. */
  #openSnapshot(): void {
    if (this.#isSnapshotOpen) return;
    this.script('begin');
    this.#isSnapshotOpen = true;
    queueMicrotask(() => this.#closeSnapshot());
  }

  #closeSnapshot(): void {
    if (!this.#isSnapshotOpen) return;
    this.#isSnapshotOpen = false;
    this.script('commit');
  }

  #requireOpen(): void {
    if (this.#closing.signal.aborted) throw closed();
  }
}

function closed(): StoreUnavailableError {
  return new StoreUnavailableError('The embedded store is closed', 'Start Shardbook again', true);
}
