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
import type { ClusterTopology, Snapshot } from '../services/model/topology.js';
import type { RunMoment } from '../services/runs/log.js';
import type { PageRequest } from '../services/store/port.js';
import { ClusterView } from './cluster-view.js';
import { type ClusterSource, liveSource } from './global-id.js';
import type { Services } from './services.js';

type ById<T> = DataLoader<string, T | null>;

/** What a request can load; a missing thing is null. */
export type Loaders = ReturnType<typeof createLoaders>;

/** The last `limit` events of a run up to and including `upTo`. */
interface EventsRequest {
  readonly runId: string;
  readonly upTo: number;
  readonly limit: number;
}

/** Returns loaders that have loaded nothing yet. */
export function createLoaders({ tenants, assets, topology, plans, runs, reports }: Services) {
  const states = new StateLimit();
  const snapshot = byId((ids) => states.read(ids, (some) => topology.snapshotsById(some), ofSnapshot));
  const plan = byId((ids) => states.read(ids, (some) => plans.plansById(some), ofPlan));
  return {
    ...clusterLoaders(() => topology.live(), snapshot, plan),
    snapshot,
    plan,
    tenant: byId((keys) => tenants.byKey(keys)),
    tenantByName: byId((names) => tenants.byName(names)),
    run: byId((ids) => runs.runsById(ids)),
    runAsOf: byForm((moments: readonly RunMoment[]) => runs.asOf(moments)),
    report: byId((ids) => reports.reportsById(ids)),
    device: byId((keys) => assets.devicesByKey(keys)),
    software: byId((keys) => assets.softwareByKey(keys)),
    location: byId((keys) => assets.locationsByKey(keys)),
    connection: byId((keys) => assets.connectionsByKey(keys)),
    devicePage: byForm((requests: readonly VersionPageRequest[]) => assets.devicePages(requests)),
    softwarePage: byForm((requests: readonly VersionPageRequest[]) => assets.softwarePages(requests)),
    locationPage: byForm((requests: readonly { tenantKey: string; page: PageRequest }[]) =>
      assets.locationPages(requests),
    ),
    locationOfDevice: ofAsset((devices: readonly Device[]) => assets.locationsOfDevices(devices)),
    connectionsOfDevice: ofAsset((devices: readonly Device[]) => assets.connectionsOfDevices(devices)),
    softwareOfDevice: ofAsset((devices: readonly Device[]) => assets.softwareOfDevices(devices)),
    historyOfDevice: ofAsset((devices: readonly Device[]) => assets.historiesOfDevices(devices)),
    devicesOfSoftware: ofAsset((software: readonly Software[]) => assets.devicesOfSoftware(software)),
    historyOfSoftware: ofAsset((software: readonly Software[]) => assets.historiesOfSoftware(software)),
    devicesAtLocation: ofAsset((locations: readonly Location[]) => assets.devicesAtLocations(locations)),
    startOfConnection: ofAsset((connections: readonly Connection[]) => assets.startsOfConnections(connections)),
    endOfConnection: ofAsset((connections: readonly Connection[]) => assets.endsOfConnections(connections)),
    lastEvents: byForm((requests: readonly EventsRequest[]) => runs.lastEvents(requests)),
  };
}

function ofSnapshot({ topology }: Snapshot): readonly ClusterTopology[] {
  return [topology];
}

function ofPlan({ before, after }: RebalancePlan): readonly ClusterTopology[] {
  return [before, after];
}

function clusterLoaders(readLive: Services['topology']['live'], snapshots: ById<Snapshot>, plans: ById<RebalancePlan>) {
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
    /** The live cluster, read once a request. */
    live: readOnce,
    /** A state of the cluster; null when its snapshot or plan does not exist. */
    cluster: (source: ClusterSource) => {
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
): DataLoader<A, T, string> {
  return new DataLoader<A, T, string>(load, { cacheKeyFn: (asset) => asset.key });
}
