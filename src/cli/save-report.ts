/** Saves the files of a report in a folder. */
import { access, constants } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import type { ResultOf } from 'gql.tada';

import type { Client } from './client.js';
import { CommandFailure, systemCode } from './failure.js';
import { makeFolder, writeWhole } from './files.js';
import { document } from './operation.js';

/** What to ask of a report's files. */
export const download = document(`fragment Download on ReportDownload { format url fileName sha256 }`);

/** Endings of the files of a report. */
export const reportExtensions = ['md', 'html', 'ipynb', 'json'] as const;

export interface SavedFile {
  readonly path: string;
  readonly sha256: string;
}

/** Makes the folder. Throws a CommandFailure when that cannot be done: before the work, so that none is in vain. */
export async function prepareFolder(folder: string): Promise<void> {
  try {
    await makeFolder(resolve(folder));
    await access(folder, constants.W_OK);
  } catch (cause) {
    throw new CommandFailure(
      `The report cannot be saved in ${folder} (${systemCode(cause)})`,
      'Choose a folder that this user may write to',
      { cause },
    );
  }
}

/** Saves those files whose ending is among `extensions`, all when it is null, and returns where. */
export async function saveDownloads(
  client: Client,
  downloads: readonly ResultOf<typeof download>[],
  extensions: readonly string[] | null,
  folder: string,
): Promise<readonly SavedFile[]> {
  const saved: SavedFile[] = [];
  for (const { url, fileName, sha256 } of downloads) {
    if (extensions !== null && !extensions.some((extension) => fileName.endsWith(`.${extension}`))) continue;
    const path = join(folder, fileName);
    await writeWhole(path, await client.download(url));
    saved.push({ path, sha256 });
  }
  return saved;
}
