/** The contract of documents: exact, all or none, counted, in their group, found by key and by edge, scanned. */
import { expect, it } from 'vitest';

import { InvalidCursorError, UnknownTenantError } from '../../../../src/services/errors/errors.js';
import { type AssetDocument, assetKinds, isEdgeKind, NEVER_EXPIRES } from '../../../../src/services/model/asset.js';
import { encodeDocument } from '../../../../src/services/model/document-json.js';
import { groupSize } from '../../../../src/services/model/topology.js';
import type { Store } from '../../../../src/services/store/port.js';
import type { StoreTraits } from '../contract.js';
import { acmeKey, addTenant, device, document, edge, globexKey, restOf } from './samples.js';

/** Registers the tests of documents. */
export function assetContract(store: () => Store, traits: StoreTraits): void {
  imports(store, traits);
  lookUps(store);
  scans(store);
}

function bytesOf(documents: readonly AssetDocument[]): bigint {
  return documents.reduce((sum, { fields }) => sum + BigInt(Buffer.byteLength(encodeDocument(fields))), 0n);
}

function imports(store: () => Store, { hasExactSizes }: StoreTraits): void {
  it('gives documents back exactly as they came, 2^63 - 1 included', async () => {
    const odd = device('device1-0', {
      name: 'Zürich "1" \u0000 \ud83d\ude00',
      firewallRules: ['allow 443'],
      nested: { coordinates: [8.5, -0.25], none: null, yes: true },
      serial: '9223372036854775807',
    });
    await addTenant(store(), {}, [odd]);

    const [found] = await store().documentsByRef([{ kind: 'Device', key: `${acmeKey}:device1-0` }]);

    expect(found).toEqual(odd);
    expect(found?.fields.expired).toBe(9223372036854775807n);
  });

  it('counts inserted documents and their bytes for tenant, group and shard', async () => {
    const documents = [
      device('a', { name: 'Zürich' }),
      device('b'),
      edge('hasConnection', 'c', 'Device/a', 'Device/b'),
    ];
    await addTenant(store());

    const outcome = await store().importDocuments(acmeKey, documents);

    const bytes = bytesOf(documents);
    expect(outcome).toEqual({ inserted: 3, ignored: 0, bytes });
    const [tenant] = await store().tenantsByKey([acmeKey]);
    expect(tenant).toMatchObject({
      documents: 3,
      bytes,
      documentsByKind: { Device: 2, hasConnection: 1, Software: 0 },
    });
    const { groups } = await store().readTopology();
    const group = groups.find(({ groupId }) => groupId === tenant!.groupId)!;
    expect(groupSize(group).documents).toBe(3);
    if (hasExactSizes) expect(groupSize(group).bytes).toBe(bytes);
    expect(groups.reduce((sum, other) => sum + groupSize(other).documents, 0)).toBe(3);
    expect(group.shards.find(({ collection }) => collection === 'Device')).toMatchObject({ documents: 2 });
  });

  it('ignores documents that are there already, within one call too, and counts only the new ones', async () => {
    const documents = Array.from({ length: 20 }, (_, index) => device(`device${index}`));
    await addTenant(store(), {}, documents.slice(0, 5));

    const outcome = await store().importDocuments(acmeKey, [...documents, device('device19', { name: 'Other' })]);

    expect(outcome).toEqual({ inserted: 15, ignored: 6, bytes: bytesOf(documents.slice(5)) });
    expect(await store().tenantsByKey([acmeKey])).toMatchObject([{ documents: 20, bytes: bytesOf(documents) }]);
    expect(await store().documentsByRef([{ kind: 'Device', key: `${acmeKey}:device19` }])).toEqual([documents[19]]);
  });

  it('stores nothing of a call with one bad document', async () => {
    await addTenant(store());
    const bad: AssetDocument = { kind: 'Device', fields: { tenantId: acmeKey } };

    await expect(store().importDocuments(acmeKey, [device('device1'), bad])).rejects.toBeInstanceOf(RangeError);

    expect(await store().countDocuments([acmeKey])).toMatchObject([{ Device: 0 }]);
    expect(await store().tenantsByKey([acmeKey])).toMatchObject([{ documents: 0, bytes: 0n }]);
  });

  it('takes as many documents a call as it says and refuses one more', async () => {
    await addTenant(store());
    const most = store().batches.documents;
    const documents = Array.from({ length: most + 1 }, (_, index) => device(`device${index}`));

    await expect(store().importDocuments(acmeKey, documents)).rejects.toThrow(String(most));

    expect(await store().importDocuments(acmeKey, documents.slice(1))).toMatchObject({ inserted: most });
    expect(await store().importDocuments(acmeKey, [])).toEqual({ inserted: 0, ignored: 0, bytes: 0n });
  });

  it('refuses documents of an unknown tenant', async () => {
    await expect(store().importDocuments('nobody', [device('device1')])).rejects.toBeInstanceOf(UnknownTenantError);
  });

  it('counts what is really there by kind, one record per key, zeros for an unknown tenant', async () => {
    const oneOfEach = assetKinds.map((kind) =>
      isEdgeKind(kind) ? edge(kind, `${kind}1`, 'Device/a', 'Device/b') : document(kind, `${kind}1`),
    );
    await addTenant(store(), {}, [...oneOfEach, device('device2')]);

    const [unknown, acme] = await store().countDocuments(['nobody', acmeKey]);

    expect(Object.values(unknown!)).toEqual(assetKinds.map(() => 0));
    expect(acme).toEqual({ ...Object.fromEntries(assetKinds.map((kind) => [kind, 1])), Device: 2 });
  });

  it('keeps imports that run at the same time apart', async () => {
    await addTenant(store());
    await addTenant(store(), { key: globexKey, name: 'Globex' });
    const batches = Array.from({ length: 6 }, (_, batch) =>
      Array.from({ length: 50 }, (_, index) =>
        document('Location', `location${batch}-${index}`, {}, batch % 2 === 0 ? acmeKey : globexKey),
      ),
    );

    await Promise.all(
      batches.map((batch, index) => store().importDocuments(index % 2 === 0 ? acmeKey : globexKey, batch)),
    );

    expect(await store().countDocuments([acmeKey, globexKey])).toMatchObject([{ Location: 150 }, { Location: 150 }]);
    expect(await store().tenantsByKey([acmeKey, globexKey])).toMatchObject([{ documents: 150 }, { documents: 150 }]);
  });
}

