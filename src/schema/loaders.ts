/**
 * Fresh DataLoaders for each request on top of the services' batch functions: however many objects a request walks
 * over, each kind of question costs one call per level of the request.
 */
import DataLoader from 'dataloader';
import { GraphQLError } from 'graphql';

import type { AssetMemory } from '../services/assets/memory.js';
import type { VersionPageRequest } from '../services/assets/service.js';
import { type MaybePromise, whenThere } from '../services/base/maybe-promise.js';
import { inFigures } from '../services/base/wording.js';
import type { AssetView, Connection, Device, Location, Software } from '../services/model/asset-view.js';
import type { RebalancePlan } from '../services/model/plan.js';
import type { Run, RunEvent } from '../services/model/run.js';
import type { Tenant } from '../services/model/tenant.js';
import type { ClusterTopology, Snapshot } from '../services/model/topology.js';
import type { RunMoment } from '../services/runs/log.js';
import type { Page, PageRequest, StoredReport } from '../services/store/port.js';
import { ClusterView } from './cluster-view.js';
import { type ClusterSource, liveSource } from './global-id.js';
import { lazily } from './lazily.js';
import type { Services } from './services.js';

/** Loads things one by one for a caller, and together from the services. What is in memory is there at once. */
export interface Loader<K, V> {
  load(key: K): MaybePromise<V>;
}

/** One that always has to wait. */
interface ById<T> {
  load(id: string): Promise<T | null>;
}

/** What a request can load; a missing thing is null. */
export interface Loaders {
  /** The live cluster, read once a request. */
  readonly live: () => MaybePromise<ClusterView>;
  /** A state of the cluster; null when its snapshot or plan does not exist. */
  readonly cluster: (source: ClusterSource) => MaybePromise<ClusterView | null>;
  readonly tenant: Loader<string, Tenant | null>;
  readonly tenantByName: Loader<string, Tenant | null>;
  readonly snapshot: ById<Snapshot>;
  readonly plan: ById<RebalancePlan>;
  readonly run: ById<Run>;
  readonly runAsOf: Loader<RunMoment, Run | null>;
  readonly report: ById<StoredReport>;
  readonly device: ById<Device>;
  readonly software: ById<Software>;
  readonly location: ById<Location>;
  readonly connection: ById<Connection>;
  readonly devicePage: Loader<VersionPageRequest, Page<Device>>;
  readonly softwarePage: Loader<VersionPageRequest, Page<Software>>;
  readonly locationPage: Loader<{ tenantKey: string; page: PageRequest }, Page<Location>>;
  readonly locationOfDevice: Loader<Device, Location | null>;
  readonly connectionsOfDevice: Loader<Device, readonly Connection[]>;
  readonly softwareOfDevice: Loader<Device, readonly Software[]>;
  readonly historyOfDevice: Loader<Device, readonly Device[]>;
  readonly devicesOfSoftware: Loader<Software, readonly Device[]>;
  readonly historyOfSoftware: Loader<Software, readonly Software[]>;
  readonly devicesAtLocation: Loader<Location, readonly Device[]>;
  readonly startOfConnection: Loader<Connection, Device | null>;
  readonly endOfConnection: Loader<Connection, Device | null>;
  readonly lastEvents: Loader<EventsRequest, readonly RunEvent[]>;
}

/** The last `limit` events of a run up to and including `upTo`. */
export interface EventsRequest {
  readonly runId: string;
  readonly upTo: number;
  readonly limit: number;
}

const makers = new WeakMap<Services, () => Loaders>();

/** Returns loaders that have loaded nothing yet. */
export function createLoaders(services: Services): Loaders {
  let make = makers.get(services);
  if (!make) makers.set(services, (make = lazily<LoadersInside>(definitionsOf(services))));
  return make();
}

/** The loaders with what they share. */
interface LoadersInside extends Loaders {
  readonly states: StateLimit;
}

type Definitions = { readonly [K in keyof LoadersInside]: (self: LoadersInside) => LoadersInside[K] };

