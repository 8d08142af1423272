/** The contract of pages of documents: time, filters, order, both directions. */
import { expect, it } from 'vitest';

import { type AssetDocument, type AssetKind, NEVER_EXPIRES } from '../../../../src/services/model/asset.js';
import type { AssetFilter, PageRequest, Store } from '../../../../src/services/store/port.js';
import { acmeKey, addTenant, device, document, globexKey, itemsOf, page, restOf, walk } from './samples.js';

interface Asked {
  readonly kind?: AssetKind;
  readonly tenantKey?: string;
  readonly filter?: AssetFilter;
  readonly asOf?: number | null;
  readonly slice?: PageRequest;
}

/** Registers the tests of pages of documents. */
export function assetPageContract(store: () => Store): void {
  const read = async ({ kind = 'Device', tenantKey = acmeKey, filter = {}, asOf = null, slice = page() }: Asked) => {
    const [result] = await store().assetPages([{ tenantKey, kind, filter, asOf, page: slice }]);
    return result!;
  };
  const keys = async (asked: Asked): Promise<readonly string[]> =>
    itemsOf(await read(asked)).map(({ fields }) => restOf(fields));

  times(store, keys);
  filters(store, keys);
  slices(store, read, keys);
}

type ReadKeys = (asked: Asked) => Promise<readonly string[]>;

function times(store: () => Store, keys: ReadKeys): void {
  it('shows the current version, or the one that was valid at a time: created <= t < expired', async () => {
    await addTenant(store(), {}, [
      device('device1-0', { created: 300, expired: NEVER_EXPIRES }),
      device('device1-1', { created: 200, expired: 300 }),
      device('device1-2', { created: 100, expired: 200 }),
      device('device2-0', { created: 250, expired: 260 }),
    ]);

    expect(await keys({})).toEqual(['device1-0']);
    expect(await keys({ asOf: 99 })).toEqual([]);
    expect(await keys({ asOf: 100 })).toEqual(['device1-2']);
    expect(await keys({ asOf: 199 })).toEqual(['device1-2']);
    expect(await keys({ asOf: 250 })).toEqual(['device1-1', 'device2-0']);
    expect(await keys({ asOf: 260 })).toEqual(['device1-1']);
    expect(await keys({ asOf: 300 })).toEqual(['device1-0']);
    expect(await keys({ asOf: 9_007_199_254_740_991 })).toEqual(['device1-0']);
  });

  it('shows locations and proxies whatever the time', async () => {
    const location = document('Location', 'location1', { name: 'Here', created: 500, expired: NEVER_EXPIRES });
    await addTenant(store(), {}, [location, document('DeviceProxyIn', 'device1', { name: 'Proxy' })]);

    expect(await keys({ kind: 'Location', asOf: 100 })).toEqual(['location1']);
    expect(await keys({ kind: 'DeviceProxyIn', asOf: 100 })).toEqual(['device1']);
    expect(await keys({ kind: 'DeviceProxyIn' })).toEqual(['device1']);
  });
}

function filters(store: () => Store, keys: ReadKeys): void {
  it('filters by type and by part of the name without regard to case, also beyond ASCII', async () => {
    await addTenant(store(), {}, [
      device('device1', { name: 'ZÜRICH core', type: 'router' }),
      device('device2', { name: 'Zürich edge', type: 'server' }),
      device('device3', { name: '100%_done', type: 'server' }),
    ]);

    expect(await keys({ filter: { type: 'server' } })).toEqual(['device2', 'device3']);
    expect(await keys({ filter: { nameContains: 'züRICH' } })).toEqual(['device1', 'device2']);
    expect(await keys({ filter: { nameContains: 'zürich', type: 'router' } })).toEqual(['device1']);
    expect(await keys({ filter: { nameContains: '%' } })).toEqual(['device3']);
    expect(await keys({ filter: { nameContains: '0_' } })).toEqual([]);
    expect(await keys({ filter: { nameContains: '' } })).toHaveLength(3);
    expect(await keys({ filter: { type: 'Server' } })).toEqual([]);
    expect(await keys({ filter: { type: 'server' }, asOf: 100 })).toEqual(['device2', 'device3']);
  });

  it('answers for one tenant and one kind only', async () => {
    await addTenant(store(), {}, [device('device1')]);
    await addTenant(store(), { key: globexKey, name: 'Globex' }, [
      document('Device', 'device9', { created: 1, expired: NEVER_EXPIRES }, globexKey),
    ]);

    expect(await keys({})).toEqual(['device1']);
    expect(await keys({ tenantKey: globexKey })).toEqual(['device9']);
    expect(await keys({ kind: 'Software' })).toEqual([]);
    expect(await keys({ tenantKey: 'nobody' })).toEqual([]);
  });
}

