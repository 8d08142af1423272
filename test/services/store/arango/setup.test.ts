// How the ArangoDB store makes a deployment ready, and what it refuses to touch.
import { Database } from 'arangojs';
import { afterEach, describe, expect, it } from 'vitest';

import type { NamingConvention } from '../../../../src/services/model/asset.js';
import { openArangoStore } from '../../../../src/services/store/arango/open.js';
import type { ArangoStoreSettings } from '../../../../src/services/store/arango/settings.js';
import type { Store } from '../../../../src/services/store/port.js';
import { type Arangod, startArangod } from '../../../support/arangod/arangod.js';
import type { ArangodOptions } from '../../../support/arangod/options.js';
import { addTenant, globexKey } from '../contract/samples.js';
import { settingsFor, testDatabase } from './open-store.js';

const closing: { close(): unknown }[] = [];

afterEach(async () => {
  for (const each of closing.splice(0).reverse()) await each.close();
});

async function double(options: Partial<ArangodOptions> = {}): Promise<Arangod> {
  const arangod = await startArangod(options);
  closing.push(arangod);
  return arangod;
}

function storeOn(
  arangod: Arangod,
  changes: Partial<ArangoStoreSettings> = {},
  naming: NamingConvention = 'camelCase',
): Store {
  const store = openArangoStore(settingsFor(arangod, changes), naming);
  closing.push(store);
  return store;
}

/** The database of the tests, made by somebody else. */
async function databaseOn({ url }: Arangod): Promise<Database> {
  return new Database({ url }).createDatabase(testDatabase);
}

async function collectionsOn({ url }: Arangod): Promise<readonly string[]> {
  const found = await new Database({ url }).database(testDatabase).listCollections();
  return found.map(({ name }) => name).sort();
}

async function indexesOf({ url }: Arangod, collection: string): Promise<readonly string[]> {
  const found = await new Database({ url }).database(testDatabase).collection(collection).indexes();
  return found.map(({ name }) => name).sort();
}

function changesOf({ requests }: Arangod): readonly string[] {
  return requests
    .filter(({ method, path }) => method !== 'GET' && path !== '/_api/cursor')
    .map(({ method, path }) => `${method} ${path}`);
}

/** The eleven collections of a SmartGraph in camelCase, made by hand with these options. */
async function makeGraph(arangod: Arangod, options: Record<string, unknown>, isDisjoint = true): Promise<void> {
  const database = await databaseOn(arangod);
  const edges = ['hasConnection', 'hasLocation', 'hasDeviceSoftware', 'hasVersion'] as const;
  await database.request({
    method: 'POST',
    pathname: '/_api/gharial',
    body: {
      name: 'network_assets',
      edgeDefinitions: edges.map((collection) => ({ collection, from: ['Device'], to: ['DeviceProxyIn'] })),
      orphanCollections: ['DeviceProxyOut', 'Software', 'SoftwareProxyIn', 'SoftwareProxyOut', 'Location', 'Metadata'],
      isSmart: true,
      isDisjoint,
      options: { smartGraphAttribute: 'tenantId', numberOfShards: 3, replicationFactor: 2, ...options },
    },
  });
}

