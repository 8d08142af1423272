/** Questions about tenants' network assets: pages of them, single ones, and what they are linked to. Always batched. */
import { type AssetDocument, type AssetKind, type NamingConvention, namingOf } from '../model/asset.js';
import {
  type AssetView,
  type Connection,
  type Device,
  type Location,
  readConnection,
  readDevice,
  readLocation,
  readSoftware,
  type Software,
} from '../model/asset-view.js';
import type { AssetFilter, AssetStore, Page, PageRequest, VertexRef, WalkStep } from '../store/port.js';
import { AssetMemory } from './memory.js';

export interface VersionPageRequest {
  readonly tenantKey: string;
  readonly filter: AssetFilter;
  /** null: the versions that are current. */
  readonly asOf: Date | null;
  readonly page: PageRequest;
}

/** All functions are batched: one answer per request, in the order of the requests, with a fixed number of store calls. */
export interface AssetService {
  devicePages(requests: readonly VersionPageRequest[]): Promise<readonly Page<Device>[]>;
  softwarePages(requests: readonly VersionPageRequest[]): Promise<readonly Page<Software>[]>;
  locationPages(requests: readonly { tenantKey: string; page: PageRequest }[]): Promise<readonly Page<Location>[]>;
  /** By `_key`; null where there is none. */
  devicesByKey(keys: readonly string[]): Promise<readonly (Device | null)[]>;
  softwareByKey(keys: readonly string[]): Promise<readonly (Software | null)[]>;
  locationsByKey(keys: readonly string[]): Promise<readonly (Location | null)[]>;
  connectionsByKey(keys: readonly string[]): Promise<readonly (Connection | null)[]>;
  /** Where each device is; null where it has no location. */
  locationsOfDevices(devices: readonly Device[]): Promise<readonly (Location | null)[]>;
  /** Connections that start at each device. */
  connectionsOfDevices(devices: readonly Device[]): Promise<readonly (readonly Connection[])[]>;
  /** The software that runs on each device, in its current version. */
  softwareOfDevices(devices: readonly Device[]): Promise<readonly (readonly Software[])[]>;
  /** The devices that run each software, in their current version. */
  devicesOfSoftware(software: readonly Software[]): Promise<readonly (readonly Device[])[]>;
  /** The devices at each location, in their current version. */
  devicesAtLocations(locations: readonly Location[]): Promise<readonly (readonly Device[])[]>;
  /** All versions of each device, newest first. */
  historiesOfDevices(devices: readonly Device[]): Promise<readonly (readonly Device[])[]>;
  historiesOfSoftware(software: readonly Software[]): Promise<readonly (readonly Software[])[]>;
  /** The device that each connection leaves, in its current version; null where there is none. */
  startsOfConnections(connections: readonly Connection[]): Promise<readonly (Device | null)[]>;
  /** The device that each connection leads to, likewise. */
  endsOfConnections(connections: readonly Connection[]): Promise<readonly (Device | null)[]>;
  /** Where callers keep what these functions have answered. */
  readonly memory: AssetMemory;
}

type Read<T> = (document: AssetDocument, naming: NamingConvention) => T;

/** Returns the asset service on top of a store. */
export function createAssetService(store: AssetStore): AssetService {
  const byKey =
    <T>(kind: AssetKind, read: Read<T>) =>
    async (keys: readonly string[]): Promise<readonly (T | null)[]> => {
      const documents = await store.documentsByRef(keys.map((key) => ({ kind, key })));
      return documents.map((document) => (document ? read(document, namingOf(document)) : null));
    };

  const versionPages =
    <T>(kind: AssetKind, read: Read<T>) =>
    async (requests: readonly VersionPageRequest[]): Promise<readonly Page<T>[]> => {
      const pages = await store.assetPages(
        requests.map(({ asOf, ...request }) => ({
          ...request,
          kind,
          asOf: asOf === null ? null : Math.floor(asOf.getTime() / 1000),
        })),
      );
      return pages.map((page) => readPage(page, read));
    };

  return {
    memory: new AssetMemory(store),
    devicePages: versionPages('Device', readDevice),
    softwarePages: versionPages('Software', readSoftware),
    locationPages: (requests: readonly { tenantKey: string; page: PageRequest }[]) =>
      versionPages('Location', readLocation)(requests.map((request) => ({ ...request, filter: {}, asOf: null }))),

    devicesByKey: byKey('Device', readDevice),
    softwareByKey: byKey('Software', readSoftware),
    locationsByKey: byKey('Location', readLocation),
    connectionsByKey: byKey('hasConnection', readConnection),

    ...linksOfDevices(store),
    ...linksOfOthers(store),
  };
}

/** A device is linked at its proxies, its versions at theirs: `hasVersion` leads from an entry to versions, from versions to an exit. */
const toExit: WalkStep = { edge: 'hasVersion', direction: 'OUT', to: 'DeviceProxyOut' };
const fromExit: WalkStep = { edge: 'hasVersion', direction: 'IN', to: 'Device' };

