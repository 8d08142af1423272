/** The contract of the cluster's state: what a new SmartGraph looks like, and what moves do to it. */
import { expect, it } from 'vitest';

import { MoveRefusedError } from '../../../../src/services/errors/errors.js';
import { assetKinds } from '../../../../src/services/model/asset.js';
import { fingerprint } from '../../../../src/services/model/fingerprint.js';
import { applyMove } from '../../../../src/services/model/placement.js';
import type { Move, MoveKind } from '../../../../src/services/model/plan.js';
import {
  type ClusterTopology,
  groupSize,
  replicasOf,
  type TopologyGroup,
} from '../../../../src/services/model/topology.js';
import type { Store } from '../../../../src/services/store/port.js';
import type { StoreTraits } from '../contract.js';
import { acmeKey, addTenant, device, draft, globexKey } from './samples.js';

/** A move of the group; only kind, group and servers matter to a store. */
export function moveOf(kind: MoveKind, group: TopologyGroup, from: string, to: string): Move {
  const reason = { code: 'TEST', sentence: 'For a test', gains: [], bindingRule: null, rejectedAlternative: null };
  const sizes = { bytes: 0n, documents: 0, estimatedSeconds: 0, tenantKeys: [] };
  return { index: 0, wave: 0, kind, groupId: group.groupId, from, to, ...sizes, reason };
}

/** Registers the tests of the topology. */
export function topologyContract(store: () => Store, traits: StoreTraits): void {
  state(store);
  figures(store);
  moves(store, traits);
}

function state(store: () => Store): void {
  it('couples eleven collections in shard groups whose replicas are on different DB-Servers', async () => {
    const { servers, collections, groups } = await store().readTopology();

    const camelCase = collections.filter(({ smartGraphAttribute }) => smartGraphAttribute === 'tenantId');
    expect(camelCase.map(({ name }) => name).toSorted()).toEqual([...assetKinds].toSorted());
    expect(camelCase.filter(({ distributeShardsLike }) => distributeShardsLike === null)).toHaveLength(1);
    expect(groups.map(({ index }) => index)).toEqual(groups.map((_, index) => index));
    expect(new Set(groups.flatMap(({ shards }) => shards.map(({ shardId }) => shardId))).size).toBe(groups.length * 11);
    const known = servers.map(({ serverId }) => serverId);
    for (const group of groups) {
      expect(group.shards.map(({ collection }) => collection)).toEqual(camelCase.map(({ name }) => name));
      expect(new Set(replicasOf(group)).size).toBe(camelCase[0]!.replicationFactor);
      expect(known).toEqual(expect.arrayContaining([...replicasOf(group)]));
      expect(group.inSync).toEqual(group.followers);
    }
  });

  it('spreads leaders so that no DB-Server leads more than one group above another', async () => {
    const { servers, groups } = await store().readTopology();

    const led = servers.map(({ serverId }) => groups.filter(({ leader }) => leader === serverId).length);

    expect(Math.max(...led) - Math.min(...led)).toBeLessThanOrEqual(1);
  });

  it('makes the snake_case graph when the first tenant needs it, with groups of its own', async () => {
    const before = await store().readTopology();

    await addTenant(store(), { naming: 'snake_case' });

    const { collections, groups, tenants } = await store().readTopology();
    const added = groups.filter(({ groupId }) => !before.groups.some((group) => group.groupId === groupId));
    expect(added).toHaveLength(before.groups.length);
    expect(added.map(({ groupId }) => groupId)).toContain(tenants[0]!.groupId);
    expect(collections.filter(({ smartGraphAttribute }) => smartGraphAttribute === 'tenant_id')).toHaveLength(11);
    expect(added[0]!.shards.map(({ collection }) => collection)).toContain('device_proxy_in');
  });

  it('lists active tenants in the order of their keys', async () => {
    const acme = await addTenant(store(), {}, [device('device1')]);
    await addTenant(store(), { key: globexKey, name: 'Globex' });
    await store().createTenant(draft({ key: '000000000000', name: 'Half there' }));

    const { tenants } = await store().readTopology();

    const { key, name, naming, scaleFactor, createdAt, groupId, documents, bytes } = acme;
    expect(tenants.map((tenant) => tenant.key)).toEqual([globexKey, acmeKey]);
    expect(tenants[1]).toEqual({ key, name, naming, scaleFactor, createdAt, groupId, documents, bytes });
  });

  it('keeps its fingerprint while documents come and go', async () => {
    const before = fingerprint(await store().readTopology());

    await addTenant(store(), {}, [device('device1')]);

    expect(fingerprint(await store().readTopology())).toBe(before);
  });
}