describe('a deployment without anything', () => {
  it('gets the database, one disjoint SmartGraph, its eleven collections and seven of Shardbook', async () => {
    const arangod = await double();

    await storeOn(arangod).ping();

    const collections = await collectionsOn(arangod);
    expect(collections.filter((name) => name.startsWith('shardbook_'))).toHaveLength(7);
    expect(collections.filter((name) => !name.startsWith('shardbook_'))).toHaveLength(11);
    const graph = new Database({ url: arangod.url }).database(testDatabase).graph('network_assets');
    expect(await graph.get()).toMatchObject({
      isSmart: true,
      isDisjoint: true,
      smartGraphAttribute: 'tenantId',
      numberOfShards: 12,
      replicationFactor: 2,
      writeConcern: 1,
    });
  });

  it('gets the indexes of documents that are valid for a time', async () => {
    const arangod = await double();

    await storeOn(arangod).ping();

    expect(await indexesOf(arangod, 'Device')).toEqual(['primary', 'shardbook_tenant', 'shardbook_validity']);
    expect(await indexesOf(arangod, 'hasConnection')).toEqual([
      'edge',
      'primary',
      'shardbook_from',
      'shardbook_tenant',
      'shardbook_to',
      'shardbook_validity',
    ]);
  });

  it('before version 3.12 gets no mdi-prefixed index, which is not there yet', async () => {
    const arangod = await double({ version: '3.11.8', license: 'enterprise' });

    await storeOn(arangod).ping();

    expect(await indexesOf(arangod, 'Device')).toEqual(['primary', 'shardbook_tenant']);
  });

  it('is set up by two stores at the same time', async () => {
    const arangod = await double();

    await Promise.all([storeOn(arangod).ping(), storeOn(arangod).ping()]);

    expect(await collectionsOn(arangod)).toHaveLength(18);
  });

  it('gets the graph of the other naming convention when a tenant needs it', async () => {
    const arangod = await double();
    const store = storeOn(arangod);
    await store.ping();

    await addTenant(store, { naming: 'snake_case' });

    expect(await collectionsOn(arangod)).toHaveLength(29);
    expect(await indexesOf(arangod, 'device')).toContain('shardbook_validity');
  });
});

describe('a deployment that is set up', () => {
  it('is not changed when it is opened again', async () => {
    const arangod = await double();
    await storeOn(arangod).ping();
    await addTenant(storeOn(arangod), { naming: 'snake_case' });
    arangod.resetRequests();

    await storeOn(arangod).ping();

    expect(changesOf(arangod)).toEqual([]);
  });

  it('gets back an index that somebody has dropped', async () => {
    const arangod = await double();
    await storeOn(arangod).ping();
    await new Database({ url: arangod.url }).database(testDatabase).collection('Device').dropIndex('shardbook_tenant');

    await storeOn(arangod).ping();

    expect(await indexesOf(arangod, 'Device')).toContain('shardbook_tenant');
  });

  it('keeps the sharding it has, whatever the settings say', async () => {
    const arangod = await double();
    await storeOn(arangod).ping();

    const store = storeOn(arangod, { graph: { numberOfShards: 3, replicationFactor: 1, writeConcern: 1 } });

    expect((await store.readTopology()).groups).toHaveLength(12);
  });

  it('is set up again when its database is dropped while the store is open', async () => {
    const arangod = await double();
    const store = storeOn(arangod);
    await addTenant(store);
    await new Database({ url: arangod.url }).dropDatabase(testDatabase);

    await expect(store.ping()).rejects.toMatchObject({ code: 'STORE_UNUSABLE' });

    const globex = addTenant(store, { key: globexKey, name: 'Globex' });
    await expect(globex).resolves.toMatchObject({ status: 'ACTIVE' });
  });

  it('says that a collection of its own is gone, and makes it anew at the next request', async () => {
    const arangod = await double();
    const store = storeOn(arangod);
    await store.ping();
    await new Database({ url: arangod.url }).database(testDatabase).collection('shardbook_runs').drop();

    await expect(store.runningRuns()).rejects.toMatchObject({
      code: 'STORE_UNUSABLE',
      message: expect.stringContaining(`Database ${testDatabase} has lost a collection`) as string,
    });

    await expect(store.runningRuns()).resolves.toEqual([]);
  });
});

describe('an answer that is lost while it is set up', () => {
  it('leaves nothing out, whichever request it was', async () => {
    const making = /^\/_api\/(database|collection|gharial)$/;
    const whole = await double();
    await storeOn(whole).ping();
    const expected = await collectionsOn(whole);
    const made = whole.requests.filter(({ method, path }) => method === 'POST' && making.test(path));
    expect(made).toHaveLength(9);

    for (const [at] of made.entries()) {
      const arangod = await double();
      const lost = arangod.inject({
        kind: 'RESET',
        when: 'AFTER',
        skip: at,
        match: { method: 'POST', path: making },
      });
      await storeOn(arangod).ping();

      expect(lost.hits).toBe(1);
      expect(await collectionsOn(arangod)).toEqual(expected);
    }
  });

  it('makes no index twice', async () => {
    const arangod = await double();
    arangod.inject({
      kind: 'RESET',
      when: 'AFTER',
      match: { method: 'POST', path: /index/, body: /shardbook_tenant/ },
    });

    await storeOn(arangod).ping();

    expect(await indexesOf(arangod, 'Device')).toEqual(['primary', 'shardbook_tenant', 'shardbook_validity']);
  });
});