function linksOfDevices(
  store: AssetStore,
): Pick<AssetService, 'locationsOfDevices' | 'connectionsOfDevices' | 'softwareOfDevices' | 'historiesOfDevices'> {
  return {
    async locationsOfDevices(devices) {
      const steps: WalkStep[] = [toExit, { edge: 'hasLocation', direction: 'OUT', to: 'Location' }];
      const found = await store.walk({ starts: refsOf('Device', devices), steps, found: 'VERTICES' });
      return readLists(found, readLocation).map(([location]) => location ?? null);
    },

    async connectionsOfDevices(devices) {
      const steps: WalkStep[] = [toExit, { edge: 'hasConnection', direction: 'OUT', to: 'DeviceProxyIn' }];
      return readLists(await store.walk({ starts: refsOf('Device', devices), steps, found: 'EDGES' }), readConnection);
    },

    async softwareOfDevices(devices) {
      const steps: WalkStep[] = [
        toExit,
        { edge: 'hasDeviceSoftware', direction: 'OUT', to: 'SoftwareProxyIn' },
        { edge: 'hasVersion', direction: 'OUT', to: 'Software' },
      ];
      return readLists(await store.walk({ starts: refsOf('Device', devices), steps, found: 'CURRENT' }), readSoftware);
    },

    historiesOfDevices: (devices) => histories(store, refsOf('Device', devices), 'DeviceProxyIn', readDevice),
  };
}

function linksOfOthers(
  store: AssetStore,
): Pick<
  AssetService,
  'devicesOfSoftware' | 'devicesAtLocations' | 'historiesOfSoftware' | 'startsOfConnections' | 'endsOfConnections'
> {
  const currentDevices = async (
    starts: readonly VertexRef[],
    steps: readonly WalkStep[],
  ): Promise<readonly (readonly Device[])[]> =>
    readLists(await store.walk({ starts, steps, found: 'CURRENT' }), readDevice);

  /** Many connections meet at one device, which is read once. */
  const currentDeviceAt = async (
    kind: AssetKind,
    keys: readonly string[],
    step: WalkStep,
  ): Promise<readonly (Device | null)[]> => {
    const unique = [...new Set(keys)];
    const found = await currentDevices(
      unique.map((key) => ({ kind, key })),
      [step],
    );
    const byKey = new Map(unique.map((key, at) => [key, found[at]?.[0] ?? null]));
    return keys.map((key) => byKey.get(key) ?? null);
  };

  return {
    devicesOfSoftware: (software) =>
      currentDevices(refsOf('Software', software), [
        { edge: 'hasVersion', direction: 'IN', to: 'SoftwareProxyIn' },
        { edge: 'hasDeviceSoftware', direction: 'IN', to: 'DeviceProxyOut' },
        fromExit,
      ]),

    devicesAtLocations: (locations) =>
      currentDevices(refsOf('Location', locations), [
        { edge: 'hasLocation', direction: 'IN', to: 'DeviceProxyOut' },
        fromExit,
      ]),

    historiesOfSoftware: (software) => histories(store, refsOf('Software', software), 'SoftwareProxyIn', readSoftware),

    startsOfConnections: (connections) =>
      currentDeviceAt(
        'DeviceProxyOut',
        connections.map(({ fromKey }) => fromKey),
        fromExit,
      ),

    endsOfConnections: (connections) =>
      currentDeviceAt(
        'DeviceProxyIn',
        connections.map(({ toKey }) => toKey),
        { edge: 'hasVersion', direction: 'OUT', to: 'Device' },
      ),
  };
}

/** From any version to its entry point and back to all versions, newest first. */
async function histories<T extends { readonly created: number }>(
  store: AssetStore,
  starts: readonly VertexRef[],
  entry: AssetKind,
  read: Read<T>,
): Promise<readonly (readonly T[])[]> {
  const steps: WalkStep[] = [
    { edge: 'hasVersion', direction: 'IN', to: entry },
    { edge: 'hasVersion', direction: 'OUT', to: starts[0]?.kind ?? 'Device' },
  ];
  const lists = readLists(await store.walk({ starts, steps, found: 'VERTICES' }), read);
  return lists.map((list) => [...list].sort((a, b) => b.created - a.created));
}

function refsOf(kind: AssetKind, assets: readonly AssetView[]): readonly VertexRef[] {
  return assets.map(({ key }) => ({ kind, key }));
}

function readLists<T>(lists: readonly (readonly AssetDocument[])[], read: Read<T>): (readonly T[])[] {
  return lists.map((list) => list.map((document) => read(document, namingOf(document))));
}

function readPage<T>(page: Page<AssetDocument>, read: Read<T>): Page<T> {
  return {
    ...page,
    items: page.items.map(({ item, position }) => ({ item: read(item, namingOf(item)), position })),
  };
}
