/** What only the simulated cluster does: placement of a new cluster, more DB-Servers, a reset, copies that take time. */
import { afterEach, describe, expect, it } from 'vitest';

import { fixedClock } from '../../../../src/services/base/clock.js';
import { seededRandom } from '../../../../src/services/base/random.js';
import { StoreUnavailableError } from '../../../../src/services/errors/errors.js';
import { replicasOf } from '../../../../src/services/model/topology.js';
import { openEmbeddedStore } from '../../../../src/services/store/embedded/open.js';
import { defaultCluster, type EmbeddedStoreSettings } from '../../../../src/services/store/embedded/settings.js';
import type { Store } from '../../../../src/services/store/port.js';
import { acmeKey, addTenant, device, globexKey, page } from '../contract/samples.js';
import { moveOf } from '../contract/topology.js';
import { openStore } from './open-store.js';

let store: Store;

afterEach(() => store.close());

async function open(cluster: Partial<EmbeddedStoreSettings['cluster']> = {}): Promise<void> {
  store = await openStore(':memory:', cluster);
}

/** Returns `leader followers` of each group, DB-Servers as their numbers. */
async function placements(): Promise<readonly string[]> {
  const { servers, groups } = await store.readTopology();
  const numbers = new Map(servers.map(({ serverId, shortName }) => [serverId, Number(shortName.slice(-4))]));
  return groups.map((group) =>
    replicasOf(group)
      .map((serverId) => numbers.get(serverId))
      .join(' '),
  );
}

describe('a new cluster', () => {
  it('places leaders and followers in turn', async () => {
    await open({ shardGroups: 6 });
    expect(await placements()).toEqual(['1 2', '2 3', '3 1', '1 2', '2 3', '3 1']);
  });

  it('places three replicas of each group on three of five DB-Servers', async () => {
    await open({ dbServers: 5, shardGroups: 4, replicationFactor: 3, writeConcern: 2 });
    expect(await placements()).toEqual(['1 2 3', '2 4 5', '3 1 2', '4 3 5']);
  });

  it('has zones in turn, numbered shards and the default sizes', async () => {
    await open({ zones: ['a', 'b'] });

    const { servers, collections, groups, deployment } = await store.readTopology();

    const inOrder = servers.toSorted((a, b) => (a.shortName < b.shortName ? -1 : 1));
    expect(deployment).toBe('SIMULATED');
    expect(inOrder.map(({ shortName, zone }) => [shortName, zone])).toEqual([
      ['DBServer0001', 'a'],
      ['DBServer0002', 'b'],
      ['DBServer0003', 'a'],
    ]);
    expect(servers.every(({ capacityBytes, status }) => capacityBytes === 10n * 2n ** 30n && status === 'GOOD')).toBe(
      true,
    );
    expect(collections[0]).toMatchObject({ name: 'Device', numberOfShards: 12, replicationFactor: 2, writeConcern: 1 });
    expect(groups[1]).toMatchObject({ groupId: 'network_assets/1', graph: 'network_assets' });
    expect(groups[1]!.shards.slice(0, 2).map(({ shardId }) => shardId)).toEqual(['s100002', 's100014']);
  });
});

describe('addServers', () => {
  it('adds empty DB-Servers in the least populated zones and moves nothing', async () => {
    await open({ zones: ['a', 'b'] });
    const before = await placements();

    const added = await store.simulation!.addServers([
      { capacityBytes: 5n, zone: null },
      { capacityBytes: null, zone: null },
      { capacityBytes: null, zone: 'c' },
    ]);

    expect(added.map(({ shortName }) => shortName)).toEqual(['DBServer0004', 'DBServer0005', 'DBServer0006']);
    expect(added.map(({ zone }) => zone)).toEqual(['b', 'a', 'c']);
    expect(added.map(({ capacityBytes }) => capacityBytes)).toEqual([5n, 10n * 2n ** 30n, 10n * 2n ** 30n]);
    expect(await placements()).toEqual(before);
    expect((await store.readTopology()).servers).toHaveLength(6);
  });

  it('leaves the zone out where there are no zones', async () => {
    await open();
    expect(await store.simulation!.addServers([{ capacityBytes: null, zone: null }])).toMatchObject([{ zone: null }]);
  });
});

describe('reset', () => {
  it('brings back the new cluster without tenants and keeps snapshots and reports', async () => {
    await open();
    const fresh = await store.readTopology();
    const documents = Array.from({ length: 900 }, (_, index) => device(`device${index}`));
    await addTenant(store, {}, documents);
    await addTenant(store, { key: globexKey, name: 'Globex', naming: 'snake_case' });
    await store.simulation!.addServers([{ capacityBytes: null, zone: null }]);
    await store.saveSnapshot({ id: 's', label: 'kept', takenAt: '', fingerprint: '', topology: fresh });
    await store.saveReport({ id: 'r', title: 'kept', createdAt: '', runId: null, model: '{}' });

    await store.simulation!.reset();

    expect(await store.readTopology()).toEqual(fresh);
    expect(await store.tenantsByKey([acmeKey, globexKey])).toEqual([null, null]);
    expect((await store.scanDocuments({ tenantKey: null, after: null, limit: 1 })).documents).toEqual([]);
    expect((await store.snapshotPage(page())).totalCount).toBe(1);
    expect((await store.reportPage(page())).totalCount).toBe(1);
    await expect(addTenant(store, {}, documents)).resolves.toMatchObject({ documents: 900 });
  });
});

describe('a copy', () => {
  it('takes as long as the bandwidth asks for', async () => {
    const clock = fixedClock('2026-08-01T12:00:00.000Z');
    const cluster = { ...defaultCluster, bandwidthBytesPerSecond: 1000 };
    store = await openEmbeddedStore({ path: ':memory:', clock, random: seededRandom(1), seed: 1, cluster });
    const tenant = await addTenant(store, {}, [device('device1', { note: 'x'.repeat(3000) })]);
    const { groups, servers } = await store.readTopology();
    const group = groups.find(({ groupId }) => groupId === tenant.groupId)!;
    const free = servers.find(({ serverId }) => !replicasOf(group).includes(serverId))!.serverId;
    const told: bigint[] = [];

    const start = clock.elapsedMs();
    const move = moveOf('MOVE_LEADER', group, group.leader, free);
    await store.executeMove(move, (bytes) => told.push(bytes), new AbortController().signal);

    expect(clock.elapsedMs() - start).toBeCloseTo(Number(tenant.bytes), 0);
    expect(told).toHaveLength(Math.ceil(Number(tenant.bytes) / 100));
  });

  it('ends without effect when the store is closed', async () => {
    await open();
    const { groups, servers } = await store.readTopology();
    const group = groups[0]!;
    const free = servers.find(({ serverId }) => !replicasOf(group).includes(serverId))!.serverId;
    const move = moveOf('MOVE_LEADER', group, group.leader, free);

    const moving = store.executeMove(move, () => undefined, new AbortController().signal);
    const refused = expect(moving).rejects.toBeInstanceOf(StoreUnavailableError);
    await store.close();

    await refused;
  });
});
