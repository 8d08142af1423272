/** Has the whole data file looked through on a thread of its own, one that ends with it. */
import { Worker } from 'node:worker_threads';

import { StoreUnavailableError } from '../../errors/errors.js';
import { errorOf, type WriterFailure } from './writer-messages.js';

type Reply = { readonly faults: readonly string[] } | { readonly failure: WriterFailure };

/**
 * Resolves with what SQLite finds wrong, or the one line `ok`, once the thread and its connection are gone. `writer`: the
 * compiled writer thread; this one is compiled beside it. Throws a StoreUnavailableError when the file cannot be read.
 */
export async function examineOnThread(writer: URL, path: string): Promise<readonly string[]> {
  const worker = new Worker(new URL('integrity-thread.js', writer), {
    workerData: { path },
    name: 'shardbook-integrity',
  });
  let reply: Reply | null = null;
  let cause: unknown = null;
  worker.on('message', (message: Reply) => {
    reply = message;
  });
  worker.on('error', (error) => {
    cause = error;
  });
  await new Promise<void>((resolve) => worker.on('exit', () => resolve()));
  return resultOf(reply, cause);
}

function resultOf(reply: Reply | null, cause: unknown): readonly string[] {
  if (reply && 'faults' in reply) return reply.faults;
  if (reply) throw errorOf(reply.failure);
  throw new StoreUnavailableError(
    'The thread that looks through the data file ended unexpectedly',
    'Try again; if it happens again, look into the log and restart Shardbook',
    true,
    { cause },
  );
}
