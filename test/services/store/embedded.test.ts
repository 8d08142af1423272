/** The embedded store keeps the contract of every store, in memory and in a file. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll } from 'vitest';

import { storeContract } from './contract.js';
import { compiledMaintenance, openStore } from './embedded/open-store.js';

let folder: string;
let files = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shardbook-contract-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

storeContract('the embedded store in memory', () => openStore(':memory:'));
storeContract('the embedded store in a file', () => openStore(join(folder, `${files++}.db`)));
storeContract('the embedded store in a file with a maintenance thread', () =>
  openStore(join(folder, `${files++}.db`), {}, compiledMaintenance),
);
