// The Coordinator double as a cluster, through the real driver: SmartGraphs, moves, failures, faults on the wire.
import { Database } from 'arangojs';
import { afterEach, describe, expect, it } from 'vitest';

import { type Arangod, startArangod } from './arangod.js';
import type { ArangodOptions } from './options.js';

const running: Arangod[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((arangod) => arangod.close()));
});

async function start(options: Partial<ArangodOptions> = {}): Promise<{ arangod: Arangod; system: Database }> {
  const arangod = await startArangod(options);
  running.push(arangod);
  return { arangod, system: new Database({ url: arangod.url }) };
}

/** A SmartGraph with one relation and one more vertex collection. */
async function createSmartGraph(db: Database, isDisjoint: boolean): Promise<void> {
  await db.graph('assets').create([{ collection: 'link', from: ['Device'], to: ['Device'] }], {
    orphanCollections: ['Place'],
    isSmart: true,
    isDisjoint,
    smartGraphAttribute: 'tenantId',
    numberOfShards: 4,
    replicationFactor: 2,
    writeConcern: 1,
  });
}

function placesOf(arangod: Arangod, collection: string): (readonly string[])[] {
  return arangod
    .shards('_system')
    .filter((shard) => shard.collection === collection)
    .map(({ plan }) => plan);
}

describe('a SmartGraph', () => {
  it('puts shard i of all its collections on the same servers', async () => {
    const { arangod, system } = await start();
    await createSmartGraph(system, true);

    expect(placesOf(arangod, 'Device')).toHaveLength(4);
    expect(placesOf(arangod, 'link')).toEqual(placesOf(arangod, 'Device'));
    expect(placesOf(arangod, 'Place')).toEqual(placesOf(arangod, 'Device'));
    expect(await system.collection('Place').properties()).toMatchObject({ distributeShardsLike: 'Device' });
  });

  it('is disjoint wherever the request says so', async () => {
    const { system } = await start();
    const options = { smartGraphAttribute: 'tenantId', numberOfShards: 2 };

    await system.request({
      method: 'POST',
      pathname: '/_api/gharial',
      body: { name: 'beside', isDisjoint: true, orphanCollections: ['One'], options },
    });
    await system.graph('inside').create([], { orphanCollections: ['Two'], isDisjoint: true, ...options });

    expect(await system.graph('beside').get()).toMatchObject({ isSmart: true, isDisjoint: true });
    expect(await system.graph('inside').get()).toMatchObject({ isSmart: true, isDisjoint: true });
  });

  it('demands its attribute, and keys that begin with it', async () => {
    const { system } = await start();
    await createSmartGraph(system, true);
    const device = system.collection('Device');
    await device.save({ _key: 'a:1', tenantId: 'a' });

    await expect(device.save({ name: 'x' })).rejects.toMatchObject({ errorNum: 4001 });
    await expect(device.save({ _key: 'b:1', tenantId: 'a' })).rejects.toMatchObject({ errorNum: 4003 });
    await expect(device.update('a:1', { tenantId: 'b' })).rejects.toMatchObject({ errorNum: 4003 });
    expect((await device.save({ tenantId: 'a' }))._key).toMatch(/^a:/);
  });

  it('refuses edges between values when it is disjoint', async () => {
    const { system } = await start();
    await createSmartGraph(system, true);
    const link = system.collection('link');

    await expect(link.save({ _from: 'Device/a:1', _to: 'Device/b:1' })).rejects.toMatchObject({ errorNum: 4010 });
    expect((await link.save({ _from: 'Device/a:1', _to: 'Device/a:2' }))._key).toMatch(/^a:.+:a$/);
  });

  it('hides the documents of edges in three collections when it is not disjoint', async () => {
    const { arangod, system } = await start();
    await createSmartGraph(system, false);
    await system.collection('link').save({ _from: 'Device/a:1', _to: 'Device/a:2' });
    await system.collection('link').save({ _from: 'Device/a:1', _to: 'Device/b:1' });

    const counts = ['link', '_local_link', '_from_link', '_to_link'].map((name) => system.collection(name).count());

    expect(await Promise.all(counts)).toMatchObject([{ count: 2 }, { count: 1 }, { count: 1 }, { count: 1 }]);
    expect(placesOf(arangod, 'link')).toEqual([]);
    expect(placesOf(arangod, '_local_link')).toEqual(placesOf(arangod, 'Device'));
  });

  it('tells the shard of a value before there is a document with it', async () => {
    const { arangod, system } = await start();
    await createSmartGraph(system, true);
    const device = system.collection('Device');

    const shard = await device.getResponsibleShard({ _key: 'c695ea905f74:any' });
    await device.save({ tenantId: 'c695ea905f74' });

    expect(
      arangod.shards('_system').find(({ documents, collection }) => collection === 'Device' && documents === 1),
    ).toMatchObject({ shard });
  });

  it('wants the key, not the attribute, to tell a shard', async () => {
    const { system } = await start();
    await createSmartGraph(system, true);

    const asking = system.collection('Device').getResponsibleShard({ tenantId: 'c695ea905f74' });

    await expect(asking).rejects.toMatchObject({ code: 400, errorNum: 1468 });
  });

  it('is refused by the Community Edition before 3.12.5', async () => {
    const { system } = await start({ version: '3.12.4', license: 'community' });

    await expect(createSmartGraph(system, true)).rejects.toMatchObject({ errorNum: 31 });
  });

  it('is accepted and not enforced by a single server', async () => {
    const { system } = await start({ deployment: 'SINGLE' });
    await createSmartGraph(system, true);

    expect(await system.collection('Device').save({ _key: 'plain' })).toMatchObject({ _key: 'plain' });
    await expect(system.request({ pathname: '/_admin/cluster/health' })).rejects.toMatchObject({ errorNum: 1471 });
  });
});

