/** The contract of tenants: names, idempotency keys, statuses, counts, pages. */
import { expect, it } from 'vitest';

import {
  IdempotencyConflictError,
  InvalidCursorError,
  TenantNameTakenError,
  UnknownTenantError,
} from '../../../../src/services/errors/errors.js';
import type { Store, TenantOrder, TenantOrderField } from '../../../../src/services/store/port.js';
import { acmeKey, addTenant, device, document, draft, globexKey, itemsOf, page, walk } from './samples.js';

const byName: TenantOrder = { field: 'NAME', direction: 'ASC' };

/** Registers the tests of tenants. */
export function tenantContract(store: () => Store): void {
  creation(store);
  removal(store);
  pages(store);
}

function creation(store: () => Store): void {
  it('keeps a draft as a CREATING tenant in the responsible group', async () => {
    const [groupId] = await store().responsibleGroups('camelCase', [acmeKey]);

    const tenant = await store().createTenant(draft({ description: 'A customer', idempotencyKey: 'once' }));

    expect(tenant).toMatchObject({ ...draft(), description: 'A customer', idempotencyKey: 'once' });
    expect(tenant).toMatchObject({ status: 'CREATING', groupId, documents: 0, bytes: 0n });
    expect(await store().unfinishedTenants()).toEqual([tenant]);
  });

  it('gives every key the same group each time, for each naming convention', async () => {
    const keys = ['000000000000', '111111111111', 'ffffffffffff'];

    const camelCase = await store().responsibleGroups('camelCase', keys);
    const snakeCase = await store().responsibleGroups('snake_case', keys);

    expect(await store().responsibleGroups('camelCase', keys)).toEqual(camelCase);
    expect(snakeCase).toHaveLength(3);
    expect(camelCase.some((groupId) => snakeCase.includes(groupId))).toBe(false);
  });

  it('refuses a name that differs only in case, also from a tenant that is being removed', async () => {
    await addTenant(store(), { name: 'Straße AG' });
    await store().beginRemoval(acmeKey);

    const second = store().createTenant(draft({ key: globexKey, name: 'STRASSE ag' }));

    await expect(second).rejects.toBeInstanceOf(TenantNameTakenError);
    await expect(second).rejects.toMatchObject({ existingKey: acmeKey });
    expect(await store().tenantsByKey([globexKey])).toEqual([null]);
  });

  it('refuses an idempotency key that is known', async () => {
    await store().createTenant(draft({ idempotencyKey: 'once' }));

    const second = store().createTenant(draft({ key: globexKey, name: 'Globex', idempotencyKey: 'once' }));

    await expect(second).rejects.toBeInstanceOf(IdempotencyConflictError);
    expect(await store().tenantByIdempotencyKey('once')).toMatchObject({ key: acmeKey });
    expect(await store().tenantByIdempotencyKey('twice')).toBeNull();
  });

  it('makes a tenant active, and does so again without complaint', async () => {
    await store().createTenant(draft());

    expect(await store().activateTenant(acmeKey)).toMatchObject({ status: 'ACTIVE' });
    expect(await store().activateTenant(acmeKey)).toMatchObject({ status: 'ACTIVE' });
    expect(await store().unfinishedTenants()).toEqual([]);
  });

  it('answers a batch of keys and names in order, with null for unknown ones', async () => {
    const acme = await addTenant(store());
    const globex = await addTenant(store(), { key: globexKey, name: 'Globex' });

    expect(await store().tenantsByKey([globexKey, 'nobody', acmeKey])).toEqual([globex, null, acme]);
    expect(await store().tenantsByName(['nobody', 'ACME CORP', 'globex'])).toEqual([null, acme, globex]);
    expect(await store().tenantsByKey([])).toEqual([]);
  });
}

