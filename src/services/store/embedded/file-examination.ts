/** Has a whole data file looked through elsewhere: it takes a while, and no damage can end this process. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

import { StoreUnavailableError } from '../../errors/errors.js';
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
