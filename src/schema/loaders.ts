/**
 * Fresh DataLoaders for each request on top of the services' batch functions: however many objects a request walks
 * over, each kind of question costs one call per level of the request.
 */
import DataLoader from 'dataloader';
import { GraphQLError } from 'graphql';

import type { VersionPageRequest } from '../services/assets/service.js';
import { inFigures } from '../services/base/wording.js';
import type { Connection, Device, Location, Software } from '../services/model/asset-view.js';
import type { RebalancePlan } from '../services/model/plan.js';
import type { Run, RunEvent } from '../services/model/run.js';
import type { Tenant } from '../services/model/tenant.js';
import type { ClusterTopology, Snapshot } from '../services/model/topology.js';
import type { Page, PageRequest, StoredReport } from '../services/store/port.js';
import { ClusterView } from './cluster-view.js';
import { type ClusterSource, liveSource } from './global-id.js';
import type { Services } from './services.js';

type ById<T> = DataLoader<string, T | null>;
type OfAsset<A, T> = DataLoader<A, T, string>;

/** What a request can load; a missing thing is null. */
export interface Loaders {
  /** The live cluster, read once a request. */
  readonly live: () => Promise<ClusterView>;
  /** A state of the cluster; null when its snapshot or plan does not exist. */
  readonly cluster: (source: ClusterSource) => Promise<ClusterView | null>;
  readonly tenant: ById<Tenant>;
  readonly tenantByName: ById<Tenant>;
  readonly snapshot: ById<Snapshot>;
  readonly plan: ById<RebalancePlan>;
  readonly run: ById<Run>;
  readonly report: ById<StoredReport>;
  readonly device: ById<Device>;
  readonly software: ById<Software>;
  readonly location: ById<Location>;
  readonly connection: ById<Connection>;
  readonly devicePage: DataLoader<VersionPageRequest, Page<Device>, string>;
  readonly softwarePage: DataLoader<VersionPageRequest, Page<Software>, string>;
  readonly locationPage: DataLoader<{ tenantKey: string; page: PageRequest }, Page<Location>, string>;
  readonly locationOfDevice: OfAsset<Device, Location | null>;
  readonly connectionsOfDevice: OfAsset<Device, readonly Connection[]>;
  readonly softwareOfDevice: OfAsset<Device, readonly Software[]>;
  readonly historyOfDevice: OfAsset<Device, readonly Device[]>;
  readonly devicesOfSoftware: OfAsset<Software, readonly Device[]>;
  readonly historyOfSoftware: OfAsset<Software, readonly Software[]>;
  readonly devicesAtLocation: OfAsset<Location, readonly Device[]>;
  readonly startOfConnection: OfAsset<Connection, Device | null>;
  readonly endOfConnection: OfAsset<Connection, Device | null>;
  readonly lastEvents: DataLoader<EventsRequest, readonly RunEvent[], string>;
}

/** The last `limit` events of a run up to and including `upTo`. */
export interface EventsRequest {
  readonly runId: string;
  readonly upTo: number;
  readonly limit: number;
}

/** Returns loaders that have loaded nothing yet. */
export function createLoaders({ tenants, assets, topology, plans, runs, reports }: Services): Loaders {
  const states = new StateLimit();
  const snapshot = byId((ids) =>
    states.read(
      ids,
      (some) => topology.snapshotsById(some),
      (each) => [each.topology],
    ),
  );
  const plan = byId((ids) =>
    states.read(
      ids,
      (some) => plans.plansById(some),
      (each) => [each.before, each.after],
    ),
  );
  return {
    ...clusterLoaders(() => topology.live(), snapshot, plan),
    snapshot,
    plan,
    tenant: byId((keys) => tenants.byKey(keys)),
    tenantByName: byId((names) => tenants.byName(names)),
    run: byId((ids) => runs.runsById(ids)),
    report: byId((ids) => reports.reportsById(ids)),
    device: byId((keys) => assets.devicesByKey(keys)),
    software: byId((keys) => assets.softwareByKey(keys)),
    location: byId((keys) => assets.locationsByKey(keys)),
    connection: byId((keys) => assets.connectionsByKey(keys)),
    devicePage: byForm((requests) => assets.devicePages(requests)),
    softwarePage: byForm((requests) => assets.softwarePages(requests)),
    locationPage: byForm((requests) => assets.locationPages(requests)),
    locationOfDevice: ofAsset((devices) => assets.locationsOfDevices(devices)),
    connectionsOfDevice: ofAsset((devices) => assets.connectionsOfDevices(devices)),
    softwareOfDevice: ofAsset((devices) => assets.softwareOfDevices(devices)),
    historyOfDevice: ofAsset((devices) => assets.historiesOfDevices(devices)),
    devicesOfSoftware: ofAsset((software) => assets.devicesOfSoftware(software)),
    historyOfSoftware: ofAsset((software) => assets.historiesOfSoftware(software)),
    devicesAtLocation: ofAsset((locations) => assets.devicesAtLocations(locations)),
    startOfConnection: ofAsset((connections) => assets.startsOfConnections(connections)),
    endOfConnection: ofAsset((connections) => assets.endsOfConnections(connections)),
    lastEvents: byForm((requests) => runs.lastEvents(requests)),
  };
}

