import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { AssetService } from '../../../src/services/assets/service.js';
import type { NamingConvention } from '../../../src/services/model/asset.js';
import type { Device } from '../../../src/services/model/asset-view.js';
import type { ScannedDocument } from '../../../src/services/store/port.js';
import { openTestServices, type TestServices } from '../../support/services.js';

let opened: TestServices;
let assets: AssetService;
const firstPage = { limit: 500, after: null, before: null, fromEnd: false };

beforeEach(async () => {
  opened = await openTestServices({ start: false });
  assets = opened.services.assets;
});

afterEach(() => opened.services.stop());

async function devicesOf(
  naming: NamingConvention,
): Promise<{ devices: readonly Device[]; all: readonly ScannedDocument[] }> {
  const { key } = await opened.services.tenants.add({ name: `Tenant ${naming}`, naming });
  const [page] = await assets.devicePages([{ tenantKey: key, filter: {}, asOf: null, page: firstPage }]);
  const { documents } = await opened.store.scanDocuments({ tenantKey: key, after: null, limit: 5000 });
  return { devices: page?.items.map(({ item }) => item) ?? [], all: documents };
}

/** The proxies are named after the device without its version: `...:device1-0` has `...:device1`. */
function proxyKey(device: Device): string {
  return device.key.replace(/-\d+$/, '');
}

function edgesFrom(all: readonly ScannedDocument[], kind: string, fromKey: string): readonly ScannedDocument[] {
  return all.filter((edge) => edge.kind === kind && (edge.fields._from as string).endsWith(`/${fromKey}`));
}

describe.each(['camelCase', 'snake_case'] as const)('devices of a %s tenant', (naming) => {
  it('are twenty current ones', async () => {
    const { devices } = await devicesOf(naming);

    expect(devices).toHaveLength(20);
    expect(devices.every(({ isCurrent }) => isCurrent)).toBe(true);
  });

  it('have the location that the edges lead to', async () => {
    const { devices, all } = await devicesOf(naming);

    const locations = await assets.locationsOfDevices(devices);

    const expected = devices.map((device) => edgesFrom(all, 'hasLocation', proxyKey(device))[0]?.fields._to as string);
    expect(locations.map((location) => location?.key)).toEqual(expected.map((id) => id.split('/')[1]));
  });

  it('run the software that the edges lead to, in its current version', async () => {
    const { devices, all } = await devicesOf(naming);

    const software = await assets.softwareOfDevices(devices);

    const counts = devices.map((device) => edgesFrom(all, 'hasDeviceSoftware', proxyKey(device)).length);
    expect(software.map((list) => list.length)).toEqual(counts);
    expect(software.flat().every(({ isCurrent }) => isCurrent)).toBe(true);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(40);
  });

  it('have six versions each, newest first and without a gap', async () => {
    const { devices } = await devicesOf(naming);

    const histories = await assets.historiesOfDevices(devices);

    expect(histories.map((history) => history.length)).toEqual(devices.map(() => 6));
    expect(devices.length).toBeGreaterThan(0);
    for (const history of histories) {
      history.slice(1).forEach((older, index) => expect(older.expired).toBe(BigInt(history[index]?.created ?? 0)));
    }
  });

  it('connect to other devices of the same tenant', async () => {
    const { devices } = await devicesOf(naming);
    const connections = (await assets.connectionsOfDevices(devices)).flat();

    const [from, to] = await Promise.all([
      assets.startsOfConnections(connections),
      assets.endsOfConnections(connections),
    ]);

    expect(connections).toHaveLength(30);
    expect([...from, ...to].map((device) => device?.tenantKey)).toEqual(
      Array.from({ length: 60 }, () => devices[0]?.tenantKey),
    );
    expect(from.filter((device, at) => device?.key === to[at]?.key)).toEqual([]);
    expect(from.map((device) => device && proxyKey(device))).toEqual(connections.map(({ fromKey }) => fromKey));
  });
});

describe('going the other way', () => {
  it('finds every device at exactly one location', async () => {
    const { devices } = await devicesOf('camelCase');
    const [page] = await assets.locationPages([{ tenantKey: devices[0]?.tenantKey ?? '', page: firstPage }]);

    const atLocations = await assets.devicesAtLocations(page?.items.map(({ item }) => item) ?? []);

    expect(
      atLocations
        .flat()
        .map(({ key }) => key)
        .sort(),
    ).toEqual(devices.map(({ key }) => key).sort());
  });

  it('finds the devices that run a software from the software', async () => {
    const { devices } = await devicesOf('camelCase');
    const software = await assets.softwareOfDevices(devices);
    const at = software.findIndex((list) => list.length > 0);

    const [running = []] = await assets.devicesOfSoftware(software[at]!.slice(0, 1));

    expect(running.map(({ key }) => key)).toContain(devices[at]!.key);
  });
});

describe('devices at a point in time', () => {
  it('are the versions that were valid then', async () => {
    const { devices } = await devicesOf('camelCase');
    const [history = []] = await assets.historiesOfDevices(devices.slice(0, 1));
    const old = history[3];
    if (!old) throw new Error('no fourth version');

    const asOf = new Date(old.created * 1000);
    const [page] = await assets.devicePages([{ tenantKey: old.tenantKey, filter: {}, asOf, page: firstPage }]);

    expect(page?.items.map(({ item }) => item.key)).toContain(old.key);
    expect(page?.items.every(({ item }) => item.created <= old.created && item.expired > old.created)).toBe(true);
  });
});