function slices(
  store: () => Store,
  read: (asked: Asked) => ReturnType<Store['assetPages']> extends Promise<readonly (infer P)[]> ? Promise<P> : never,
  keys: ReadKeys,
): void {
  const devices: readonly AssetDocument[] = Array.from({ length: 7 }, (_, index) =>
    device(`device${index}`, { type: index % 2 === 0 ? 'router' : 'server' }),
  );

  it('walks from both ends to the same list, with and without a filter', async () => {
    await addTenant(store(), {}, devices);

    for (const [filter, count] of [
      [{}, 7],
      [{ type: 'router' }, 4],
    ] as const) {
      const all = itemsOf(await read({ filter }));
      expect(all).toHaveLength(count);
      for (const limit of [1, 2, 3, 7]) {
        expect(await walk((slice) => read({ filter, slice }), limit, false)).toEqual(all);
        expect(await walk((slice) => read({ filter, slice }), limit, true)).toEqual(all);
      }
    }
  });

  it('takes a range between two positions, from either end, and knows what lies around it', async () => {
    await addTenant(store(), {}, devices);
    const positions = (await read({})).items.map(({ position }) => position);
    const range = { after: positions[1]!, before: positions[5]! };

    const first = await read({ slice: page({ ...range, limit: 2 }) });
    const last = await read({ slice: page({ ...range, limit: 2, fromEnd: true }) });
    const whole = await read({ slice: page(range) });

    expect(first.items.map(({ position }) => position)).toEqual(positions.slice(2, 4));
    expect(last.items.map(({ position }) => position)).toEqual(positions.slice(3, 5));
    expect(whole.items).toHaveLength(3);
    for (const { hasPrevious, hasNext } of [first, last, whole]) expect([hasPrevious, hasNext]).toEqual([true, true]);
  });

  it('counts all that match on every page, also on an empty one', async () => {
    await addTenant(store(), {}, devices);
    const last = (await read({})).items.at(-1)!.position;

    const beyond = await read({ slice: page({ after: last }) });

    expect(beyond).toEqual({ items: [], hasPrevious: true, hasNext: false, totalCount: 7 });
    expect(await read({ filter: { type: 'server' }, slice: page({ limit: 1 }) })).toMatchObject({ totalCount: 3 });
    expect(await read({ tenantKey: 'nobody' })).toEqual({
      items: [],
      hasPrevious: false,
      hasNext: false,
      totalCount: 0,
    });
  });

  it('goes on after a document that was removed meanwhile', async () => {
    await addTenant(store(), {}, devices);
    const missing = `${acmeKey}:device3-gone`;

    expect(await keys({ slice: page({ after: missing, limit: 1 }) })).toEqual(['device4']);
    expect(await keys({ slice: page({ before: missing, limit: 1, fromEnd: true }) })).toEqual(['device3']);
  });

  it('answers several requests in their order', async () => {
    await addTenant(store(), {}, [...devices, document('Location', 'location1')]);
    const request = (kind: AssetKind) => ({ tenantKey: acmeKey, kind, filter: {}, asOf: null, page: page() });

    const pages = await store().assetPages([request('Location'), request('Software'), request('Device')]);

    expect(pages.map(({ totalCount }) => totalCount)).toEqual([1, 0, 7]);
  });

  it('refuses a limit beyond 500', async () => {
    await expect(read({ slice: page({ limit: 501 }) })).rejects.toBeInstanceOf(RangeError);
    await expect(read({ slice: page({ limit: 0 }) })).rejects.toBeInstanceOf(RangeError);
  });
}
