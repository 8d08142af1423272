import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { ChangeSignal } from '../../../src/services/base/change-signal.js';
import { systemClock } from '../../../src/services/base/clock.js';
import { seededRandom } from '../../../src/services/base/random.js';
import {
  IdempotencyConflictError,
  InvalidInputError,
  TenantNameTakenError,
  UnknownTenantError,
} from '../../../src/services/errors/errors.js';
import { assetKinds, documentsPerScale } from '../../../src/services/model/asset.js';
import { groupSize } from '../../../src/services/model/topology.js';
import { leastLoadedGroup } from '../../../src/services/tenants/placement.js';
import { createTenantService, type TenantServiceInside } from '../../../src/services/tenants/service.js';
import { openTestServices, type TestServices } from '../../support/services.js';

let opened: TestServices;
let tenants: TenantServiceInside;
let changed: ChangeSignal;

beforeEach(async () => {
  opened = await openTestServices({ start: false });
  changed = new ChangeSignal();
  tenants = createTenantService({ store: opened.store, clock: systemClock(), random: seededRandom(5), changed });
});

afterEach(() => opened.services.stop());

describe('adding a tenant', () => {
  it('makes it ACTIVE with exactly the documents of its scale factor', async () => {
    const tenant = await tenants.add({ name: 'Acme Corp', scaleFactor: 2 });

    expect(tenant).toMatchObject({ status: 'ACTIVE', documents: 2190, naming: 'camelCase', placement: 'HASH' });
    const [counts] = await opened.store.countDocuments([tenant.key]);
    for (const kind of assetKinds) expect(counts?.[kind]).toBe(documentsPerScale[kind] * 2);
  });

  it('tells those who wait that the tenants have changed', async () => {
    await tenants.add({ name: 'Acme Corp' });

    expect(changed.version).toBe(1);
  });

  it('trims the name and keeps it as it was written', async () => {
    const { name } = await tenants.add({ name: '  Ärzte & <b>Söhne</b>  ' });

    expect(name).toBe('Ärzte & <b>Söhne</b>');
  });

  it('refuses a name that differs from another only in case', async () => {
    await tenants.add({ name: 'Größe AG' });

    await expect(tenants.add({ name: 'GRÖßE ag' })).rejects.toThrow(TenantNameTakenError);
  });

  it('adds only one of two tenants of the same name that are added at the same time', async () => {
    const results = await Promise.allSettled([tenants.add({ name: 'Twin' }), tenants.add({ name: 'twin' })]);

    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await opened.store.readTopology()).tenants).toHaveLength(1);
  });

  it.each([
    ['name', { name: '   ' }],
    ['name', { name: 'x'.repeat(101) }],
    ['name', { name: 'a\u0007b' }],
    ['scaleFactor', { name: 'a', scaleFactor: 0 }],
    ['scaleFactor', { name: 'a', scaleFactor: 1.5 }],
    ['scaleFactor', { name: 'a', scaleFactor: 1001 }],
    ['description', { name: 'a', description: 'x'.repeat(1001) }],
    ['idempotencyKey', { name: 'a', idempotencyKey: ' ' }],
  ])('refuses a bad %s and leaves nothing behind', async (field, request) => {
    const refusal = tenants.add(request);

    await expect(refusal).rejects.toThrow(InvalidInputError);
    await expect(refusal).rejects.toMatchObject({ field });
    expect(await opened.store.unfinishedTenants()).toEqual([]);
  });

  it('counts characters as readers do, not in UTF-16 units', async () => {
    const { name } = await tenants.add({ name: '🐙'.repeat(100) });

    expect(Array.from(name)).toHaveLength(100);
  });

  it('removes what it had stored when it is stopped half-way', async () => {
    const controller = new AbortController();
    const stopped = tenants.addWatched(
      { name: 'Half', scaleFactor: 3 },
      { signal: controller.signal, onProgress: () => controller.abort(new Error('enough')) },
    );

    await expect(stopped).rejects.toThrow('enough');
    expect(await opened.store.unfinishedTenants()).toEqual([]);
    expect((await opened.store.scanDocuments({ tenantKey: null, after: null, limit: 10 })).documents).toEqual([]);
  });

  it('puts a LEAST_LOADED tenant on the group that holds the least', async () => {
    await tenants.add({ name: 'First', scaleFactor: 3 });
    const wanted = leastLoadedGroup(await opened.store.readTopology(), 'network_assets');

    const second = await tenants.add({ name: 'Second', placement: 'LEAST_LOADED' });

    expect(second.groupId).toBe(wanted?.groupId);
  });

  it('gives twelve LEAST_LOADED tenants a group each', async () => {
    for (let count = 1; count <= 12; count += 1) await tenants.add({ name: `T${count}`, placement: 'LEAST_LOADED' });

    const { groups } = await opened.store.readTopology();

    expect(groups.filter((group) => groupSize(group).documents === 1095)).toHaveLength(12);
  });
});

