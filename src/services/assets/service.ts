/** Questions about tenants' network assets: pages of them, single ones, and what they are linked to. Always batched. */
import { type AssetDocument, type AssetKind, type NamingConvention, NEVER_EXPIRES } from '../model/asset.js';
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
import type { AssetFilter, AssetStore, Page, PageRequest, VertexRef } from '../store/port.js';
import { namingOf, parseDocumentId } from './document-id.js';

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
  /** The device in its current version at both ends of each connection. */
  endsOfConnections(connections: readonly Connection[]): Promise<readonly { from: Device | null; to: Device | null }[]>;
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

function linksOfDevices(
  store: AssetStore,
): Pick<AssetService, 'locationsOfDevices' | 'connectionsOfDevices' | 'softwareOfDevices' | 'historiesOfDevices'> {
  const exits = (devices: readonly Device[]): Promise<Frontier> =>
    step(store, start('Device', devices), { kind: 'hasVersion', direction: 'OUT' }, 'DeviceProxyOut');

  return {
    async locationsOfDevices(devices: readonly Device[]): Promise<readonly (Location | null)[]> {
      const edge = { kind: 'hasLocation', direction: 'OUT' } as const;
      const locations = await step(store, await exits(devices), edge, 'Location');
      return readLists(await documentsAt(store, locations), readLocation).map(([location]) => location ?? null);
    },

    async connectionsOfDevices(devices: readonly Device[]): Promise<readonly (readonly Connection[])[]> {
      return readLists(await edgesAt(store, await exits(devices), 'hasConnection', 'OUT'), readConnection);
    },

    async softwareOfDevices(devices: readonly Device[]): Promise<readonly (readonly Software[])[]> {
      const edge = { kind: 'hasDeviceSoftware', direction: 'OUT' } as const;
      const entries = await step(store, await exits(devices), edge, 'SoftwareProxyIn');
      return currentVersions(store, entries, 'OUT', 'Software', readSoftware);
    },

    async historiesOfDevices(devices: readonly Device[]): Promise<readonly (readonly Device[])[]> {
      return histories(store, start('Device', devices), 'DeviceProxyIn', 'Device', readDevice);
    },
  };
}

function linksOfOthers(
  store: AssetStore,
): Pick<AssetService, 'devicesOfSoftware' | 'devicesAtLocations' | 'historiesOfSoftware' | 'endsOfConnections'> {
  return {
    async devicesOfSoftware(software: readonly Software[]): Promise<readonly (readonly Device[])[]> {
      const from = start('Software', software);
      const entries = await step(store, from, { kind: 'hasVersion', direction: 'IN' }, 'SoftwareProxyIn');
      const exits = await step(store, entries, { kind: 'hasDeviceSoftware', direction: 'IN' }, 'DeviceProxyOut');
      return currentVersions(store, exits, 'IN', 'Device', readDevice);
    },

    async devicesAtLocations(locations: readonly Location[]): Promise<readonly (readonly Device[])[]> {
      const edge = { kind: 'hasLocation', direction: 'IN' } as const;
      const exits = await step(store, start('Location', locations), edge, 'DeviceProxyOut');
      return currentVersions(store, exits, 'IN', 'Device', readDevice);
    },

    async historiesOfSoftware(software: readonly Software[]): Promise<readonly (readonly Software[])[]> {
      return histories(store, start('Software', software), 'SoftwareProxyIn', 'Software', readSoftware);
    },

    async endsOfConnections(connections: readonly Connection[]) {
      const exits = connections.map(({ fromKey }) => [{ kind: 'DeviceProxyOut' as const, key: fromKey }]);
      const entries = connections.map(({ toKey }) => [{ kind: 'DeviceProxyIn' as const, key: toKey }]);
      const from = await currentVersions(store, exits, 'IN', 'Device', readDevice);
      const to = await currentVersions(store, entries, 'OUT', 'Device', readDevice);
      return connections.map((_, at) => ({ from: from[at]?.[0] ?? null, to: to[at]?.[0] ?? null }));
    },
  };
}

/** From proxies to the current versions behind them: OUT from an entry point, IN from an exit point. */
async function currentVersions<T>(
  store: AssetStore,
  proxies: Frontier,
  direction: 'OUT' | 'IN',
  kind: AssetKind,
  read: Read<T>,
): Promise<readonly (readonly T[])[]> {
  const versions = await documentsAt(store, await step(store, proxies, { kind: 'hasVersion', direction }, kind));
  return readLists(
    versions.map((list) => list.filter(isCurrent)),
    read,
  );
}

/** From any version to its entry point and back to all versions, newest first. */
async function histories<T extends { readonly created: number }>(
  store: AssetStore,
  from: Frontier,
  entryKind: AssetKind,
  kind: AssetKind,
  read: Read<T>,
): Promise<readonly (readonly T[])[]> {
  const entries = await step(store, from, { kind: 'hasVersion', direction: 'IN' }, entryKind);
  const versions = await step(store, entries, { kind: 'hasVersion', direction: 'OUT' }, kind);
  const lists = readLists(await documentsAt(store, versions), read);
  return lists.map((list) => [...list].sort((a, b) => b.created - a.created));
}

function start(kind: AssetKind, assets: readonly AssetView[]): Frontier {
  return assets.map(({ key }) => [{ kind, key }]);
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

/** For each start a list of vertices, in the order of the edges that led there. */
type Frontier = readonly (readonly VertexRef[])[];

/** Returns one list of edges per frontier entry: the edges of a kind at any of its vertices. One store call. */
async function edgesAt(
  store: AssetStore,
  frontier: Frontier,
  kind: AssetKind,
  direction: 'OUT' | 'IN',
): Promise<readonly (readonly AssetDocument[])[]> {
  const answers = await store.edges(
    frontier.flatMap((vertices) => vertices.map((vertex) => ({ kind, vertex, direction }))),
  );
  let at = 0;
  return frontier.map((vertices) => vertices.flatMap(() => answers[at++] ?? []));
}

/**
 * Returns the vertices at the other end of the edges of a kind, one list per frontier entry, without repetition. Only
 * vertices of `wanted` kind are kept: `hasVersion` leads from a version to its exit as well as from its entry to it.
 */
async function step(
  store: AssetStore,
  frontier: Frontier,
  edge: { readonly kind: AssetKind; readonly direction: 'OUT' | 'IN' },
  wanted: AssetKind,
): Promise<Frontier> {
  const edges = await edgesAt(store, frontier, edge.kind, edge.direction);
  const end = edge.direction === 'OUT' ? '_to' : '_from';
  return edges.map((list) => {
    const found = new Map<string, VertexRef>();
    for (const document of list) {
      const ref = parseDocumentId(document.fields[end]);
      if (ref?.kind === wanted) found.set(ref.key, ref);
    }
    return [...found.values()];
  });
}

/** Returns the documents of a frontier, one list per entry; vertices without a document are left out. One store call. */
async function documentsAt(store: AssetStore, frontier: Frontier): Promise<readonly (readonly AssetDocument[])[]> {
  const documents = await store.documentsByRef(frontier.flat());
  let at = 0;
  return frontier.map((vertices) =>
    vertices.flatMap(() => {
      const document = documents[at++];
      return document ? [document] : [];
    }),
  );
}

/** Returns whether a document is the current version. */
function isCurrent(document: AssetDocument): boolean {
  return document.fields.expired === NEVER_EXPIRES;
}