describe('what is in the way', () => {
  const remedy = 'Nothing was changed; set ARANGO_DATABASE to another database, or rename that collection';

  it('is a collection of the name without the graph', async () => {
    const arangod = await double();
    await (await databaseOn(arangod)).createCollection('Device');

    await expect(storeOn(arangod).ping()).rejects.toMatchObject({
      code: 'STORE_UNUSABLE',
      message: `Collection Device in database ${testDatabase} cannot be used: it is not part of a graph network_assets`,
      remedy,
    });
    expect(await collectionsOn(arangod)).toEqual(['Device']);
  });

  it('is a graph with another attribute', async () => {
    const arangod = await double();
    await makeGraph(arangod, { smartGraphAttribute: 'region' });
    const before = await collectionsOn(arangod);

    await expect(storeOn(arangod).ping()).rejects.toMatchObject({
      code: 'STORE_UNUSABLE',
      message: expect.stringMatching(
        /^Collection \w+ .* its smartGraphAttribute is region and not tenantId$/,
      ) as string,
      remedy,
    });
    expect(await collectionsOn(arangod)).toEqual(before);
  });

  it('is a graph that is not disjoint', async () => {
    const arangod = await double();
    await makeGraph(arangod, {}, false);
    const before = await collectionsOn(arangod);

    await expect(storeOn(arangod).ping()).rejects.toMatchObject({
      code: 'STORE_UNUSABLE',
      message: expect.stringMatching(/its SmartGraph is not disjoint$/) as string,
      remedy,
    });
    expect(await collectionsOn(arangod)).toEqual(before);
  });

  it('is a collection of Shardbook with several shards', async () => {
    const arangod = await double();
    await (await databaseOn(arangod)).createCollection('shardbook_runs', { numberOfShards: 3 });

    await expect(storeOn(arangod).ping()).rejects.toMatchObject({
      code: 'STORE_UNUSABLE',
      message: `Collection shardbook_runs in database ${testDatabase} cannot be used: it has 3 shards and not one`,
      remedy,
    });
    expect(await collectionsOn(arangod)).toEqual(['shardbook_runs']);
  });

  it('is an index of the name that does not keep names apart', async () => {
    const arangod = await double();
    const tenants = await (await databaseOn(arangod)).createCollection('shardbook_tenants');
    await tenants.ensureIndex({ type: 'persistent', fields: ['label'], name: 'name' });

    await expect(storeOn(arangod).ping()).rejects.toMatchObject({
      code: 'STORE_UNUSABLE',
      message: expect.stringMatching(/^The index name of collection shardbook_tenants .* cannot be made/) as string,
    });
  });

  it('is gone when somebody has taken it away, without a restart', async () => {
    const arangod = await double();
    const device = await (await databaseOn(arangod)).createCollection('Device');
    const store = storeOn(arangod);
    await expect(store.ping()).rejects.toMatchObject({ code: 'STORE_UNUSABLE' });

    await device.drop();

    await expect(store.ping()).resolves.toBeUndefined();
  });
});

describe('a server that cannot do it', () => {
  it('has no SmartGraphs: the versions that have them are named, and nothing is made', async () => {
    const arangod = await double({ version: '3.12.4', license: 'community' });

    await expect(storeOn(arangod).ping()).rejects.toMatchObject({
      code: 'STORE_UNUSABLE',
      message: 'ArangoDB 3.12.4 (community) has no SmartGraphs',
      remedy: 'Use version 3.12.5 or newer, or an Enterprise Edition before it',
    });
    expect(changesOf(arangod)).toEqual([]);
  });

  it('has too few DB-Servers for the copies that are wanted', async () => {
    const arangod = await double({ dbServers: 1 });

    await expect(storeOn(arangod).ping()).rejects.toMatchObject({
      code: 'STORE_UNUSABLE',
      remedy: expect.stringContaining('SHARDBOOK_REPLICATION_FACTOR') as string,
    });
  });
});
