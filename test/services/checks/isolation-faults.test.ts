// Every kind of fault, planted into a tenant of either naming convention, is found with its counter-example.
import { afterEach, describe, expect, test } from 'vitest';

import { fixedClock } from '../../../src/services/base/clock.js';
import { checkIsolation } from '../../../src/services/checks/isolation.js';
import { type AssetKind, nameIn, type NamingConvention } from '../../../src/services/model/asset.js';
import type { Store } from '../../../src/services/store/port.js';
import { sample } from '../../support/cases.js';
import {
  acmeKey,
  change,
  double,
  generated,
  globalKey,
  leaveOut,
  openEmptyStore,
  type Planting,
  plantTenant,
  referenceTime,
} from '../../support/planted-tenants.js';

const key = (rest: string): string => `${acmeKey}:${rest}`;
const edgeKey = (rest: string): string => `${acmeKey}:${rest}:${acmeKey}`;
const created = generated('Device', key('device1-2'), 'created') as number;
const expired = generated('Device', key('device1-2'), 'expired') as bigint;

interface Fault {
  readonly fault: string;
  readonly check: string;
  /** Kind and `_key` of the counter-example; null: a document is missing or counts are off. */
  readonly shows: readonly [AssetKind, string] | null;
  /** `name` spells collections and properties in the tenant's convention. */
  readonly plant: (name: (camelCase: string) => string) => Planting;
}

const end = (name: string, rest: string, tenantKey = acmeKey): string => `${name}/${tenantKey}:${rest}`;

