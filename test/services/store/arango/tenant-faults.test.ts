// Adding and removing tenants on a cluster while every single request fails once, or the process dies at it.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { StoreUnavailableError } from '../../../../src/services/errors/errors.js';
import type { Fault } from '../../../support/arangod/faults.js';
import { sample } from '../../../support/cases.js';
import { acmeKey, addTenant, document, draft } from '../contract/samples.js';
import { testDatabase } from './open-store.js';
import { type TenantProcess, type TenantWorld, tenantWorld } from './tenant-world.js';

let world: TenantWorld;
let first: TenantProcess;

beforeEach(async () => {
  world = await tenantWorld();
  first = world.start();
  await first.tenants.add({ name: 'Before' });
});

afterEach(async () => {
  await world.close();
});

/** How many requests something takes. */
async function requestsOf(work: () => Promise<unknown>): Promise<number> {
  world.arangod.resetRequests();
  await work();
  return world.arangod.requests.length;
}

/** A tenant of a few documents, which goes faster than a real one. */
async function addSmall(key: string): Promise<string> {
  const { store } = first;
  const documents = (['Device', 'Software', 'Location'] as const).flatMap((kind) =>
    ['a', 'b'].map((rest) => document(kind, rest, {}, key)),
  );
  await addTenant(store, { key, name: `Small ${key}` }, documents);
  return key;
}

function statusOf(name: string): unknown {
  const found = world.arangod.documents(testDatabase, 'shardbook_tenants').find((tenant) => tenant.name === name);
  return found?.status ?? null;
}

const once: readonly (readonly [string, Fault])[] = [
  ['answered, and the answer is lost', { kind: 'RESET', when: 'AFTER' }],
  ['reset before they have an effect', { kind: 'RESET' }],
  ['refused with 503', { kind: 'STATUS' }],
];

describe.each(sample(once))('when requests are %s', (_, fault) => {
  it('a tenant is added whole, whichever fourth request it is', async () => {
    const requests = await requestsOf(() => first.tenants.add({ name: 'Measure' }));
    expect(requests).toBeGreaterThan(15);

    for (const start of sample([0, 1, 2, 3])) {
      for (let at = start; at < requests; at += 4) world.arangod.inject({ ...fault, skip: at });
      await first.tenants.add({ name: `Tenant ${start}` });
      world.arangod.clearFaults();
    }

    expect(await world.faults()).toEqual([]);
  });

  it('a tenant is removed with everything it has, whichever fourth request it is', async () => {
    const spare = await addSmall('00000000000a');
    const requests = await requestsOf(() => first.tenants.remove(spare));
    expect(requests).toBeGreaterThan(15);

    for (const start of sample([0, 1, 2, 3])) {
      const key = await addSmall(`00000000000${start}`);
      for (let at = start; at < requests; at += 4) world.arangod.inject({ ...fault, skip: at });
      expect(await first.tenants.remove(key)).toMatchObject({ removedDocuments: 6 });
      world.arangod.clearFaults();
    }

    expect(world.orphans()).toEqual([]);
  });
});

/** Nothing reaches the cluster from some request on, or no answer comes back: whoever asked may as well be dead. */
const outages: readonly (readonly [string, Fault, number])[] = [
  ['before a request', { kind: 'RESET', times: 1e9 }, 3],
  ['and what it still asks for is done', { kind: 'RESET', when: 'AFTER', times: 1e9 }, 5],
];

describe.each(sample(outages))('when a process is cut off %s', (_, outage, step) => {
  it('another one completes the tenants that it was adding, once the leases are over', async () => {
    const dying = world.start();
    await dying.tenants.add({ name: 'Warm' });
    const requests = await requestsOf(() => dying.tenants.add({ name: 'Measure' }));
    expect(requests).toBeGreaterThan(15);
    for (let at = 0; at < requests; at += step) {
      world.arangod.inject({ ...outage, skip: at });
      await expect(dying.tenants.add({ name: `Tenant ${at}` })).rejects.toBeInstanceOf(StoreUnavailableError);
      world.arangod.clearFaults();
    }
    expect(await first.store.unfinishedTenants()).toEqual([]);
    world.endLeases();

    await first.tenants.recover();

    expect(await world.faults()).toEqual([]);
    expect(await dying.store.unfinishedTenants()).toEqual([]);
  });

  it('another one ends the removals that it had begun, once the leases are over', async () => {
    const dying = world.start();
    await dying.store.ping();
    const spare = await addSmall('00000000000a');
    const requests = await requestsOf(() => dying.tenants.remove(spare));
    expect(requests).toBeGreaterThan(15);
    for (let at = 0; at < requests; at += 2 * step) {
      const key = await addSmall(String(at).padStart(12, '0'));
      world.arangod.inject({ ...outage, skip: at });
      await expect(dying.tenants.remove(key)).rejects.toBeInstanceOf(StoreUnavailableError);
      world.arangod.clearFaults();
    }
    world.endLeases();

    await first.tenants.recover();

    expect(world.orphans()).toEqual([]);
    expect(await dying.store.unfinishedTenants()).toEqual([]);
  });
});

