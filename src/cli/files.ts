/** Reads and writes the files that commands are told of; failures say which file and what to do. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import { CommandFailure, systemCode } from './failure.js';

/** Returns the text of a file. `what` it should be stands in the remedy, e.g. `a topology file`. */
export async function readText(path: string, what: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new CommandFailure(`${path} cannot be read (${systemCode(cause)})`, `Give the path of ${what}`, { cause });
  }
}

/** Writes a file, and makes its folder where it is missing. */
export async function writeWhole(path: string, content: string | Buffer): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  } catch (cause) {
    const remedy = 'Give a path that this user may write to';
    throw new CommandFailure(`${path} cannot be written (${systemCode(cause)})`, remedy, { cause });
  }
}