describe('a move', () => {
  async function startOne(options: Partial<ArangodOptions> = {}) {
    const { arangod, system } = await start({ dbServers: 3, ...options });
    const book = await system.createCollection('Book', { replicationFactor: 2 });
    const { id } = (await book.get()) as unknown as { id: string };
    const [facts] = arangod.shards('_system').filter(({ collection }) => collection === 'Book');
    const [leader = '', follower = ''] = facts?.plan ?? [];
    const free = Object.keys(arangod.serverIds).find((name) => !facts?.plan.includes(name)) ?? '';
    const move = (from: string, to: string, isLeader: boolean) => ({
      from: arangod.serverIds[from] ?? '',
      to: arangod.serverIds[to] ?? '',
      shard: facts?.shard ?? '',
      collection: Number(id),
      isLeader,
    });
    return { arangod, system, leader, follower, free, move };
  }

  const bookIn = (arangod: Arangod) => arangod.shards('_system').find(({ collection }) => collection === 'Book');

  it('of a leader is planned by the first poll and over at the second', async () => {
    const { arangod, system, leader, follower, free, move } = await startOne();

    await system.executeClusterRebalance([move(leader, free, true)]);

    expect(bookIn(arangod)?.plan).toEqual([leader, follower]);
    expect(await system.getClusterImbalance()).toMatchObject({ pendingMoveShards: 1, todoMoveShards: 0 });
    expect(bookIn(arangod)?.plan).toEqual([leader, follower, free]);
    expect(await system.getClusterImbalance()).toMatchObject({ pendingMoveShards: 0, todoMoveShards: 0 });
    expect(bookIn(arangod)).toMatchObject({ plan: [free, follower], current: [free, follower] });
  });

  it('shows its progress when it copies step by step', async () => {
    const { arangod, system, follower, free, move } = await startOne({ bytesPerMovePoll: 1500 });
    await system.collection('Book').saveAll(Array.from({ length: 20 }, () => ({ title: 'x'.repeat(60) })));
    await system.executeClusterRebalance([move(follower, free, false)]);

    const progress: unknown[] = [];
    for (let poll = 0; poll < 5; poll++) {
      const answer: unknown = await system.request({ pathname: '/_admin/cluster/shardDistribution' });
      const { Plan } = (answer as { results: { Book: { Plan: Record<string, { progress?: object }> } } }).results.Book;
      progress.push(Object.values(Plan)[0]?.progress ?? null);
    }

    expect(progress).toEqual([
      { total: 20, current: 0 },
      { total: 20, current: expect.any(Number) as number },
      null,
      null,
      null,
    ]);
    expect(bookIn(arangod)?.current).toContain(free);
  });

  it('to a server that has the shard already is accepted and comes to nothing', async () => {
    const { arangod, system, leader, follower, move } = await startOne();
    await system.executeClusterRebalance([move(follower, leader, false)]);

    arangod.settle();

    expect(bookIn(arangod)?.plan).toEqual([leader, follower]);
  });

  it('ends when its target fails, and nothing is lost', async () => {
    const { arangod, system, leader, follower, free, move } = await startOne({ bytesPerMovePoll: 0 });
    await system.executeClusterRebalance([move(leader, free, true)]);
    await system.getClusterImbalance();

    arangod.failServer(free);

    expect(await system.getClusterImbalance()).toMatchObject({ pendingMoveShards: 0, todoMoveShards: 0 });
    expect(bookIn(arangod)).toMatchObject({ plan: [leader, follower], current: [leader, follower] });
  });

  it('is proposed by ArangoDB’s own planner where it lowers the imbalance', async () => {
    const { arangod, system } = await start();
    await system.createCollection('Book', { numberOfShards: 6, replicationFactor: 2 });
    arangod.addServer();

    const { imbalanceBefore, imbalanceAfter, moves } = await system.computeClusterRebalance({ moveFollowers: true });

    expect(moves.length).toBeGreaterThan(0);
    expect(imbalanceAfter.shards.imbalance).toBeLessThan(imbalanceBefore.shards.imbalance);
  });
});

