/**
 * One connection to the data file, on the thread that opened it: cached statements, synchronous transactions, domain
 * errors. A transaction never waits for anything, so transactions of one connection cannot mix.
 */
import type Driver from 'libsql';

import { toDomainError } from './driver-errors.js';

export type SqlValue = string | number | bigint | null | Uint8Array;

/** What a column of a STRICT table reads as: every integer is a bigint. */
export type SqlColumn = string | bigint | number | null;

export class Connection {
  readonly #driver: Driver.Database;
  readonly #statements = new Map<string, Driver.Statement>();

  constructor(driver: Driver.Database) {
    this.#driver = driver;
  }

  /** Returns all rows; columns by name. `Row` must say bigint for integers. */
  rows<Row extends Record<keyof Row, SqlColumn>>(sql: string, ...values: SqlValue[]): Row[] {
    return this.#attempt(sql, (statement) => statement.all(values) as Row[]);
  }

  /** Returns the first row, or null. */
  row<Row extends Record<keyof Row, SqlColumn>>(sql: string, ...values: SqlValue[]): Row | null {
    return this.rows<Row>(sql, ...values)[0] ?? null;
  }

  /** Changes rows and returns how many. Call it inside a transaction only. */
  run(sql: string, ...values: SqlValue[]): number {
    return this.#attempt(sql, (statement) => statement.run(values).changes);
  }

  /** The same with the values in a list, which is not copied: for statements with hundreds of them. */
  runWith(sql: string, values: readonly SqlValue[]): number {
    return this.#attempt(sql, (statement) => statement.run(values).changes);
  }

  /** Runs several statements that return nothing. Call it inside a transaction only. */
  script(sql: string): void {
    try {
      this.#driver.exec(sql);
    } catch (error) {
      throw toDomainError(error);
    }
  }

  /** Runs `work` as one transaction and returns its result; when it throws, nothing is kept. */
  transaction<T>(work: () => T): T {
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

  /** Lets go of the statements and the file; a second call does nothing. */
  disconnect(): void {
    this.#statements.clear();
    if (this.#driver.open) this.#driver.close();
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
}
