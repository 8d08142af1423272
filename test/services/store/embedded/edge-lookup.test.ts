/** Edges are found by a hash of their ends; two vertices with the same hash are never taken for one another. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { vertexHash } from '../../../../src/services/store/embedded/document-rows.js';
import type { Store } from '../../../../src/services/store/port.js';
import { acmeKey, addTenant, edge } from '../contract/samples.js';
import { openStore } from './open-store.js';

/** Two keys of Acme Corp that meet in one hash, found by trying. */
const meeting = ['bjkbkk', '18myypu'] as const;

let folder: string;
let store: Store;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shardbook-edges-'));
  store = await openStore(join(folder, 'shardbook.db'));
});

afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

it('gives the hash of a vertex that files have been written with', () => {
  expect(vertexHash('Device', `${acmeKey}:${meeting[0]}`)).toBe(1715677637606122);
  expect(vertexHash('Device', `${acmeKey}:${meeting[1]}`)).toBe(1715677637606122);
  expect(vertexHash('Software', `${acmeKey}:${meeting[0]}`)).not.toBe(1715677637606122);
});

it.each(['OUT', 'IN'] as const)('tells vertices with the same hash apart (%s)', async (direction) => {
  const between = edge('hasConnection', 'c1', `Device/${meeting[0]}`, `Device/${meeting[1]}`);
  const back = edge('hasConnection', 'c2', `Device/${meeting[1]}`, `Device/${meeting[0]}`);
  await addTenant(store, {}, [between, back]);

  const found = await store.edges(
    meeting.map((rest) => ({
      kind: 'hasConnection',
      vertex: { kind: 'Device', key: `${acmeKey}:${rest}` },
      direction,
    })),
  );

  expect(found).toEqual(direction === 'OUT' ? [[between], [back]] : [[back], [between]]);
});
