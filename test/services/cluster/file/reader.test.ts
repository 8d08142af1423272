// Reading threads: the same topologies and the same refusals as on this thread, one at a time, and ended when they have to.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { packageFile } from '../../../../src/services/base/package-root.js';
import {
  createTopologyReader,
  readDocument,
  type TopologyReader,
} from '../../../../src/services/cluster/file/reader.js';
import { topologyFileOf } from '../../../../src/services/cluster/file/write.js';
import { cluster, demoCluster } from '../../../support/clusters.js';

/** `npm run build` makes it. */
const compiled = pathToFileURL(packageFile('dist/src/services/cluster/file/reading-thread.js'));

let folder: string;
let reader: TopologyReader;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shardbook-reader-'));
  reader = createTopologyReader(compiled);
});

afterEach(async () => {
  await reader.close();
  await rm(folder, { recursive: true });
});

/** Returns a reader whose thread does what the code says. */
async function readerThat(code: string): Promise<TopologyReader> {
  const path = join(folder, 'thread.mjs');
  await writeFile(path, code);
  return createTopologyReader(pathToFileURL(path));
}

describe('a reading thread', () => {
  it('gives the same topology as this thread, also one in many slices', async () => {
    const groups = Array.from({ length: 2000 }, (_, at) => ({ leader: `s${at % 5}`, bytes: at }));
    const text = await topologyFileOf(cluster(['s0', 's1', 's2', 's3', 's4'], groups));

    const read = await reader.read(text);

    expect(read).toEqual(readDocument(text));
    expect(read.topology.groups).toHaveLength(2000);
  });

  it('takes a document as its bytes', async () => {
    const text = await topologyFileOf(demoCluster());

    const bytes = new TextEncoder().encode(text);

    expect(await reader.read(Buffer.from(text))).toEqual(readDocument(text));
    expect(await reader.read(bytes)).toEqual(readDocument(text));
    expect(bytes).toHaveLength(0);
  });

  it('refuses what this thread refuses, with the same facts', async () => {
    await expect(reader.read('{"format":1}')).rejects.toMatchObject({
      ...{ name: 'InvalidInputError', code: 'INVALID_INPUT', field: 'format' },
      remedy: 'Correct the document as described in docs/topology-format.md, and import it again',
    });
  });

  it('is ended when nobody waits for it any more, whatever it is doing', async () => {
    const endless = await readerThat('for (;;);');
    const left = new AbortController();

    const reading = endless.read('{}', left.signal);
    left.abort(new Error('left'));

    await expect(reading).rejects.toThrow('left');
    await endless.close();
  });

  it('is ended when the reader is closed, and those who wait for their turn are told', async () => {
    const endless = await readerThat('for (;;);');

    const readings = [endless.read('{}'), endless.read('{}')];
    const closed = endless.close();

    for (const reading of readings) await expect(reading).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await closed;
    await expect(endless.read('{}')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  });

  it('that ends by a fault of its own fails this document only', async () => {
    const path = join(folder, 'once.mjs');
    const thread = JSON.stringify(compiled.href);
    await writeFile(
      path,
      `import { workerData } from 'node:worker_threads';
      if (workerData === 'fault') throw new TypeError('a fault');
      await import(${thread});`,
    );
    const faulty = createTopologyReader(pathToFileURL(path));
    const text = await topologyFileOf(demoCluster());

    const readings = [faulty.read('fault'), faulty.read(text)] as const;

    await expect(readings[0]).rejects.toThrow('a fault');
    expect((await readings[1]).topology.servers).toHaveLength(5);
  });
});