const faults: readonly Fault[] = [
  {
    fault: 'a document without tenant attribute',
    check: 'TENANT_ID_MATCHES_KEY',
    shows: ['Device', key('device3-1')],
    plant: (name) => change('Device', key('device3-1'), { [name('tenantId')]: undefined }),
  },
  {
    fault: 'a tenant attribute that is a number',
    check: 'TENANT_ID_MATCHES_KEY',
    shows: ['Location', key('location1')],
    plant: (name) => change('Location', key('location1'), { [name('tenantId')]: 7 }),
  },
  {
    fault: 'a tenant attribute of another tenant',
    check: 'TENANT_ID_MATCHES_KEY',
    shows: ['hasVersion', edgeKey('version1')],
    plant: (name) => change('hasVersion', edgeKey('version1'), { [name('tenantId')]: globalKey }),
  },
  {
    fault: 'a whole document of another tenant',
    check: 'TENANT_ID_MATCHES_KEY',
    shows: ['Location', `${globalKey}:location1`],
    plant: (name) =>
      change('Location', key('location1'), { _key: `${globalKey}:location1`, [name('tenantId')]: globalKey }),
  },
  {
    fault: 'a document without partition attribute',
    check: 'ONE_PARTITION_ATTRIBUTE',
    shows: ['Software', key('software1-0')],
    plant: () => change('Software', key('software1-0'), { [`tenant_${acmeKey}_attr`]: undefined }),
  },
  {
    fault: 'a second partition attribute',
    check: 'ONE_PARTITION_ATTRIBUTE',
    shows: ['Software', key('software1-0')],
    plant: () => change('Software', key('software1-0'), { [`tenant_${globalKey}_attr`]: globalKey }),
  },
  {
    fault: 'the partition attribute of another tenant',
    check: 'ONE_PARTITION_ATTRIBUTE',
    shows: ['DeviceProxyIn', key('device1')],
    plant: () =>
      change('DeviceProxyIn', key('device1'), {
        [`tenant_${acmeKey}_attr`]: undefined,
        [`tenant_${globalKey}_attr`]: globalKey,
      }),
  },
  {
    fault: 'a partition attribute with another value',
    check: 'ONE_PARTITION_ATTRIBUTE',
    shows: ['DeviceProxyIn', key('device1')],
    plant: () => change('DeviceProxyIn', key('device1'), { [`tenant_${acmeKey}_attr`]: globalKey }),
  },
  {
    fault: 'a vertex key without tenant',
    check: 'KEY_FORMAT',
    shows: ['Location', 'location1'],
    plant: () => change('Location', key('location1'), { _key: 'location1' }),
  },
  {
    fault: 'an edge key without suffix',
    check: 'KEY_FORMAT',
    shows: ['hasConnection', key('connection1')],
    plant: () => change('hasConnection', edgeKey('connection1'), { _key: key('connection1') }),
  },
  {
    fault: 'an edge key with the suffix of another tenant',
    check: 'KEY_FORMAT',
    shows: ['hasConnection', `${acmeKey}:connection1:${globalKey}`],
    plant: () => change('hasConnection', edgeKey('connection1'), { _key: `${acmeKey}:connection1:${globalKey}` }),
  },
  {
    fault: 'a version key without number',
    check: 'KEY_FORMAT',
    shows: ['Device', key('device1')],
    plant: () => change('Device', key('device1-5'), { _key: key('device1') }),
  },
  {
    fault: 'an edge to a vertex of another tenant',
    check: 'NO_EDGE_BETWEEN_TENANTS',
    shows: ['hasConnection', edgeKey('connection1')],
    plant: (name) =>
      change('hasConnection', edgeKey('connection1'), { _to: end(name('DeviceProxyIn'), 'device6', globalKey) }),
  },
  {
    fault: 'an edge from a vertex of another tenant',
    check: 'NO_EDGE_BETWEEN_TENANTS',
    shows: ['hasLocation', edgeKey('deviceLocation1')],
    plant: (name) =>
      change('hasLocation', edgeKey('deviceLocation1'), { _from: end(name('DeviceProxyOut'), 'device1', globalKey) }),
  },
  {
    fault: 'an edge to a vertex that does not exist',
    check: 'NO_DANGLING_EDGE',
    shows: ['hasConnection', edgeKey('connection1')],
    plant: (name) => change('hasConnection', edgeKey('connection1'), { _to: end(name('DeviceProxyIn'), 'device99') }),
  },
  {
    fault: 'an edge to an existing key in a wrong collection',
    check: 'NO_DANGLING_EDGE',
    shows: ['hasConnection', edgeKey('connection1')],
    plant: (name) => change('hasConnection', edgeKey('connection1'), { _to: end(name('Location'), 'device6') }),
  },
  {
    fault: 'an edge to no collection of ours',
    check: 'NO_DANGLING_EDGE',
    shows: ['hasConnection', edgeKey('connection1')],
    plant: () => change('hasConnection', edgeKey('connection1'), { _to: end('Printer', 'device6') }),
  },
  {
    fault: 'an edge whose vertex was lost',
    check: 'NO_DANGLING_EDGE',
    shows: ['hasConnection', edgeKey('connection1')],
    plant: () => leaveOut('DeviceProxyIn', key('device6')),
  },
  {
    fault: 'a document in a shard group of its own',
    check: 'ONE_SHARD_GROUP',
    shows: ['Location', key('location1')],
    // The store places a document by its attribute value, and this one falls on another shard group.
    plant: (name) => change('Location', key('location1'), { [name('tenantId')]: 'cccccccccccc' }),
  },
  {
    fault: 'a wrong type of the vertex that an edge leaves',
    check: 'EDGE_TYPES_AGREE',
    shows: ['hasLocation', edgeKey('deviceLocation1')],
    plant: (name) => change('hasLocation', edgeKey('deviceLocation1'), { [name('_fromType')]: name('Device') }),
  },
  {
    fault: 'a missing type of the vertex that an edge enters',
    check: 'EDGE_TYPES_AGREE',
    shows: ['hasLocation', edgeKey('deviceLocation1')],
    plant: (name) => change('hasLocation', edgeKey('deviceLocation1'), { [name('_toType')]: undefined }),
  },
  {
    fault: 'an edge between kinds that it never ties together',
    check: 'EDGE_TYPES_AGREE',
    shows: ['hasConnection', edgeKey('connection1')],
    plant: (name) =>
      change('hasConnection', edgeKey('connection1'), {
        _to: end(name('Location'), 'location1'),
        [name('_toType')]: name('Location'),
      }),
  },
  {
    fault: 'a version tied to the proxy of something else',
    check: 'EDGE_TYPES_AGREE',
    shows: ['hasVersion', edgeKey('version1')],
    plant: (name) => change('hasVersion', edgeKey('version1'), { _to: end(name('Device'), 'device10-0') }),
  },
  {
    fault: 'a device without location',
    check: 'ONE_LOCATION_PER_DEVICE',
    shows: ['DeviceProxyOut', key('device1')],
    plant: () => leaveOut('hasLocation', edgeKey('deviceLocation1')),
  },
  {
    fault: 'a device at two locations',
    check: 'ONE_LOCATION_PER_DEVICE',
    shows: ['DeviceProxyOut', key('device1')],
    plant: (name) =>
      double('hasLocation', edgeKey('deviceLocation1'), {
        _key: edgeKey('deviceLocation99'),
        _to: end(name('Location'), 'location2'),
      }),
  },
  {
    fault: 'a connection from a device to itself',
    check: 'CONNECTIONS_DISTINCT',
    shows: ['hasConnection', edgeKey('connection1')],
    plant: (name) => change('hasConnection', edgeKey('connection1'), { _to: end(name('DeviceProxyIn'), 'device1') }),
  },
  {
    fault: 'the same connection twice',
    check: 'CONNECTIONS_DISTINCT',
    shows: ['hasConnection', edgeKey('connection99')],
    plant: () => double('hasConnection', edgeKey('connection1'), { _key: edgeKey('connection99') }),
  },
  {
    fault: 'software on a router',
    check: 'SOFTWARE_ON_RIGHT_DEVICES',
    shows: ['hasDeviceSoftware', edgeKey('deviceSoftware1')],
    plant: (name) =>
      change('hasDeviceSoftware', edgeKey('deviceSoftware1'), { _from: end(name('DeviceProxyOut'), 'device6') }),
  },
  {
    fault: 'the same software twice on one device',
    check: 'SOFTWARE_ON_RIGHT_DEVICES',
    shows: ['hasDeviceSoftware', edgeKey('deviceSoftware99')],
    plant: () => double('hasDeviceSoftware', edgeKey('deviceSoftware1'), { _key: edgeKey('deviceSoftware99') }),
  },
  {
    fault: 'software that runs nowhere',
    check: 'SOFTWARE_IN_USE',
    shows: ['SoftwareProxyIn', key('software1')],
    plant: (name) => (documents) =>
      documents.filter(
        ({ fields }) => fields._to !== end(name('SoftwareProxyIn'), 'software1') || !isInstallation(fields),
      ),
  },
  {
    fault: 'a version that ends before it begins',
    check: 'INTERVALS_POSITIVE',
    shows: ['Device', key('device1-2')],
    plant: () => change('Device', key('device1-2'), { expired: BigInt(created) }),
  },
  {
    fault: 'a location whose "never" lost its last digit to rounding',
    check: 'INTERVALS_POSITIVE',
    shows: ['Location', key('location1')],
    plant: () => change('Location', key('location1'), { expired: 9_223_372_036_854_775_000n }),
  },
  {
    fault: 'an edge without time of creation',
    check: 'INTERVALS_POSITIVE',
    shows: ['hasConnection', edgeKey('connection1')],
    plant: () => change('hasConnection', edgeKey('connection1'), { created: undefined }),
  },
  {
    fault: 'a gap between two versions',
    check: 'VERSIONS_CONTIGUOUS',
    shows: ['Device', key('device1-2')],
    plant: () => change('Device', key('device1-2'), { expired: expired - 1n }),
  },
  {
    fault: 'an overlap of two versions',
    check: 'VERSIONS_CONTIGUOUS',
    shows: ['Device', key('device1-2')],
    plant: () => change('Device', key('device1-2'), { expired: expired + 1n }),
  },
  {
    fault: 'two current versions',
    check: 'VERSIONS_CONTIGUOUS',
    shows: ['Device', key('device1-0')],
    plant: () => change('Device', key('device1-2'), { expired: 9_223_372_036_854_775_807n }),
  },
  {
    fault: 'no current version',
    check: 'VERSIONS_CONTIGUOUS',
    shows: ['Software', key('software30-0')],
    plant: () => change('Software', key('software30-0'), { expired: 1_900_000_000n }),
  },
  {
    fault: 'a document less than the scale factor says',
    check: 'COUNTS_AS_EXPECTED',
    shows: null,
    plant: () => leaveOut('hasVersion', edgeKey('version1')),
  },
  {
    fault: 'a document more than the scale factor says',
    check: 'COUNTS_AS_EXPECTED',
    shows: null,
    plant: () => double('Location', key('location1'), { _key: key('location99') }),
  },
];