function lookUps(store: () => Store): void {
  it('answers a batch of references in order, with null for missing documents', async () => {
    const documents = [device('device1'), document('Location', 'device1', { name: 'Here' })];
    await addTenant(store(), {}, documents);
    const ref = (kind: 'Device' | 'Location' | 'Software', key: string) => ({ kind, key: `${acmeKey}:${key}` });

    const found = await store().documentsByRef([
      ref('Location', 'device1'),
      ref('Software', 'device1'),
      ref('Device', 'device1'),
      { kind: 'Device', key: 'nobody:device1' },
      { kind: 'Device', key: '' },
    ]);

    expect(found).toEqual([documents[1], null, documents[0], null, null]);
  });

  it('answers edges of one kind in each direction, in the order of their keys', async () => {
    const second = edge('hasConnection', 'c2', 'DeviceProxyOut/a', 'DeviceProxyIn/b');
    const first = edge('hasConnection', 'c1', 'DeviceProxyOut/a', 'DeviceProxyIn/c');
    const other = edge('hasLocation', 'l1', 'DeviceProxyOut/a', 'Location/x');
    await addTenant(store(), {}, [second, first, other]);
    const vertex = { kind: 'DeviceProxyOut', key: `${acmeKey}:a` } as const;

    const found = await store().edges([
      { kind: 'hasConnection', vertex, direction: 'OUT' },
      { kind: 'hasConnection', vertex, direction: 'IN' },
      { kind: 'hasConnection', vertex: { kind: 'DeviceProxyIn', key: `${acmeKey}:b` }, direction: 'IN' },
      { kind: 'hasLocation', vertex, direction: 'OUT' },
      { kind: 'hasLocation', vertex: { kind: 'Device', key: `${acmeKey}:a` }, direction: 'OUT' },
    ]);

    expect(found).toEqual([[first, second], [], [second], [other], []]);
  });

  it('walks along edges from each start to vertices, to current ones, or to the last edges', async () => {
    const exit = edge('hasVersion', 'v1', 'Device/a-0', 'DeviceProxyOut/a');
    const installed = ['s2', 's1'].map((name) =>
      edge('hasDeviceSoftware', `i-${name}`, 'DeviceProxyOut/a', `SoftwareProxyIn/${name}`),
    );
    const versions = ['s1', 's2'].flatMap((name) =>
      [0, 1].map((at) => edge('hasVersion', `v-${name}-${at}`, `SoftwareProxyIn/${name}`, `Software/${name}-${at}`)),
    );
    const software = ['s1', 's2'].flatMap((name) => [
      document('Software', `${name}-0`, { created: 1, expired: 2n }),
      document('Software', `${name}-1`, { created: 2, expired: NEVER_EXPIRES }),
    ]);
    const twice = edge('hasVersion', 'v2', 'Device/a-0', 'DeviceProxyOut/a');
    const elsewhere = edge('hasVersion', 'v3', 'Device/a-0', 'SoftwareProxyIn/s1');
    await addTenant(store(), {}, [exit, twice, elsewhere, ...installed, ...versions, ...software]);
    const starts = ['a-0', 'a-1'].map((key) => ({ kind: 'Device' as const, key: `${acmeKey}:${key}` }));
    const toExit = { edge: 'hasVersion', direction: 'OUT', to: 'DeviceProxyOut' } as const;
    const toSoftware = { edge: 'hasDeviceSoftware', direction: 'OUT', to: 'SoftwareProxyIn' } as const;
    const toVersions = { edge: 'hasVersion', direction: 'OUT', to: 'Software' } as const;

    const steps = [toExit, toSoftware, toVersions];

    expect(await store().walk({ starts, steps, found: 'VERTICES' })).toEqual([software, []]);
    expect(await store().walk({ starts, steps, found: 'CURRENT' })).toEqual([[software[1], software[3]], []]);
    expect(await store().walk({ starts, steps: [toExit, toSoftware], found: 'EDGES' })).toEqual([
      [installed[1], installed[0]],
      [],
    ]);
    expect(await store().walk({ starts: [], steps, found: 'VERTICES' })).toEqual([]);
  });

  it('walks against the direction of edges, and past vertices that are missing', async () => {
    const located = edge('hasLocation', 'l', 'DeviceProxyOut/a', 'Location/x');
    const versions = ['a-0', 'a-1'].map((name) => edge('hasVersion', name, `Device/${name}`, 'DeviceProxyOut/a'));
    const device1 = document('Device', 'a-1', { created: 2, expired: NEVER_EXPIRES });
    await addTenant(store(), {}, [located, ...versions, device1]);

    const found = await store().walk({
      starts: [{ kind: 'Location', key: `${acmeKey}:x` }],
      steps: [
        { edge: 'hasLocation', direction: 'IN', to: 'DeviceProxyOut' },
        { edge: 'hasVersion', direction: 'IN', to: 'Device' },
      ],
      found: 'VERTICES',
    });

    expect(found).toEqual([[device1]]);
  });

  it('finds edges of snake_case collections by the same references', async () => {
    const fields = { _key: `${acmeKey}:l1:${acmeKey}`, tenant_id: acmeKey, _to: `location/${acmeKey}:x` };
    const found = { kind: 'hasLocation', fields: { ...fields, _from: `device_proxy_out/${acmeKey}:a` } } as const;
    await addTenant(store(), { naming: 'snake_case' }, [found]);

    const vertex = { kind: 'DeviceProxyOut', key: `${acmeKey}:a` } as const;

    expect(await store().edges([{ kind: 'hasLocation', vertex, direction: 'OUT' }])).toEqual([[found]]);
  });
}

