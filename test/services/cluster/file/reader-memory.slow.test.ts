// A reading thread that fills all the memory it may have, which takes some seconds.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { expect, it } from 'vitest';

import { createTopologyReader } from '../../../../src/services/cluster/file/reader.js';

it('refuses the document with the limit when its thread runs out of memory', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'shardbook-reader-'));
  const thread = join(folder, 'thread.mjs');
  await writeFile(thread, 'const all = []; for (;;) all.push(new Array(1000).fill(all.length));');
  const greedy = createTopologyReader(pathToFileURL(thread));

  try {
    await expect(greedy.read('{}')).rejects.toMatchObject({
      ...{ code: 'INVALID_INPUT', field: 'json', message: 'json needs more than 1536 MiB of memory to be read' },
    });
  } finally {
    await greedy.close();
    await rm(folder, { recursive: true });
  }
});
