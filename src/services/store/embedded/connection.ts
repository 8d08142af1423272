/**
 * One connection to the data file, on the thread that opened it: cached statements, synchronous transactions, domain
 * errors. A transaction never waits for anything, so transactions of one connection cannot mix.
 */
import type Driver from 'libsql';

import { damaged, toDomainError } from './driver-errors.js';

export type SqlValue = string | number | bigint | null | Uint8Array;

/** What a column of a STRICT table reads as: every integer is a bigint. */
export type SqlColumn = string | bigint | number | null;

/** Texts are read as bytes and made to strings here: the driver ends the process when bytes are not UTF-8. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

type RawRow = Record<string, unknown>;

/** A prepared statement, and the columns of its rows with their declared types. */
interface Query {
  readonly statement: Driver.Statement;
  readonly columns: readonly { readonly name: string; readonly type: string | null }[];
}

export class Connection {
  readonly #driver: Driver.Database;
  readonly #statements = new Map<string, Driver.Statement>();
  readonly #queries = new Map<string, Query>();

  constructor(driver: Driver.Database) {
    this.#driver = driver;
  }

  /**
   * Returns all rows of a `select`; columns by name. `Row` must say bigint for integers. Throws a StoreUnavailableError
   * when a value is not what its column says, or not UTF-8: the file is damaged then.
   */
  rows<Row extends Record<keyof Row, SqlColumn>>(sql: string, ...values: SqlValue[]): Row[] {
    try {
      const { statement, columns } = this.#query(sql);
      return (statement.all(values) as RawRow[]).map((row) => decoded(row, columns) as Row);
    } catch (error) {
      throw toDomainError(error);
    }
  }

  /** The same, one row after the other without keeping them: for more rows than memory should hold. */
  *each<Row extends Record<keyof Row, SqlColumn>>(sql: string, ...values: SqlValue[]): Generator<Row> {
    try {
      const { statement, columns } = this.#query(sql);
      const rows = statement.iterate(values) as IterableIterator<RawRow>;
      let isOpen = true;
      try {
        while (isOpen) {
          // One that fails has ended.
          isOpen = false;
          const next = rows.next();
          isOpen = !next.done;
          if (!next.done) yield decoded(next.value, columns) as Row;
        }
      } finally {
        // A statement that is left half way would keep the log from being written back.
        while (isOpen) isOpen = !rows.next().done;
      }
    } catch (error) {
      throw toDomainError(error);
    }
  }

  /** Returns the first row, or null. */
  row<Row extends Record<keyof Row, SqlColumn>>(sql: string, ...values: SqlValue[]): Row | null {
    return this.rows<Row>(sql, ...values)[0] ?? null;
  }

  /** Changes rows and returns how many. Call it inside a transaction only. */
  run(sql: string, ...values: SqlValue[]): number {
    return this.runWith(sql, values);
  }

  /** The same with the values in a list, which is not copied: for statements with hundreds of them. */
  runWith(sql: string, values: readonly SqlValue[]): number {
    try {
      return this.#statement(sql).run(values).changes;
    } catch (error) {
      throw toDomainError(error);
    }
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

  /**
   * Flushes the log, writes it back into the file and flushes that. PASSIVE: while others write and read, as far as they
   * allow; TRUNCATE: all of it, and the log is empty afterwards. Returns whether it came so far. Throws the driver's errors.
   */
  checkpoint(mode: 'PASSIVE' | 'TRUNCATE'): boolean {
    const result = this.#statement(`pragma wal_checkpoint(${mode})`).get();
    const { busy, log, checkpointed } = result as Readonly<Record<'busy' | 'log' | 'checkpointed', bigint>>;
    return busy === 0n && checkpointed === log;
  }

  /** Lets go of the statements and the file; a second call does nothing. */
  disconnect(): void {
    this.#statements.clear();
    this.#queries.clear();
    if (this.#driver.open) this.#driver.close();
  }

  #query(sql: string): Query {
    let query = this.#queries.get(sql);
    if (!query) {
      const columns = this.#driver
        .prepare(sql)
        .columns()
        .map(({ name, type }) => ({ name, type: type?.toUpperCase() ?? null }));
      const bytes = columns.map(
        ({ name }) => `iif(typeof("${name}") = 'text', cast("${name}" as blob), "${name}") as "${name}"`,
      );
      query = { statement: this.#statement(`select ${bytes.join(', ')} from (${sql})`), columns };
      this.#queries.set(sql, query);
    }
    return query;
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

/** Makes the values of a row what they are to be; the row is changed and returned. */
function decoded(row: RawRow, columns: Query['columns']): RawRow {
  for (const { name, type } of columns) row[name] = valueOf(row[name], type, name);
  return row;
}

/** An expression has no declared type and may be anything. */
function valueOf(value: unknown, type: string | null, name: string): SqlColumn {
  if (value === null) return null;
  if (value instanceof ArrayBuffer && type !== 'INTEGER') return utf8.decode(value);
  if (value instanceof ArrayBuffer || type === 'TEXT' || (type === 'INTEGER' && typeof value !== 'bigint')) {
    throw damaged(`${name} is no ${type ?? 'value'}`);
  }
  return value as SqlColumn;
}
