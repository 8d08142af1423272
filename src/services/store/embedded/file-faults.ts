/** What is wrong in a whole data file: its pages, what its indexes say, and texts that are none. Nothing is written. */
import type { Connection } from './connection.js';

/** Returns one line for each fault that SQLite finds ("PRAGMA integrity_check"), none when the file is sound. */
export function faultsIn(connection: Connection): readonly string[] {
  const rows = connection.rows<{ integrity_check: string }>('select integrity_check from pragma_integrity_check');
  return rows.map((row) => row.integrity_check.replaceAll('\n', ' ')).filter((line) => line !== 'ok');
}
