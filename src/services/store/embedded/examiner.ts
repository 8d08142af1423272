/**
 * Looks through a whole data file and tells what is wrong with it. Run it with the path as its argument: as a process of
 * its own for a file that nobody has open, as a worker for one that this process has open.
 */
import { parentPort } from 'node:worker_threads';

import { DomainError } from '../../errors/errors.js';
import { connect, Connection } from './connection.js';
import { toDomainError } from './driver-errors.js';
import { faultsIn } from './file-examination.js';
import { readingOnly } from './inspection.js';

/** What is wrong, one line for each fault, or why it could not look. */
export type Examined = { readonly faults: readonly string[] } | Readonly<Pick<DomainError, 'message' | 'remedy'>>;

async function examine(path: string): Promise<Examined> {
  try {
    if (!parentPort) return { faults: await readingOnly(path, (driver) => faultsIn(new Connection(driver))) };
    const connection = new Connection(connect(path, 'SHARED'));
    const faults = faultsIn(connection);
    connection.disconnect();
    return { faults };
  } catch (error) {
    const known = toDomainError(error);
    if (!(known instanceof DomainError)) throw error;
    return { message: known.message, remedy: known.remedy };
  }
}

const examined = await examine(process.argv[2] ?? '');
if (parentPort) parentPort.postMessage(examined);
// The channel to the parent would keep the process alive.
else process.send?.(examined, () => process.disconnect());
