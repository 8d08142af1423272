// How the store sees a cluster: other people's collections, servers in trouble, sizes, what a look costs, single servers.
import { afterEach, expect, it } from 'vitest';

import type { Clock } from '../../../../src/services/base/clock.js';
import { fixedClock } from '../../../../src/services/base/clock.js';
import { groupSize } from '../../../../src/services/model/topology.js';
import { openArangoStore } from '../../../../src/services/store/arango/open.js';
import type { Store } from '../../../../src/services/store/port.js';
import { type Arangod, startArangod } from '../../../support/arangod/arangod.js';
import type { ArangodOptions } from '../../../support/arangod/options.js';
import { acmeKey, addTenant, device } from '../contract/samples.js';
import { settingsFor } from './open-store.js';

let arangod: Arangod;
let store: Store;

async function open(options: Partial<ArangodOptions> = {}, clock?: Clock): Promise<void> {
  arangod = await startArangod(options);
  store = openArangoStore(settingsFor(arangod, clock ? { clock } : {}), 'camelCase');
}

afterEach(async () => {
  await store.close();
  await arangod.close();
});

/** A clock whose milliseconds a test moves on. */
function movableClock(): Clock & { pass(ms: number): void } {
  let elapsed = 0;
  return {
    ...fixedClock('2026-08-01T12:00:00.000Z'),
    elapsedMs: () => elapsed,
    pass: (ms) => {
      elapsed += ms;
    },
  };
}

async function post(path: string, body: object, database = '_system'): Promise<void> {
  const response = await fetch(`${arangod.url}/_db/${database}${path}`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa('root:')}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(await response.text());
}

it('counts collections of other databases, marks them as read only, and leaves its own bookkeeping out', async () => {
  await open();
  await post('/_api/database', { name: 'shop' });
  await post('/_api/collection', { name: 'orders', numberOfShards: 3, replicationFactor: 2 }, 'shop');
  await post('/_api/collection', { name: 'lines', distributeShardsLike: 'orders' }, 'shop');
  arangod.plant('shop', 'orders', { _key: 'a', text: 'x'.repeat(100) });

  const { collections, groups } = await store.readTopology();

  const others = groups.filter(({ isReadOnly }) => isReadOnly);
  expect(others.map(({ groupId }) => groupId)).toEqual(['shop/orders/0', 'shop/orders/1', 'shop/orders/2']);
  expect(others.map(({ shards }) => shards.map(({ collection }) => collection))).toEqual(
    Array.from({ length: 3 }, () => ['shop/orders', 'shop/lines'].toSorted()),
  );
  expect(others.reduce((sum, group) => sum + groupSize(group).documents, 0)).toBe(1);
  expect(others.reduce((sum, group) => sum + groupSize(group).bytes, 0n)).toBeGreaterThan(100n);
  expect(collections.some(({ name }) => name.includes('shardbook') || name.startsWith('_'))).toBe(false);
});

it('refuses to move what belongs to another database', async () => {
  await open();
  await post('/_api/collection', { name: 'orders', numberOfShards: 1, replicationFactor: 1 });
  const { groups, servers } = await store.readTopology();
  const group = groups.find(({ isReadOnly }) => isReadOnly)!;
  const free = servers.find(({ serverId }) => serverId !== group.leader)!;
  const reason = { code: 'TEST', sentence: '', gains: [], bindingRule: null, rejectedAlternative: null };
  const sizes = { bytes: 0n, documents: 0, estimatedSeconds: 0, tenantKeys: [] };
  const place = { groupId: group.groupId, from: group.leader, to: free.serverId };
  const move = { index: 0, wave: 0, kind: 'MOVE_LEADER', ...place, ...sizes, reason } as const;

  await expect(store.executeMove(move, () => undefined, new AbortController().signal)).rejects.toThrow(
    /belongs to another database/,
  );
});

it('shows a failed DB-Server as FAILED, and followers that are out of sync as such', async () => {
  const clock = movableClock();
  await open({}, clock);
  await addTenant(store, {}, [device('device1')]);
  await store.readTopology();
  const [name = ''] = Object.keys(arangod.serverIds);

  arangod.failServer(name);
  clock.pass(1001);
  const { servers, groups } = await store.readTopology();

  expect(servers.find(({ shortName }) => shortName === name)?.status).toBe('FAILED');
  const failed = arangod.serverIds[name]!;
  expect(groups.some(({ inSync }) => inSync.includes(failed))).toBe(false);
  expect(groups.reduce((sum, group) => sum + groupSize(group).documents, 0)).toBe(1);
});

it('derives bytes of shards from documents and average documents that are close to what was stored', async () => {
  await open();
  const devices = Array.from({ length: 50 }, (_, index) => device(`device${index}`, { text: 'x'.repeat(index) }));
  const tenant = await addTenant(store, {}, devices);

  const { groups } = await store.readTopology();

  const size = groupSize(groups.find(({ groupId }) => groupId === tenant.groupId)!);
  expect(size.documents).toBe(50);
  expect(Number(size.bytes) / Number(tenant.bytes)).toBeGreaterThan(0.5);
  expect(Number(size.bytes) / Number(tenant.bytes)).toBeLessThan(2);
});

it('asks the cluster once for everybody who looks within a second, and anew after it', async () => {
  const clock = movableClock();
  await open({}, clock);
  await store.readTopology();
  arangod.resetRequests();

  await Promise.all([store.readTopology(), store.readTopology()]);
  const within = arangod.requests.length;
  clock.pass(1001);
  await store.readTopology();

  expect(within).toBe(0);
  expect(arangod.requests.length).toBeGreaterThan(0);
});

it('costs a number of requests that does not depend on the number of tenants', async () => {
  const clock = movableClock();
  await open({}, clock);
  const cost = async (): Promise<number> => {
    clock.pass(1001);
    arangod.resetRequests();
    await store.readTopology();
    return arangod.requests.length;
  };
  await addTenant(store, {}, [device('device1')]);
  await cost();
  const few = await cost();

  for (let index = 0; index < 30; index += 1) {
    await addTenant(store, { key: index.toString(16).padStart(12, 'a'), name: `Tenant ${index}` });
  }

  expect(await cost()).toBe(few);
  expect(few).toBeLessThanOrEqual(14);
});

it('sees changes by others after a second, and its own at once', async () => {
  const clock = movableClock();
  await open({}, clock);
  const other = openArangoStore(settingsFor(arangod), 'camelCase');
  await store.readTopology();

  await addTenant(other);
  const before = await store.readTopology();
  clock.pass(1001);
  const after = await store.readTopology();
  await store.beginRemoval(acmeKey);

  expect(before.tenants).toEqual([]);
  expect(after.tenants).toHaveLength(1);
  expect((await store.readTopology()).tenants).toEqual([]);
  await other.close();
});

it('works on a single server: one server, one shard group for each graph, and nothing to move', async () => {
  await open({ deployment: 'SINGLE' });
  const tenant = await addTenant(store, {}, [device('device1')]);

  const topology = await store.readTopology();

  expect(topology.deployment).toBe('ARANGODB_SINGLE_SERVER');
  expect(topology.servers.map(({ shortName, status }) => [shortName, status])).toEqual([['Single server', 'GOOD']]);
  expect(topology.groups.map(({ groupId, followers }) => [groupId, followers])).toEqual([['network_assets/0', []]]);
  expect(tenant.groupId).toBe('network_assets/0');
  expect(groupSize(topology.groups[0]!).documents).toBe(1);
});