describe('idempotency keys', () => {
  it('give the same tenant for the same request', async () => {
    const first = await tenants.add({ name: 'Once', idempotencyKey: 'k1' });

    const second = await tenants.add({ name: 'Once', idempotencyKey: 'k1' });

    expect(second.key).toBe(first.key);
  });

  it('give one tenant when the same request arrives several times at once', async () => {
    const request = { name: 'Once', idempotencyKey: 'k1' };

    const results = await Promise.all([tenants.add(request), tenants.add(request), tenants.add(request)]);

    expect(new Set(results.map(({ key }) => key)).size).toBe(1);
  });

  it('refuse another request under a key that was used', async () => {
    await tenants.add({ name: 'Once', idempotencyKey: 'k1' });

    await expect(tenants.add({ name: 'Twice', idempotencyKey: 'k1' })).rejects.toThrow(IdempotencyConflictError);
  });
});

describe('adding several tenants', () => {
  it('gives each its own outcome, in order', async () => {
    const outcomes = await tenants.addMany([
      { name: 'Healthcare System', scaleFactor: 2 },
      { name: 'healthcare system' },
      { name: 'Government Agency' },
    ]);

    expect(outcomes.map(({ error }) => error?.code ?? null)).toEqual([null, 'TENANT_NAME_TAKEN', null]);
    expect(outcomes.map(({ tenant }) => tenant?.documents ?? null)).toEqual([2190, null, 1095]);
  });
});

describe('removing a tenant', () => {
  it('leaves no document of it and touches no other', async () => {
    const gone = await tenants.add({ name: 'Gone' });
    const kept = await tenants.add({ name: 'Kept' });

    const { removedDocuments } = await tenants.remove(gone.key);

    expect(removedDocuments).toBe(1095);
    const { documents } = await opened.store.scanDocuments({ tenantKey: null, after: null, limit: 5000 });
    expect(new Set(documents.map(({ tenantKey }) => tenantKey))).toEqual(new Set([kept.key]));
  });

  it('frees the name', async () => {
    const first = await tenants.add({ name: 'Phoenix' });
    await tenants.remove(first.key);

    await expect(tenants.add({ name: 'Phoenix' })).resolves.toMatchObject({ status: 'ACTIVE' });
  });

  it('refuses a tenant that is not there', async () => {
    await expect(tenants.remove('000000000000')).rejects.toThrow(UnknownTenantError);
  });
});

describe('recovering', () => {
  it('removes what an interrupted addition left, documents included', async () => {
    const tenant = await tenants.add({ name: 'Left' });
    await opened.store.beginRemoval(tenant.key);
    await opened.store.removeDocuments(tenant.key, 100);

    await expect(tenants.recover()).resolves.toBe(1);

    expect(await opened.store.unfinishedTenants()).toEqual([]);
    expect(await tenants.byName(['Left'])).toEqual([null]);
  });

  it('shows nobody a tenant that is not complete', async () => {
    const tenant = await tenants.add({ name: 'Hidden' });
    await opened.store.beginRemoval(tenant.key);

    expect(await tenants.byKey([tenant.key])).toEqual([null]);
    expect((await opened.store.readTopology()).tenants).toEqual([]);
  });
});