describe('a server that fails', () => {
  it('leaves its shards to in-sync followers at the next poll', async () => {
    const { arangod, system } = await start();
    const book = await system.createCollection('Book', { replicationFactor: 2 });
    await book.save({ _key: 'a' });
    const [facts] = arangod.shards('_system').filter(({ collection }) => collection === 'Book');
    const [leader = '', follower = ''] = facts?.plan ?? [];

    arangod.failServer(leader);

    await expect(book.document('a')).rejects.toMatchObject({ code: 503 });
    await system.getClusterImbalance();
    expect(await book.document('a')).toMatchObject({ _key: 'a' });
    arangod.settle();
    const [after] = arangod.shards('_system').filter(({ collection }) => collection === 'Book');
    expect(after?.current[0]).toBe(follower);
    expect(after?.current).toHaveLength(2);
  });

  it('makes its shards refuse writes below the write concern', async () => {
    const { arangod, system } = await start({ dbServers: 2 });
    const book = await system.createCollection('Book', { replicationFactor: 2, writeConcern: 2 });
    const [facts] = arangod.shards('_system').filter(({ collection }) => collection === 'Book');

    arangod.failServer(facts?.plan[1] ?? '');

    await expect(book.save({})).rejects.toMatchObject({ code: 503, errorNum: 1429 });
  });
});

describe('a fault', () => {
  it('loses the answer and keeps the effect when it strikes afterwards', async () => {
    const { arangod, system } = await start();
    const book = await system.createCollection('Book');
    const fault = arangod.inject({ kind: 'RESET', when: 'AFTER', match: { method: 'POST', path: /document/ } });

    await expect(book.save({ _key: 'a' })).rejects.toThrow();

    expect(fault.hits).toBe(1);
    expect(await book.documentExists('a')).toBe(true);
  });

  it('refuses so many requests after those it lets through', async () => {
    const { arangod, system } = await start();
    arangod.inject({ kind: 'STATUS', code: 503, skip: 1, times: 2, match: { path: /version/ } });
    const codes: unknown[] = [];

    for (let request = 0; request < 4; request++) {
      codes.push(
        await system.version().then(
          () => 200,
          (error: unknown) => (error as { code: number }).code,
        ),
      );
    }

    expect(codes).toEqual([200, 503, 503, 200]);
  });

  it('cuts a body in half', async () => {
    const { arangod, system } = await start();
    arangod.inject({ kind: 'TRUNCATE' });

    await expect(system.version()).rejects.toThrow();
  });

  it('holds an answer back until it is released', async () => {
    const { arangod, system } = await start();
    let release = (): void => undefined;
    const until = new Promise<void>((resolve) => {
      release = resolve;
    });
    const fault = arangod.inject({ kind: 'DELAY', until });
    const asking = system.version();
    await fault.reached;

    expect(arangod.requests).toMatchObject([{ status: 0 }]);
    release();
    expect(await asking).toMatchObject({ server: 'arango' });
  });

  it('never answers when it hangs, and lets the double close', async () => {
    const { arangod, system } = await start();
    const fault = arangod.inject({ kind: 'HANG' });
    const asking = system.version();
    await fault.reached;

    await arangod.close();

    await expect(asking).rejects.toThrow();
  });
});

describe('several Coordinators', () => {
  it('share one state, and one goes on when another stops', async () => {
    const { arangod } = await start({ coordinators: 2 });
    const [first, second] = arangod.urls.map((url) => new Database({ url }));
    await first?.createCollection('Book');
    await arangod.stopCoordinator(0);

    await expect(first?.version()).rejects.toThrow();
    expect(await second?.collection('Book').exists()).toBe(true);
    await arangod.startCoordinator(0);
    expect(await first?.collection('Book').exists()).toBe(true);
  });
});
