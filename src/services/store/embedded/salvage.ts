/** Reads whatever can still be read of a damaged data file, row by row, around what cannot. */
import { DomainError, StoreUnusableError } from '../../errors/errors.js';
import { Connection } from './connection.js';
import { toDomainError } from './driver-errors.js';
import { readingOnly } from './inspection.js';

const rowsAtOnce = 500;

/** A table as its own schema describes it; the key is null where there is more than one. */
interface Table {
  readonly name: string;
  readonly key: string | null;
  /** An expression that makes one line of JSON of a row. */
  readonly line: string;
}

/** JSON in a column becomes part of the line, where it is JSON; integers keep all digits. */
const tables = `
  select t.name, max(iif(c.pk = 1 and upper(c.type) = 'INTEGER' and t.sql not like '%without rowid%', c.name, null)) as key,
    format('json_object(''table'', %Q, %s)', t.name, group_concat(
      format('%Q, iif(typeof("%w") = ''text'' and json_valid("%w"), json("%w"), "%w")', c.name, c.name, c.name, c.name, c.name), ', ')) as line
  from sqlite_schema t join pragma_table_info(t.name) c
  where t.type = 'table' and t.name not like 'sqlite%' group by t.name order by t.rowid`;

export interface Salvaged {
  readonly rows: number;
  /** Places at which something could not be read; how many rows that were is not known. */
  readonly gaps: number;
}

/**
 * Hands every row that can be read to `write`, as one line of JSON with its table, and says how many those are. Throws a
 * StoreUnusableError when nothing can be read, or the file is in use.
 */
export async function salvage(path: string, write: (line: string) => void): Promise<Salvaged> {
  let [rows, gaps] = [0, 0];
  const take = ({ line }: { readonly line: string }): void => {
    rows += 1;
    write(line);
  };
  try {
    await readingOnly(path, (driver) => {
      const connection = new Connection(driver);
      for (const table of connection.rows<{ name: string; key: string | null; line: string }>(tables)) {
        gaps += table.key === null ? fromBothEnds(connection, table, take) : aroundGaps(connection, table, take);
      }
    });
  } catch (error) {
    const known = toDomainError(error);
    if (!(known instanceof DomainError)) throw error;
    throw new StoreUnusableError(
      `Nothing can be read of ${path}: ${known.message}`,
      'Stop whatever has it open; else put back a copy of it, or try .recover of the sqlite3 command',
      { cause: error },
    );
  }
  return { rows, gaps };
}

type Take = (row: { readonly line: string }) => void;

/** Rows in the order of an integer key; where one cannot be read, on from the next that can. Returns how many gaps. */
function aroundGaps(connection: Connection, { name, key, line }: Table, take: Take): number {
  const sql = `select "${key}" as key, ${line} as line from "${name}" where "${key}" > ? order by "${key}" limit ?`;
  const after = (from: bigint, limit: number): { key: bigint; line: string }[] | null =>
    orNull(() => connection.rows(sql, from, limit));
  let [from, gaps, limit] = [-1n, 0, rowsAtOnce];
  for (;;) {
    const rows = after(from, limit);
    if (rows) {
      rows.forEach(take);
      const last = rows.at(-1);
      if (!last) return gaps;
      from = last.key;
      limit = Math.min(2 * limit, rowsAtOnce);
    } else if (limit > 1) {
      limit = 1;
    } else {
      gaps += 1;
      from = endOfGap(from, (at) => after(at, 1) !== null);
    }
  }
}

/** Returns the least key from which on something can be read again: far ahead at first, then in halves back. */
function endOfGap(from: bigint, isReadable: (at: bigint) => boolean): bigint {
  let width = 1n;
  while (!isReadable(from + width)) width *= 2n;
  let [bad, good] = [from + width / 2n, from + width];
  while (good - bad > 1n) {
    const middle = (bad + good) / 2n;
    if (isReadable(middle)) good = middle;
    else bad = middle;
  }
  return good;
}

/** Rows from the first one to a gap and from the last one back to it. Returns how many gaps. */
function fromBothEnds(connection: Connection, { name, line }: Table, take: Take): number {
  const columns = connection.rows<{ name: string }>(
    `select name from pragma_table_info(?) where pk > 0 order by pk`,
    name,
  );
  const read = (order: 'asc' | 'desc'): true | null =>
    orNull(() => {
      const by = columns.map((column) => `"${column.name}" ${order}`).join(', ');
      for (const row of connection.each<{ line: string }>(`select ${line} as line from "${name}" order by ${by}`))
        take(row);
      return true;
    });
  if (read('asc')) return 0;
  read('desc');
  return 1;
}

/** Returns what `read` does, null when it meets damage. */
function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof DomainError) return null;
    throw error;
  }
}