describe('a tenant that was being added when its process died', () => {
  const deadAtTheImport: Fault = { kind: 'RESET', times: 1e9, match: { path: /import|cursor/ }, skip: 6 };

  async function leaveHalf(name: string): Promise<void> {
    const process = world.start();
    await process.store.ping();
    world.arangod.inject(deadAtTheImport);
    await process.tenants.add({ name }).catch(() => undefined);
    world.arangod.clearFaults();
    expect(statusOf(name)).toBe('CREATING');
  }

  it('is shown to nobody', async () => {
    await leaveHalf('Half');

    expect(await first.tenants.byName(['Half'])).toEqual([null]);
    const page = await first.tenants.page(
      {},
      { field: 'NAME', direction: 'ASC' },
      { limit: 10, after: null, before: null, fromEnd: false },
    );
    expect(page.items.map(({ item }) => item.name)).toEqual(['Before']);
  });

  it('is left alone while its lease lives', async () => {
    await leaveHalf('Half');

    expect(await first.tenants.recover()).toBe(0);
    expect(statusOf('Half')).toBe('CREATING');
  });

  it('keeps its key and its seed when another process completes it', async () => {
    await leaveHalf('Half');
    const [before] = await first.store.tenantsByName(['Half']);
    world.endLeases();

    expect(await first.tenants.recover()).toBe(1);

    const [after] = await first.tenants.byName(['Half']);
    expect(after).toMatchObject({ key: before?.key, seed: before?.seed, status: 'ACTIVE' });
  });

  it('does not keep others from being ended when it cannot be', async () => {
    await leaveHalf('Bad');
    await leaveHalf('Good');
    world.endLeases();
    const [bad] = await first.store.tenantsByName(['Bad']);
    world.arangod.inject({
      kind: 'STATUS',
      code: 500,
      errorNum: 4,
      times: 1e9,
      match: { path: /import/, body: new RegExp(bad?.key ?? '') },
    });

    await expect(first.tenants.recover()).rejects.toThrow();

    expect(await first.tenants.byName(['Good'])).toMatchObject([{ status: 'ACTIVE' }]);
  });
});

describe('a process that comes back', () => {
  it('completes what it was adding itself, without waiting for its lease', async () => {
    world.arangod.inject({ kind: 'RESET', times: 1e9, match: { path: /import/ }, skip: 3 });
    world.arangod.inject({ kind: 'RESET', times: 1e9, match: { body: /REMOVING|UPDATE t WITH/ } });
    await expect(first.tenants.add({ name: 'Half' })).rejects.toBeInstanceOf(StoreUnavailableError);
    world.arangod.clearFaults();

    expect(await first.tenants.recover()).toBe(1);

    expect(await world.faults()).toEqual([]);
    expect(await first.tenants.byName(['Half'])).toMatchObject([{ status: 'ACTIVE' }]);
  });

  it('removes what it could not add while the cluster answers', async () => {
    world.arangod.inject({ kind: 'STATUS', code: 500, errorNum: 4, times: 1e9, match: { path: /import/ } });

    await expect(first.tenants.add({ name: 'Refused' })).rejects.toThrow();

    expect(statusOf('Refused')).toBeNull();
    expect(await world.faults()).toEqual([]);
  });

  it('waits for imports that are still on their way before it removes what they bring', async () => {
    let arrive = (): void => undefined;
    const until = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    const late = world.arangod.inject({ kind: 'DELAY', until, match: { path: /import/ } });
    world.arangod.inject({ kind: 'STATUS', code: 500, errorNum: 4, match: { path: /import/ } });
    const added = first.tenants.add({ name: 'Refused' }).catch((error: unknown) => error);
    await late.reached;
    // Time for everything that does not wait for it.
    for (let turn = 0; turn < 50; turn += 1) await first.store.ping();
    arrive();

    expect(await added).toBeInstanceOf(Error);
    expect(await world.faults()).toEqual([]);
  });
});