function scans(store: () => Store): void {
  it('visits every document once in the order of tenant, kind and key, whatever the page size', async () => {
    const documents = [
      device('b'),
      device('a'),
      document('Software', 's'),
      edge('hasVersion', 'v', 'Device/a', 'DeviceProxyOut/y'),
    ];
    await addTenant(store(), {}, documents);
    await addTenant(store(), { key: globexKey, name: 'Globex' }, [document('Location', 'l', {}, globexKey)]);
    const expected = ['l', 'a', 'b', 's', `v:${acmeKey}`];

    for (const limit of [1, 2, 3, 5000]) {
      const keys: string[] = [];
      let after: string | null = null;
      do {
        const scan = await store().scanDocuments({ tenantKey: null, after, limit });
        expect(scan.documents.length).toBeLessThanOrEqual(limit);
        keys.push(...scan.documents.map(({ fields }) => restOf(fields)));
        after = scan.next;
      } while (after !== null);
      expect(keys).toEqual(expected);
    }
  });

  it('scans nothing for an unknown tenant and refuses a position it did not give', async () => {
    await addTenant(store(), {}, [device('device1', { expired: NEVER_EXPIRES })]);

    expect(await store().scanDocuments({ tenantKey: 'nobody', after: null, limit: 1 })).toEqual({
      documents: [],
      next: null,
    });
    const forged = store().scanDocuments({ tenantKey: null, after: 'nonsense', limit: 1 });
    await expect(forged).rejects.toBeInstanceOf(InvalidCursorError);
    await expect(store().scanDocuments({ tenantKey: null, after: null, limit: 5001 })).rejects.toThrow(RangeError);
  });
}
