/**
 * One connection to the data file, on the thread that opened it: cached statements, synchronous transactions, domain
 * errors. A transaction never waits for anything, so transactions of one connection cannot mix.
 */
import { pathToFileURL } from 'node:url';

import Driver from 'libsql';

import { damaged, toDomainError } from './driver-errors.js';

/**
 * Kept in memory of the file's pages; beyond it the operating system's cache serves. Holds the indexes of some 500,000
 * documents: with a quarter of it, bulk loading takes a sixth more processor time.
 */
const pageCacheKibibytes = 64 * 1024;

/**
 * ALONE: the file belongs to one connection. SHARED: it belongs to this process, whose maintenance thread has a second
 * one. Both spare the shared-memory file beside the data file.
 */
export type Possession = 'ALONE' | 'SHARED';

/** SQLite's `unix-excl` ("The SQLite OS Interface", VFSes) locks for a process; Windows has nothing like it. */
export const canShare = process.platform !== 'win32';

/**
 * When SQLite flushes ("PRAGMA synchronous"). `full`: the log at each commit, which then waits for the disk. `normal`: the
 * log when it is written back, which is left to the maintenance thread; the one waits for the other's locks.
 */
const flushing: Readonly<Record<Possession, string>> = {
  ALONE: 'pragma synchronous = full',
  SHARED: 'pragma synchronous = normal; pragma wal_autocheckpoint = 0; pragma busy_timeout = 5000',
};

/** Returns a connection whose commits survive the end of the process. Throws the driver's errors. */
export function connect(path: string, possession: Possession): Driver.Database {
  const driver = new Driver(possession === 'SHARED' ? `${pathToFileURL(path).href}?vfs=unix-excl` : path);
  try {
    if (possession === 'ALONE') driver.exec('pragma locking_mode = exclusive');
    driver.exec('pragma journal_mode = wal');
    // fullfsync: on macOS nothing else reaches the disk itself.
    driver.exec(`${flushing[possession]}; pragma fullfsync = on; pragma cache_size = -${pageCacheKibibytes}`);
    return driver;
  } catch (error) {
    driver.close();
    throw error;
  }
}

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
  #transactions = 0;

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

  /** Transactions so far: while it stays the same, so does all that can be read. */
  get transactions(): number {
    return this.#transactions;
  }

  /** Runs `work` as one transaction and returns its result; when it throws, nothing is kept. */
  transaction<T>(work: () => T): T {
    this.#transactions += 1;
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
