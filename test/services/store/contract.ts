/**
 * What every store must do, as one suite: run it with a function that opens an empty store (a new cluster without
 * tenants, runs and records).
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { StoreUnavailableError } from '../../../src/services/errors/errors.js';
import type { Store } from '../../../src/services/store/port.js';
import { assetPageContract } from './contract/asset-pages.js';
import { assetContract } from './contract/assets.js';
import { integrityContract } from './contract/integrity.js';
import { recordContract } from './contract/records.js';
import { runContract } from './contract/runs.js';
import { tenantContract } from './contract/tenants.js';
import { topologyContract } from './contract/topology.js';

/** Where stores differ because clusters do. */
export interface StoreTraits {
  /** Bytes of a shard are counted and not derived from averages. */
  readonly hasExactSizes: boolean;
  /** A copy ends without effect when its signal is aborted; a real cluster finishes by itself what it has begun. */
  readonly dropsCopies: boolean;
}

const embedded: StoreTraits = { hasExactSizes: true, dropsCopies: true };

/** Registers the part of the suite that depends on where shards are; each test gets a store of its own. */
export function placementContract(name: string, open: () => Promise<Store>, traits: StoreTraits): void {
  describe(name, () => {
    let store: Store;

    beforeEach(async () => {
      store = await open();
    });

    afterEach(() => store.close());

    const current = (): Store => store;
    describe('documents', () => assetContract(current, traits));
    describe('topology', () => topologyContract(current, traits));
  });
}

/** Registers the suite under this name; each test gets a store of its own. */
export function storeContract(name: string, open: () => Promise<Store>, traits: StoreTraits = embedded): void {
  describe(name, () => {
    let store: Store;

    beforeEach(async () => {
      store = await open();
    });

    afterEach(async () => {
      await store.close();
    });

    const current = (): Store => store;
    describe('tenants', () => tenantContract(current));
    describe('documents', () => assetContract(current, traits));
    describe('pages of documents', () => assetPageContract(current));
    describe('topology', () => topologyContract(current, traits));
    describe('runs', () => runContract(current));
    describe('records', () => recordContract(current));
    describe('integrity', () => integrityContract(current));

    it('answers a ping', async () => {
      await expect(store.ping()).resolves.toBeUndefined();
    });

    it('describes itself without credentials', () => {
      expect(store.description).toMatch(/store/);
      expect(store.description).not.toMatch(/password/i);
    });

    it('closes twice without complaint and answers nothing afterwards', async () => {
      await store.close();
      await store.close();

      await expect(store.readTopology()).rejects.toBeInstanceOf(StoreUnavailableError);
      await expect(store.ping()).rejects.toBeInstanceOf(StoreUnavailableError);
    });
  });
}
