/** What is wrong in a whole data file: its pages, what its indexes say, and texts that are none. Nothing is written. */
import { DomainError } from '../../errors/errors.js';
import type { Connection } from './connection.js';

/** Columns that hold JSON, whatever their table. */
const jsonColumns = `('body', 'state', 'followers', 'in_sync', 'documents_by_kind')`;

/** Every table with its columns of text as one expression, and whether those that hold JSON do so as another. */
const tables = `
  select t.name as "table", group_concat(format('ifnull("%w", '''')', c.name), ' || char(10) || ') as texts,
    ifnull(group_concat(format('json_valid("%w")', c.name), ' and ') filter (where c.name in ${jsonColumns}), '1') as "isJson"
  from sqlite_schema t join pragma_table_info(t.name) c
  where t.type = 'table' and t.name not like 'sqlite%' and upper(c.type) = 'TEXT' group by t.name`;

/**
 * Returns one line for each fault, none when the file is sound: what SQLite finds ("PRAGMA integrity_check"), and the first
 * text of each table that is not UTF-8 or not the JSON that it should be. A gigabyte takes some ten seconds, in which
 * nothing else runs on this thread.
 */
export function faultsIn(connection: Connection): readonly string[] {
  const found = connection.rows<{ line: string }>('select integrity_check as line from pragma_integrity_check');
  const faults = found.map(({ line }) => line.replaceAll('\n', ' ')).filter((line) => line !== 'ok');
  for (const { table, texts, isJson } of connection.rows<Record<'table' | 'texts' | 'isJson', string>>(tables)) {
    let rows = 0;
    try {
      for (const row of connection.each<{ isJson: bigint }>(
        `select ${texts} as texts, ${isJson} as "isJson" from "${table}"`,
      )) {
        rows += 1;
        if (row.isJson !== 1n) {
          faults.push(`row ${rows} of ${table} has a text that is not JSON`);
          break;
        }
      }
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      faults.push(`row ${rows + 1} of ${table}: ${error.message}`);
    }
  }
  return faults;
}