describe('a request that arrives after a later one', () => {
  it('does not take back the figures of the tenant', async () => {
    const { arangod } = world;
    await first.store.createTenant(draft());
    // Only the request that is held waits for it.
    const slow = world.start(1000);
    await slow.store.ping();
    let arrive = (): void => undefined;
    const until = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    const held = arangod.inject({ kind: 'DELAY', until, match: { body: /UPDATE t WITH MERGE/ } });
    await slow.store.importDocuments(acmeKey, [document('Device', 'a')]);
    await slow.store.importDocuments(acmeKey, [document('Device', 'b')]);
    arangod.resetRequests();

    arrive();
    while (arangod.requests.length === 0) await slow.store.ping();

    expect(held.hits).toBe(1);
    expect(await slow.store.tenantsByKey([acmeKey])).toMatchObject([{ documents: 2 }]);
  });
});

describe('two processes', () => {
  it('that add a tenant of one name at once: one does, the other is told', async () => {
    const second = world.start();
    await second.store.ping();

    const results = await Promise.allSettled([
      first.tenants.add({ name: 'Same' }),
      second.tenants.add({ name: 'same' }),
    ]);

    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    expect(refused).toMatchObject([{ code: 'TENANT_NAME_TAKEN' }]);
    expect(await world.faults()).toEqual([]);
  });

  it('that send one request with one idempotency key at once make one tenant', async () => {
    const second = world.start();
    await second.store.ping();
    const request = { name: 'Once', idempotencyKey: 'one' };

    const results = await Promise.allSettled([first.tenants.add(request), second.tenants.add(request)]);

    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    expect(refused).toMatchObject([
      { code: 'STORE_UNAVAILABLE', message: 'Tenant "Once" is being added by another Shardbook', isSafeToRetry: true },
    ]);
    const made = await second.tenants.add(request);
    expect(made).toEqual(await first.tenants.add(request));
    expect(await world.faults()).toEqual([]);
  });

  it('that send different requests with one idempotency key at once: the slower is told of the conflict', async () => {
    const second = world.start();
    await second.store.ping();

    const results = await Promise.allSettled([
      first.tenants.add({ name: 'Once', idempotencyKey: 'one' }),
      second.tenants.add({ name: 'Twice', idempotencyKey: 'one' }),
    ]);

    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    expect(refused).toMatchObject([{ code: 'IDEMPOTENCY_CONFLICT' }]);
  });
});

describe('a request that is sent again with its idempotency key', () => {
  const request = { name: 'Again', idempotencyKey: 'again' };

  it('completes the tenant that the first one left half', async () => {
    world.arangod.inject({ kind: 'RESET', times: 1e9, match: { path: /import/ } });
    world.arangod.inject({ kind: 'RESET', times: 1e9, match: { body: /REMOVING/ } });
    await expect(first.tenants.add(request)).rejects.toBeInstanceOf(StoreUnavailableError);
    world.arangod.clearFaults();
    const [half] = await first.store.tenantsByName(['Again']);

    const tenant = await first.tenants.add(request);

    expect(tenant).toMatchObject({ key: half?.key, status: 'ACTIVE' });
    expect(await world.faults()).toEqual([]);
  });

  it('completes the tenant of a process that died, once its lease is over', async () => {
    const dying = world.start();
    await dying.store.ping();
    world.arangod.inject({ kind: 'RESET', times: 1e9, match: { path: /import/ } });
    world.arangod.inject({ kind: 'RESET', times: 1e9, match: { body: /REMOVING/ } });
    await expect(dying.tenants.add(request)).rejects.toBeInstanceOf(StoreUnavailableError);
    world.arangod.clearFaults();
    await expect(first.tenants.add(request)).rejects.toMatchObject({ isSafeToRetry: true });
    world.endLeases();

    expect(await first.tenants.add(request)).toMatchObject({ name: 'Again', status: 'ACTIVE' });
  });
});
