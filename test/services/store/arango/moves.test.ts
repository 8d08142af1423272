// Moves on a cluster that does not carry them out as asked: they hang, are dropped, end elsewhere or unseen.
import { Database } from 'arangojs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { MoveRefusedError } from '../../../../src/services/errors/errors.js';
import type { Move } from '../../../../src/services/model/plan.js';
import { groupSize, type TopologyGroup } from '../../../../src/services/model/topology.js';
import { isMoveMade } from '../../../../src/services/runs/rebalance/next-attempt.js';
import { openArangoStore } from '../../../../src/services/store/arango/open.js';
import type { Store } from '../../../../src/services/store/port.js';
import { type Arangod, startArangod } from '../../../support/arangod/arangod.js';
import { addTenant, device } from '../contract/samples.js';
import { settingsFor } from './open-store.js';

let arangod: Arangod;
let store: Store;
let group: TopologyGroup;

beforeEach(async () => {
  arangod = await startArangod({ coordinators: 2 });
  store = openArangoStore(settingsFor(arangod), 'camelCase');
  const { groupId } = await addTenant(store, {}, [device('router')]);
  const { groups } = await store.readTopology();
  group = groups.find((each) => each.groupId === groupId) ?? fail();
});

afterEach(async () => {
  await store.close();
  await arangod.close();
});

function fail(): never {
  throw new Error('the group is not there');
}

const never = new AbortController().signal;

function moveTo(serverId: string): Move {
  const from = group.followers[0] ?? fail();
  const { bytes, documents } = groupSize(group);
  return {
    ...{ index: 0, wave: 0, groupId: group.groupId, kind: 'MOVE_FOLLOWER', from, to: serverId, bytes, documents },
    estimatedSeconds: 1,
    reason: { code: 'TEST', sentence: 'because' },
  } as unknown as Move;
}

/** A move of the group's follower to a new, empty DB-Server; returns its short name too. */
function toNewServer(): { readonly move: Move; readonly server: string } {
  const server = arangod.addServer();
  return { move: moveTo(arangod.serverIds[server] ?? fail()), server };
}

async function isMade(move: Move): Promise<boolean> {
  return isMoveMade(await store.readTopology(), move);
}

describe('a move', () => {
  it('that hangs is told after the time that is set', async () => {
    const { move } = toNewServer();
    arangod.setBytesPerMovePoll(0);

    await expect(store.executeMove(move, () => undefined, never)).rejects.toMatchObject({
      code: 'MOVE_REFUSED',
      message: expect.stringContaining('it has made no progress for 60 s; the cluster may still finish it') as string,
      remedy: expect.stringContaining('health of the cluster') as string,
    });
  });

  it('that hung and is finished later is found made', async () => {
    const { move } = toNewServer();
    arangod.setBytesPerMovePoll(0);
    await expect(store.executeMove(move, () => undefined, never)).rejects.toBeInstanceOf(MoveRefusedError);

    arangod.settle();

    expect(await isMade(move)).toBe(true);
  });

  it('to a DB-Server that fails meanwhile is dropped, told, and nothing is lost', async () => {
    const { move, server } = toNewServer();
    arangod.setBytesPerMovePoll(1);
    let progress = 0;

    const made = store.executeMove(
      move,
      () => {
        progress += 1;
        if (progress === 3) arangod.failServer(server);
      },
      never,
    );

    await expect(made).rejects.toMatchObject({
      code: 'MOVE_REFUSED',
      message: expect.stringContaining('the cluster accepted it but did not carry it out') as string,
    });
    const { groups } = await store.readTopology();
    expect(groups.find(({ groupId }) => groupId === group.groupId)).toMatchObject({
      leader: group.leader,
      followers: group.followers,
      inSync: group.inSync,
    });
  });

  it('goes on while the Coordinator that was asked for it stops', async () => {
    const { move } = toNewServer();
    arangod.setBytesPerMovePoll(20);
    const stopped: Promise<void>[] = [];

    await store.executeMove(
      move,
      () => {
        if (stopped.length === 0) stopped.push(arangod.stopCoordinator(0));
      },
      never,
    );

    await Promise.all(stopped);
    expect(await isMade(move)).toBe(true);
  });

  it('whose acceptance was not heard is watched all the same', async () => {
    const { move } = toNewServer();
    arangod.inject({ kind: 'RESET', when: 'AFTER', match: { path: /rebalance\/execute/ } });

    await store.executeMove(move, () => undefined, never);

    expect(await isMade(move)).toBe(true);
  });

  it('that never arrived is told as not carried out', async () => {
    const { move } = toNewServer();
    arangod.inject({ kind: 'RESET', match: { path: /rebalance\/execute/ } });

    await expect(store.executeMove(move, () => undefined, never)).rejects.toBeInstanceOf(MoveRefusedError);
    expect(await isMade(move)).toBe(false);
  });

  it('that is no longer waited for is finished by the cluster', async () => {
    const { move } = toNewServer();
    arangod.setBytesPerMovePoll(1);
    const leaving = new AbortController();

    const made = store.executeMove(move, () => leaving.abort(new Error('left')), leaving.signal);

    await expect(made).rejects.toThrow('left');
    expect(await isMade(move)).toBe(false);
    arangod.settle();
    await store.settled();
    expect(await isMade(move)).toBe(true);
  });

  it('is not asked for twice at the same time', async () => {
    const { move } = toNewServer();
    arangod.resetRequests();

    const results = await Promise.allSettled([
      store.executeMove(move, () => undefined, never),
      store.executeMove(move, () => undefined, never),
    ]);

    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(arangod.requests.filter(({ path }) => path.endsWith('/execute'))).toHaveLength(1);
  });

  it('of a group whose leader fails is refused or ends with the new leader, and no document is lost', async () => {
    const { move } = toNewServer();
    arangod.setBytesPerMovePoll(1);
    const { servers } = await store.readTopology();
    const leader = servers.find(({ serverId }) => serverId === group.leader)?.shortName ?? fail();
    let hasFailed = false;

    await store
      .executeMove(
        move,
        () => {
          if (!hasFailed) arangod.failServer(leader);
          hasFailed = true;
        },
        never,
      )
      .catch((error: unknown) => expect(error).toBeInstanceOf(MoveRefusedError));
    arangod.settle();

    expect(await store.countDocuments(['c695ea905f74'])).toMatchObject([{ Device: 1 }]);
  });
});

describe('the topology', () => {
  it('is read while collections of other people are dropped', async () => {
    arangod.inject({
      kind: 'STATUS',
      code: 404,
      errorNum: 1203,
      message: 'no collection',
      times: 2,
      match: { path: /Foreign\/count/ },
    });
    await new Database({ url: arangod.url }).createCollection('Foreign', { numberOfShards: 2 });
    const later = openArangoStore(settingsFor(arangod), 'camelCase');

    const { collections } = await later.readTopology();

    expect(collections.map(({ name }) => name)).not.toContain('_system/Foreign');
    await later.close();
  });
});
