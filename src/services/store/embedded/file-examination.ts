/**
 * What is wrong in a whole data file: its pages, what its indexes say, and texts that are none. Looking takes a while and
 * damage may end the process, so that it can be done elsewhere. Nothing is written.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

import { DomainError, StoreUnavailableError } from '../../errors/errors.js';
import type { Connection } from './connection.js';
import type { Examined } from './examiner.js';

/** Returns the compiled examiner: it lies beside any other compiled thread. */
export function examinerBeside(thread: URL): URL {
  return new URL('examiner.js', thread);
}

/**
 * Resolves with what is wrong in the file, one line for each fault, none when it is sound. `on`: a THREAD for a file that
 * this process has open, which nobody else may read; a PROCESS for any other. Throws a StoreUnavailableError when the file
 * cannot be read.
 */
export function examineFile(examiner: URL, path: string, on: 'THREAD' | 'PROCESS'): Promise<readonly string[]> {
  const elsewhere =
    on === 'THREAD'
      ? new Worker(examiner, { argv: [path], name: 'shardbook-examiner' })
      : fork(fileURLToPath(examiner), [path], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  let examined: Examined | null = null;
  let failure: Error | null = null;
  elsewhere.on('message', (message: Examined) => {
    examined = message;
  });
  elsewhere.on('error', (error) => {
    failure = error;
  });
  return new Promise((resolve, reject) => {
    elsewhere.on(on === 'THREAD' ? 'exit' : 'close', (code: number | null, signal?: string) => {
      if (examined && 'faults' in examined) resolve(examined.faults);
      else if (examined) reject(new StoreUnavailableError(examined.message, examined.remedy ?? '', true));
      else resolve([`looking at it ended unexpectedly (${failure?.message ?? signal ?? `exit code ${code}`})`]);
    });
  });
}

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
