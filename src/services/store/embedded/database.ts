/**
 * One connection to the data file: cached statements, synchronous transactions, domain errors. A transaction never
 * waits for anything, so transactions cannot mix and a reader never sees half of one.
 */
import type Driver from 'libsql';

import { StoreUnavailableError } from '../../errors.js';
import type { Checkpointer } from './checkpoint.js';
import { toDomainError } from './driver-errors.js';

export type SqlValue = string | number | bigint | null | Uint8Array;

/** What a column of a STRICT table reads as: every integer is a bigint. */
export type SqlColumn = string | bigint | number | null;

export class Database {
  readonly #driver: Driver.Database;
  readonly #checkpointer: Checkpointer | null;
  readonly #onClosed: () => void;
  readonly #statements = new Map<string, Driver.Statement>();
  readonly #inFlight = new Set<Promise<unknown>>();
  readonly #closing = new AbortController();

  /** `checkpointer`: null for a database in memory. `onClosed` is told when the file is free again. */
  constructor(driver: Driver.Database, checkpointer: Checkpointer | null, onClosed: () => void) {
    this.#driver = driver;
    this.#checkpointer = checkpointer;
    this.#onClosed = onClosed;
  }

  /** Aborted when the store is being closed: long work ends then. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** Returns all rows; columns by name. `Row` must say bigint for integers. */
  rows<Row extends Record<keyof Row, SqlColumn>>(sql: string, ...values: SqlValue[]): Row[] {
    return this.#attempt(sql, (statement) => statement.all(values) as Row[]);
  }

  /** Returns the first row, or null. */
  row<Row extends Record<keyof Row, SqlColumn>>(sql: string, ...values: SqlValue[]): Row | null {
    return this.rows<Row>(sql, ...values)[0] ?? null;
  }

  /** Changes rows and returns how many. Call it inside `write` only. */
  run(sql: string, ...values: SqlValue[]): number {
    return this.#attempt(sql, (statement) => statement.run(values).changes);
  }

  /** The same with the values in a list, which is not copied: for statements with hundreds of them. */
  runWith(sql: string, values: readonly SqlValue[]): number {
    return this.#attempt(sql, (statement) => statement.run(values).changes);
  }

  /** Runs several statements that return nothing. Call it inside `write` only. */
  script(sql: string): void {
    try {
      this.#driver.exec(sql);
    } catch (error) {
      throw toDomainError(error);
    }
  }

  /**
   * Runs `work` as one transaction, once no checkpoint holds writers back, and returns its result; when it throws,
   * nothing is kept. `work` must not wait for anything.
   */
  async write<T>(work: () => T): Promise<T> {
    // Nothing may be awaited between the last look and the transaction.
    for (let held = this.#checkpointer?.held; held; held = this.#checkpointer?.held) await held;
    const result = this.#transaction(work);
    this.#checkpointer?.afterCommit();
    return result;
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
    this.#statements.clear();
    try {
      if (this.#checkpointer) await this.#checkpointer.finish();
    } catch (error) {
      throw toDomainError(error);
    } finally {
      this.#driver.close();
      await this.#checkpointer?.release();
      this.#onClosed();
    }
  }

  #transaction<T>(work: () => T): T {
    this.script('begin immediate');
    try {
      const result = work();
      this.script('commit');
      return result;
    } catch (error) {
      // A full disk has rolled back already.
      if (this.#driver.inTransaction) this.script('rollback');
      throw error;
    }
  }

  #attempt<T>(sql: string, use: (statement: Driver.Statement) => T): T {
    try {
      return use(this.#statement(sql));
    } catch (error) {
      throw toDomainError(error);
    }
  }

  #statement(sql: string): Driver.Statement {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#driver.prepare(sql).safeIntegers();
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #requireOpen(): void {
    if (this.#closing.signal.aborted) throw closed();
  }
}

function closed(): StoreUnavailableError {
  return new StoreUnavailableError('The embedded store is closed', 'Start Shardbook again', true);
}
