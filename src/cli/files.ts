/** Reads and writes the files that commands are told of; failures say which file and what to do. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

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
    await makeFolder(dirname(resolve(path)));
    await writeFile(path, content);
  } catch (cause) {
    const remedy = 'Give a path that this user may write to';
    throw new CommandFailure(`${path} cannot be written (${systemCode(cause)})`, remedy, { cause });
  }
}

/**
 * Makes a folder with those above it. Node's own recursive mkdir never ends where the folder above is there but takes
 * none, as in /proc.
 */
export async function makeFolder(path: string): Promise<void> {
  if (existsSync(path)) {
    if (!(await stat(path)).isDirectory()) throw Object.assign(new Error('not a folder'), { code: 'ENOTDIR' });
    return;
  }
  const above = dirname(path);
  if (above !== path) await makeFolder(above);
  await mkdir(path);
}