function definitionsOf(services: Services): Definitions {
  const { tenants, assets, topology, plans, runs, reports } = services;
  const { memory } = assets;
  return {
    states: () => new StateLimit(),
    live: () => once(() => whenThere(topology.live(), (state) => new ClusterView(state, liveSource))),
    cluster: clusterLoader,
    snapshot: ({ states }) => byId((ids) => states.read(ids, (some) => topology.snapshotsById(some), ofSnapshot)),
    plan: ({ states }) => byId((ids) => states.read(ids, (some) => plans.plansById(some), ofPlan)),
    tenant: () => ofTenants(tenants.answersAtOnce, (keys) => tenants.byKey(keys)),
    tenantByName: () => ofTenants(tenants.answersAtOnce, (names) => tenants.byName(names)),
    run: () => byId((ids) => runs.runsById(ids)),
    runAsOf: () => new DataLoader((some: readonly RunMoment[]) => runs.asOf(some), { cacheKeyFn: formOf }),
    report: () => byId((ids) => reports.reportsById(ids)),
    device: () => byId((keys) => assets.devicesByKey(keys)),
    software: () => byId((keys) => assets.softwareByKey(keys)),
    location: () => byId((keys) => assets.locationsByKey(keys)),
    connection: () => byId((keys) => assets.connectionsByKey(keys)),
    devicePage: () => pages(memory, 'devicePage', (requests) => assets.devicePages(requests)),
    softwarePage: () => pages(memory, 'softwarePage', (requests) => assets.softwarePages(requests)),
    locationPage: () => pages(memory, 'locationPage', (requests) => assets.locationPages(requests)),
    locationOfDevice: () => links(memory, 'locationOfDevice', (some) => assets.locationsOfDevices(some)),
    connectionsOfDevice: () => links(memory, 'connectionsOfDevice', (devices) => assets.connectionsOfDevices(devices)),
    softwareOfDevice: () => links(memory, 'softwareOfDevice', (some) => assets.softwareOfDevices(some)),
    historyOfDevice: () => links(memory, 'historyOfDevice', (some) => assets.historiesOfDevices(some)),
    devicesOfSoftware: () => links(memory, 'devicesOfSoftware', (some) => assets.devicesOfSoftware(some)),
    historyOfSoftware: () => links(memory, 'historyOfSoftware', (some) => assets.historiesOfSoftware(some)),
    devicesAtLocation: () => links(memory, 'devicesAtLocation', (some) => assets.devicesAtLocations(some)),
    startOfConnection: () => links(memory, 'startOfConnection', (some) => assets.startsOfConnections(some)),
    endOfConnection: () => links(memory, 'endOfConnection', (some) => assets.endsOfConnections(some)),
    lastEvents: () => new DataLoader((some: readonly EventsRequest[]) => runs.lastEvents(some), { cacheKeyFn: formOf }),
  };
}

function ofSnapshot({ topology }: Snapshot): readonly ClusterTopology[] {
  return [topology];
}

function ofPlan({ before, after }: RebalancePlan): readonly ClusterTopology[] {
  return [before, after];
}

function once<T>(read: () => MaybePromise<T>): () => MaybePromise<T> {
  let found: MaybePromise<T> | null = null;
  return () => (found ??= read());
}

function clusterLoader({ live, snapshot, plan }: LoadersInside): Loaders['cluster'] {
  const views = new Map<string, Promise<ClusterView | null>>();

  async function view(source: ClusterSource): Promise<ClusterView | null> {
    if (source.kind === 'snapshot') {
      const found = await snapshot.load(source.id);
      return found && new ClusterView({ ...found, origin: found.isImported ? 'IMPORTED' : 'STORED' }, source);
    }
    const found = await plan.load(source.id);
    if (!found) return null;
    const topology = source.kind === 'before' ? found.before : found.after;
    return new ClusterView({ topology, origin: 'PLANNED', takenAt: found.createdAt }, source);
  }

  return (source) => {
    if (source.kind === 'live') return live();
    const name = `${source.kind} ${source.id}`;
    let found = views.get(name);
    if (!found) views.set(name, (found = view(source)));
    return found;
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

/** Tenants that are in memory are there at once; all others are gathered into one call. */
function ofTenants(
  answersAtOnce: boolean,
  find: (names: readonly string[]) => MaybePromise<readonly (Tenant | null)[]>,
): Loader<string, Tenant | null> {
  if (!answersAtOnce) return byId(async (names) => find(names));
  return { load: (name) => whenThere(find([name]), ([tenant]) => tenant ?? null) };
}

/** Equal requests are loaded once. */
function formOf(request: object): string {
  return JSON.stringify(request);
}

/** Pages of assets, told apart by what is asked for. */
function pages<K extends { readonly tenantKey: string }, T>(
  memory: AssetMemory,
  question: string,
  load: (requests: readonly K[]) => Promise<readonly T[]>,
): Loader<K, T> {
  return remembered(memory, question, load, formOf);
}

/** What assets are linked to, told apart by the assets' keys. */
function links<K extends AssetView, T>(
  memory: AssetMemory,
  question: string,
  load: (assets: readonly K[]) => Promise<readonly T[]>,
): Loader<K, T> {
  return remembered(memory, question, load, ({ key }) => key);
}

/** Answers that were kept are there at once; all others are gathered into one call, and kept. */
function remembered<K extends { readonly tenantKey: string }, T>(
  memory: AssetMemory,
  question: string,
  load: (keys: readonly K[]) => Promise<readonly T[]>,
  nameOf: (key: K) => string,
): Loader<K, T> {
  let loader: DataLoader<K, T, string> | null = null;
  const loadAndKeep = async (keys: readonly K[]): Promise<readonly T[]> => {
    const versions = keys.map(({ tenantKey }) => memory.versionOf(tenantKey));
    const values = await load(keys);
    for (const [at, key] of keys.entries()) {
      memory.keep(question, nameOf(key), key.tenantKey, versions[at] ?? null, values[at]);
    }
    return values;
  };
  return {
    load(key) {
      const kept = memory.recall(question, nameOf(key));
      if (kept !== undefined) return kept as T;
      loader ??= new DataLoader(loadAndKeep, { cacheKeyFn: nameOf });
      return loader.load(key);
    },
  };
}