function clusterLoaders(
  readLive: Services['topology']['live'],
  snapshots: ById<Snapshot>,
  plans: ById<RebalancePlan>,
): Pick<Loaders, 'live' | 'cluster'> {
  let live: Promise<ClusterView> | null = null;
  const views = new Map<string, Promise<ClusterView | null>>();
  const readOnce = (): Promise<ClusterView> =>
    (live ??= readLive().then((state) => new ClusterView(state, liveSource)));

  async function view(source: ClusterSource): Promise<ClusterView | null> {
    if (source.kind === 'live') return readOnce();
    if (source.kind === 'snapshot') {
      const snapshot = await snapshots.load(source.id);
      return snapshot && new ClusterView({ ...snapshot, origin: snapshot.isImported ? 'IMPORTED' : 'STORED' }, source);
    }
    const plan = await plans.load(source.id);
    if (!plan) return null;
    const topology = source.kind === 'before' ? plan.before : plan.after;
    return new ClusterView({ topology, origin: 'PLANNED', takenAt: plan.createdAt }, source);
  }

  return {
    live: readOnce,
    cluster: (source) => {
      const name = `${source.kind} ${source.id}`;
      let found = views.get(name);
      if (!found) views.set(name, (found = view(source)));
      return found;
    },
  };
}

/**
 * Servers, collections, shard groups, shards and tenants of all kept states that one request may read: each stays in memory
 * until the answer is made. Four of the largest states that can be imported fit in.
 */
export const maxStateParts = 2_000_000;

/** States read before they are counted. */
const statesAtOnce = 5;

/** Counts what is in the states that a request reads, and refuses those that are too much. */
class StateLimit {
  #left = maxStateParts;

  async read<T>(
    ids: readonly string[],
    load: (ids: readonly string[]) => Promise<readonly (T | null)[]>,
    statesOf: (loaded: T) => readonly ClusterTopology[],
  ): Promise<readonly (T | null | Error)[]> {
    const found: (T | null | Error)[] = [];
    while (found.length < ids.length) {
      if (this.#left < 0) {
        found.push(tooManyStates());
        continue;
      }
      const loaded = await load(ids.slice(found.length, found.length + statesAtOnce));
      for (const each of loaded) {
        for (const state of each === null ? [] : statesOf(each)) this.#left -= partsOf(state);
        found.push(each);
      }
    }
    return found;
  }
}

function partsOf({ servers, collections, groups, tenants }: ClusterTopology): number {
  const shards = groups.reduce((sum, group) => sum + group.shards.length, 0);
  return servers.length + collections.length + groups.length + shards + tenants.length;
}

function tooManyStates(): GraphQLError {
  return new GraphQLError(`The kept states that the request reads have more than ${inFigures(maxStateParts)} parts`, {
    extensions: { code: 'QUERY_TOO_COMPLEX', remedy: 'Ask for fewer snapshots and plans at a time' },
  });
}

function byId<T>(load: (ids: readonly string[]) => Promise<readonly (T | null | Error)[]>): ById<T> {
  return new DataLoader<string, T | null>(load);
}

/** Equal requests are loaded once. */
function byForm<R, T>(load: (requests: readonly R[]) => Promise<readonly T[]>): DataLoader<R, T, string> {
  return new DataLoader<R, T, string>(load, { cacheKeyFn: (request) => JSON.stringify(request) });
}

function ofAsset<A extends { readonly key: string }, T>(
  load: (assets: readonly A[]) => Promise<readonly T[]>,
): OfAsset<A, T> {
  return new DataLoader<A, T, string>(load, { cacheKeyFn: (asset) => asset.key });
}
