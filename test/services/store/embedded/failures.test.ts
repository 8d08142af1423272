/** A DB-Server of the simulated cluster fails and comes back: who takes over, what is rebuilt where, what waits. */
import { afterEach, expect, it } from 'vitest';

import { fixedClock } from '../../../../src/services/base/clock.js';
import { seededRandom } from '../../../../src/services/base/random.js';
import { healthOf } from '../../../../src/services/checks/health.js';
import { MoveRefusedError, UnknownServerError } from '../../../../src/services/errors/errors.js';
import { type ClusterTopology, replicasOf } from '../../../../src/services/model/topology.js';
import { openEmbeddedStore } from '../../../../src/services/store/embedded/open.js';
import { repairOf } from '../../../../src/services/store/embedded/repair.js';
import { defaultCluster, type SimulatedClusterSettings } from '../../../../src/services/store/embedded/settings.js';
import type { Simulation, Store } from '../../../../src/services/store/port.js';
import { cluster } from '../../../support/clusters.js';
import { addTenant, device } from '../contract/samples.js';
import { moveOf } from '../contract/topology.js';

let store: Store;
let clock: ReturnType<typeof fixedClock>;

afterEach(() => store.close());

async function open(settings: Partial<SimulatedClusterSettings> = {}): Promise<Simulation> {
  clock = fixedClock('2026-08-01T12:00:00.000Z');
  const size = { ...defaultCluster, shardGroups: 6, ...settings };
  store = await openEmbeddedStore({ path: ':memory:', clock, random: seededRandom(1), seed: 1, cluster: size });
  return store.simulation!;
}

async function serverNumber(number: number): Promise<string> {
  const { servers } = await store.readTopology();
  return servers.find(({ shortName }) => Number(shortName.slice(-4)) === number)!.serverId;
}

function onServer({ groups }: ClusterTopology, serverId: string): number {
  return groups.filter((group) => replicasOf(group).includes(serverId)).length;
}

it('lets an in-sync follower take over at once and rebuilds what was lost elsewhere', async () => {
  const simulation = await open();
  const lost = await serverNumber(1);
  const before = await store.readTopology();
  const led = before.groups.filter(({ leader }) => leader === lost);

  const server = await simulation.failServer(lost);
  const failed = await store.readTopology();
  await store.settled();
  const after = await store.readTopology();

  expect(server.status).toBe('FAILED');
  for (const { groupId, followers } of led) {
    const now = failed.groups.find((group) => group.groupId === groupId)!;
    expect(now.leader).toBe(followers[0]);
    expect(now.inSync).toEqual([]);
  }
  expect(onServer(after, lost)).toBe(0);
  for (const group of after.groups) {
    expect(group.inSync).toEqual(group.followers);
    expect(new Set(replicasOf(group)).size).toBe(2);
  }
});

it('takes as long for a rebuild as the bandwidth asks for', async () => {
  const simulation = await open({ bandwidthBytesPerSecond: 1000 });
  const tenant = await addTenant(store, {}, [device('device1', { note: 'x'.repeat(3000) })]);
  const group = (await store.readTopology()).groups.find(({ groupId }) => groupId === tenant.groupId)!;
  const start = clock.elapsedMs();

  await simulation.failServer(group.leader);
  await store.settled();

  expect(clock.elapsedMs() - start).toBeCloseTo(Number(tenant.bytes), 0);
});

it('tells whoever watches when a replica is rebuilt', async () => {
  const simulation = await open();
  let told = 0;
  await simulation.watch(() => (told += 1));

  await simulation.failServer(await serverNumber(1));
  await store.settled();

  expect(told).toBeGreaterThan(4);
});

it('leaves a group whose only in-sync replica is lost to wait for its server', async () => {
  const simulation = await open({ dbServers: 2 });
  const [first, second] = [await serverNumber(1), await serverNumber(2)];
  await simulation.failServer(second);
  await store.settled();

  await simulation.failServer(first);
  await store.settled();
  const dark = await store.readTopology();
  await simulation.recoverServer(first);
  await store.settled();
  const back = await store.readTopology();

  const findings = healthOf(dark)
    .findings.filter(({ level }) => level === 'FAIL')
    .map(({ code }) => code);
  expect(healthOf(dark).status).toBe('BAD');
  expect(findings).toContain('LEADER_UNAVAILABLE');
  expect(dark.groups.every(({ leader, inSync }) => leader === first && inSync.length === 0)).toBe(true);
  expect(back.groups.every(({ leader, followers }) => leader === first && followers[0] === second)).toBe(true);
  expect(back.groups.every(({ inSync }) => inSync.length === 0)).toBe(true);
});

it('brings the followers of a server that had no substitute back in sync when it returns', async () => {
  const simulation = await open({ dbServers: 2 });
  const second = await serverNumber(2);
  await simulation.failServer(second);
  await store.settled();

  await simulation.recoverServer(second);
  await store.settled();

  const { groups } = await store.readTopology();
  expect(groups.every(({ inSync, followers }) => inSync.length === 1 && followers[0] === second)).toBe(true);
});

it('refuses a move whose target fails while it copies, and leaves the group where it was', async () => {
  const simulation = await open({ bandwidthBytesPerSecond: 1000 });
  const tenant = await addTenant(store, {}, [device('device1', { note: 'x'.repeat(3000) })]);
  const { groups, servers } = await store.readTopology();
  const group = groups.find(({ groupId }) => groupId === tenant.groupId)!;
  const free = servers.find(({ serverId }) => !replicasOf(group).includes(serverId))!.serverId;
  const failing: Promise<unknown>[] = [];

  const moving = store.executeMove(
    moveOf('MOVE_LEADER', group, group.leader, free),
    () => void failing.push(simulation.failServer(free)),
    new AbortController().signal,
  );

  await expect(moving).rejects.toBeInstanceOf(MoveRefusedError);
  await Promise.all(failing);
  await store.settled();
  const now = (await store.readTopology()).groups.find(({ groupId }) => groupId === tenant.groupId);
  expect(now).toMatchObject({ leader: group.leader, followers: group.followers, inSync: group.inSync });
});

it('refuses to fail a server that is not there', async () => {
  const simulation = await open();

  await expect(simulation.failServer('nobody')).rejects.toBeInstanceOf(UnknownServerError);
});

it('keeps new graphs possible while too few servers answer', async () => {
  const simulation = await open({ dbServers: 2 });
  await simulation.failServer(await serverNumber(2));

  const [groupId] = await store.responsibleGroups('snake_case', ['0123456789ab']);

  expect(groupId).toMatch(/^network_assets_snake_case/);
});

it('spreads rebuilt replicas over zones and never beyond a capacity', async () => {
  await open();
  const zoned = cluster(
    [
      { serverId: 'a', zone: 'z1', status: 'FAILED' },
      { serverId: 'b', zone: 'z2' },
      { serverId: 'c', zone: 'z2' },
      { serverId: 'd', zone: 'z1', capacityBytes: 100n },
      { serverId: 'e', zone: 'z1' },
    ],
    [{ leader: 'b', followers: ['a'], bytes: 500 }],
  );

  const { changed, rebuilds } = repairOf(zoned, () => false);
  const { changed: busy } = repairOf(zoned, () => true);

  expect(changed.map(({ followers, inSync }) => [followers, inSync])).toEqual([[['e'], []]]);
  expect(rebuilds).toEqual([{ groupId: 'g/0', from: 'b', to: 'e', bytes: 500n }]);
  expect(busy.map(({ followers, inSync }) => [followers, inSync])).toEqual([[['a'], []]]);
});