function isInstallation(fields: Readonly<Record<string, unknown>>): boolean {
  return String(fields._key).startsWith(key('deviceSoftware'));
}

describe.each<NamingConvention>(sample(['camelCase', 'snake_case']))('in a tenant with %s names', (naming) => {
  let store: Store | null = null;
  afterEach(() => store?.close());

  test.each(faults)('finds $fault', async ({ check, shows, plant }) => {
    store = await openEmptyStore();
    await plantTenant(store, acmeKey, { naming, planting: plant((camelCase) => nameIn(naming, camelCase)) });
    await plantTenant(store, globalKey, { naming });

    const report = await checkIsolation({ store, clock: fixedClock(referenceTime) }, { tenantKey: null });

    const found = report.findings.filter((finding) => finding.check === check);
    expect(report.status).toBe('FAIL');
    expect(report.checks.find(({ code }) => code === check)?.status).toBe('FAIL');
    expect(found[0]).toMatchObject({
      tenantKey: acmeKey,
      documentId: shows && `${nameIn(naming, shows[0])}/${shows[1]}`,
    });
  });

  test('finds nothing in sound tenants', async () => {
    store = await openEmptyStore();
    await plantTenant(store, acmeKey, { naming });
    await plantTenant(store, globalKey, { naming });

    const report = await checkIsolation({ store, clock: fixedClock(referenceTime) }, { tenantKey: null });

    expect(report.findings).toEqual([]);
    expect(report.checks.filter(({ status }) => status !== 'PASS')).toEqual([]);
    expect(report).toMatchObject({
      status: 'PASS',
      tenantsChecked: 2,
      documentsChecked: 2_190,
      edgesChecked: 1_380,
      findingsTotal: 0,
    });
  });
});