function figures(store: () => Store): void {
  it('tells figures of each DB-Server in the order of the topology, or why there are none', async () => {
    const { servers } = await store().readTopology();
    const told = await store().serverFigures();

    expect(told.map(({ serverId }) => serverId)).toEqual(servers.map(({ serverId }) => serverId));
    expect(told.map(({ shortName }) => shortName)).toEqual(servers.map(({ shortName }) => shortName));
    expect(told.filter((each) => (each.skipped === null) !== each.figures.length > 0)).toEqual([]);
  });
}

function moves(store: () => Store, { dropsCopies }: StoreTraits): void {
  const never = new AbortController().signal;
  const ignore = (): void => undefined;

  /** The first group with its leader, its first follower, and a DB-Server that holds none of it. */
  async function first(): Promise<{ group: TopologyGroup; follower: string; free: string; topology: ClusterTopology }> {
    const topology = await store().readTopology();
    const group = topology.groups[0]!;
    const free = topology.servers.find(({ serverId }) => !replicasOf(group).includes(serverId))!.serverId;
    return { group, follower: group.followers[0]!, free, topology };
  }

  it('reaches exactly the predicted topology with each kind of move', async () => {
    for (const kind of ['LEADERSHIP_TRANSFER', 'MOVE_LEADER', 'MOVE_FOLLOWER'] as const) {
      const { group, follower, free, topology } = await first();
      const [from, to] = {
        LEADERSHIP_TRANSFER: [group.leader, follower] as const,
        MOVE_LEADER: [group.leader, free] as const,
        MOVE_FOLLOWER: [follower, free] as const,
      }[kind];
      const move = moveOf(kind, group, from, to);

      await store().executeMove(move, ignore, never);

      expect(await store().readTopology()).toEqual(applyMove(topology, move));
    }
  });

  it('tells how many bytes are copied, up to the size of the group', async () => {
    const tenant = await addTenant(store(), {}, [device('device1')]);
    const { groups, servers } = await store().readTopology();
    const group = groups.find(({ groupId }) => groupId === tenant.groupId)!;
    const free = servers.find(({ serverId }) => !replicasOf(group).includes(serverId))!.serverId;
    const told: bigint[] = [];

    await store().executeMove(moveOf('MOVE_LEADER', group, group.leader, free), (bytes) => told.push(bytes), never);

    expect(told.at(-1)).toBe(groupSize(group).bytes);
    expect(told).toEqual(told.toSorted((a, b) => (a < b ? -1 : 1)));
  });

  it('refuses moves for which the cluster is not in the right state, and moves nothing', async () => {
    const { group, follower, free, topology } = await first();
    const elsewhere: TopologyGroup = { ...group, groupId: 'nowhere/0' };

    for (const move of [
      moveOf('LEADERSHIP_TRANSFER', group, group.leader, free),
      moveOf('LEADERSHIP_TRANSFER', group, follower, group.leader),
      moveOf('MOVE_LEADER', group, follower, free),
      moveOf('MOVE_LEADER', group, group.leader, follower),
      moveOf('MOVE_FOLLOWER', group, follower, group.leader),
      moveOf('MOVE_FOLLOWER', group, group.leader, free),
      moveOf('MOVE_FOLLOWER', group, follower, 'nobody'),
      moveOf('MOVE_LEADER', elsewhere, group.leader, free),
    ]) {
      await expect(store().executeMove(move, ignore, never)).rejects.toBeInstanceOf(MoveRefusedError);
    }

    expect(await store().readTopology()).toEqual(topology);
  });

  it('refuses a move that was made before', async () => {
    const { group, free } = await first();
    const move = moveOf('MOVE_LEADER', group, group.leader, free);
    await store().executeMove(move, ignore, never);

    await expect(store().executeMove(move, ignore, never)).rejects.toBeInstanceOf(MoveRefusedError);
  });

  it('refuses a second move of a group while the first one copies', async () => {
    const { group, follower, free } = await first();
    const running = store().executeMove(moveOf('MOVE_LEADER', group, group.leader, free), ignore, never);

    const second = store().executeMove(moveOf('MOVE_FOLLOWER', group, follower, free), ignore, never);

    await expect(second).rejects.toBeInstanceOf(MoveRefusedError);
    await running;
  });

  it('moves nothing when it is aborted before the copy', async () => {
    const { group, free, topology } = await first();
    const move = moveOf('MOVE_LEADER', group, group.leader, free);
    const reason = new Error('stopped');

    await expect(store().executeMove(move, ignore, AbortSignal.abort(reason))).rejects.toBe(reason);

    expect(await store().readTopology()).toEqual(topology);
  });

  it.runIf(dropsCopies)('moves nothing when it is aborted during the copy', async () => {
    const { group, free, topology } = await first();
    const move = moveOf('MOVE_LEADER', group, group.leader, free);
    const reason = new Error('stopped');
    const during = new AbortController();

    await expect(store().executeMove(move, () => during.abort(reason), during.signal)).rejects.toBe(reason);

    expect(await store().readTopology()).toEqual(topology);
  });
}