function removal(store: () => Store): void {
  it('removes documents up to the limit until none is left, then forgets the tenant', async () => {
    const documents = Array.from({ length: 25 }, (_, index) => device(`device${index}`));
    await addTenant(store(), {}, documents);
    await store().beginRemoval(acmeKey);

    expect(await store().removeDocuments(acmeKey, 10)).toBe(10);
    expect(await store().tenantsByKey([acmeKey])).toMatchObject([{ status: 'REMOVING', documents: 15 }]);
    expect(await store().removeDocuments(acmeKey, 100)).toBe(15);
    expect(await store().removeDocuments(acmeKey, 100)).toBe(0);
    await store().deleteTenant(acmeKey);
    await store().deleteTenant(acmeKey);

    expect(await store().tenantsByKey([acmeKey])).toEqual([null]);
    expect((await store().scanDocuments({ tenantKey: null, after: null, limit: 10 })).documents).toEqual([]);
    await expect(store().createTenant(draft())).resolves.toMatchObject({ documents: 0, bytes: 0n });
  });

  it('refuses to forget a tenant that is active or has documents', async () => {
    await addTenant(store(), {}, [device('device1')]);

    await expect(store().deleteTenant(acmeKey)).rejects.toBeInstanceOf(RangeError);
    await store().beginRemoval(acmeKey);
    await expect(store().deleteTenant(acmeKey)).rejects.toBeInstanceOf(RangeError);
  });

  it('takes no more documents of a tenant that is being removed, and does not bring it back', async () => {
    await addTenant(store());
    await store().beginRemoval(acmeKey);

    await expect(store().importDocuments(acmeKey, [device('device1')])).rejects.toBeInstanceOf(UnknownTenantError);
    await expect(store().activateTenant(acmeKey)).rejects.toBeInstanceOf(UnknownTenantError);
    expect(await store().tenantsByKey([acmeKey])).toMatchObject([{ status: 'REMOVING', documents: 0 }]);
  });

  it('says which tenant is unknown', async () => {
    await expect(store().activateTenant('nobody')).rejects.toThrow(/nobody/);
    await expect(store().beginRemoval('nobody')).rejects.toBeInstanceOf(UnknownTenantError);
    await expect(store().removeDocuments('nobody', 1)).rejects.toBeInstanceOf(UnknownTenantError);
  });
}

function pages(store: () => Store): void {
  const names = ['Ärzte 50%', 'beta_1', 'Beta 1', 'Gamma', 'delta'];

  async function fill(): Promise<void> {
    for (const [index, name] of names.entries()) {
      const key = `00000000000${index}`;
      const documents = Array.from({ length: index }, (_, at) => document('Location', `l${at}`, {}, key));
      const created = { key, name, scaleFactor: 1 + (index % 2), createdAt: `2026-08-0${5 - index}T00:00:00.000Z` };
      await addTenant(store(), created, documents);
    }
    await store().createTenant(draft({ name: 'Half there' }));
  }

  it('shows active tenants only, in every order and direction', async () => {
    await fill();
    const order = async (field: TenantOrderField, direction: 'ASC' | 'DESC'): Promise<readonly string[]> =>
      itemsOf(await store().tenantPage({}, { field, direction }, page())).map(({ name }) => name);

    expect(await order('NAME', 'ASC')).toEqual(['Beta 1', 'beta_1', 'delta', 'Gamma', 'Ärzte 50%']);
    expect(await order('CREATED_AT', 'ASC')).toEqual(names.toReversed());
    expect(await order('DOCUMENTS', 'DESC')).toEqual(names.toReversed());
    expect(await order('BYTES', 'ASC')).toEqual(names);
    expect(await order('SCALE_FACTOR', 'ASC')).toEqual(['Ärzte 50%', 'Beta 1', 'delta', 'beta_1', 'Gamma']);
  });

  it.each(['NAME', 'CREATED_AT', 'SCALE_FACTOR', 'DOCUMENTS', 'BYTES'] as const)(
    'walks tenants by %s from both ends, in both directions, to the same list',
    async (field) => {
      await fill();
      for (const direction of ['ASC', 'DESC'] as const) {
        const all = itemsOf(await store().tenantPage({}, { field, direction }, page()));
        expect(all).toHaveLength(names.length);
        for (const fromEnd of [false, true]) {
          expect(await walk((slice) => store().tenantPage({}, { field, direction }, slice), 2, fromEnd)).toEqual(all);
        }
      }
    },
  );

  it('finds part of a name without regard to case; % and _ are just characters', async () => {
    await fill();
    const find = async (nameContains: string): Promise<readonly string[]> =>
      itemsOf(await store().tenantPage({ nameContains }, byName, page())).map(({ name }) => name);

    expect(await find('BETA')).toEqual(['Beta 1', 'beta_1']);
    expect(await find('_')).toEqual(['beta_1']);
    expect(await find('%')).toEqual(['Ärzte 50%']);
    expect(await find('äRZ')).toEqual(['Ärzte 50%']);
    expect(await find("'")).toEqual([]);
  });

  it('filters by naming convention and shard group, and counts what matches', async () => {
    const acme = await addTenant(store());
    await addTenant(store(), { key: globexKey, name: 'Globex', naming: 'snake_case' });

    const snake = await store().tenantPage({ naming: 'snake_case' }, byName, page());
    const group = await store().tenantPage({ groupId: acme.groupId }, byName, page());

    expect(itemsOf(snake)).toMatchObject([{ key: globexKey }]);
    expect(snake.totalCount).toBe(1);
    expect(itemsOf(group)).toEqual([acme]);
  });

  it('refuses positions that another order gave out, or nobody', async () => {
    await fill();
    const [first] = (await store().tenantPage({}, byName, page())).items;

    for (const after of [first!.position, 'nonsense', '[]', '["BYTES","x","y"]', '']) {
      const read = store().tenantPage({}, { field: 'BYTES', direction: 'ASC' }, page({ after }));
      await expect(read).rejects.toBeInstanceOf(InvalidCursorError);
    }
  });
}
