/** Reads and writes the files named in commands; failures say which file and what to do. */
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

import { inFigures } from '../services/base/wording.js';
import { CommandFailure, systemCode } from './failure.js';

/**
 * Returns the text of a file. `what` it should be stands in the remedy, e.g. `a topology file`. Throws a CommandFailure when
 * it has more than `maxBytes`: no more than that is read, as some files have no end.
 */
export async function readText(path: string, what: string, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(path, { end: maxBytes }) as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      bytes += chunk.length;
    }
  } catch (cause) {
    throw new CommandFailure(`${path} cannot be read (${systemCode(cause)})`, `Pass the path of ${what}`, { cause });
  }
  if (bytes <= maxBytes) return Buffer.concat(chunks).toString('utf8');
  throw new CommandFailure(`${path} has more than ${inFigures(maxBytes)} bytes`, `Pass the path of ${what}`, {
    isWrongUsage: true,
  });
}

/** Writes a file, and makes its folder where it is missing. */
export async function writeWhole(path: string, content: string | Buffer): Promise<void> {
  try {
    await makeFolder(dirname(resolve(path)));
    await writeFile(path, content);
  } catch (cause) {
    const remedy = 'Use a path that this user may write to';
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
