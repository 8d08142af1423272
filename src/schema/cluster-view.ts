/**
 * A state of the cluster as the API shows it: its topology with everything looked up by name once. Live, planned and
 * stored states are the same, and every part keeps the state that it belongs to.
 */
import { type MaybePromise, whenThere } from '../services/base/maybe-promise.js';
import { inOneGo, inTurns, type Paused } from '../services/base/turns.js';
import type { ClusterState } from '../services/cluster/service.js';
import {
  type ClusterTopology,
  groupSize,
  replicasOf,
  type TopologyCollection,
  type TopologyGroup,
  type TopologyServer,
  type TopologyShard,
  type TopologyTenant,
} from '../services/model/topology.js';
import { load } from '../services/planning/measure/objectives/load.js';
import type { ClusterSource } from './global-id.js';

/** A DB-Server in one state of the cluster. */
export interface ServerPart {
  readonly view: ClusterView;
  readonly server: TopologyServer;
}

/** A collection in one state of the cluster. */
export interface CollectionPart {
  readonly view: ClusterView;
  readonly collection: TopologyCollection;
}

/** A shard group in one state of the cluster. */
export interface GroupPart {
  readonly view: ClusterView;
  readonly group: TopologyGroup;
}

/** A shard in one state of the cluster. */
export interface ShardPart extends GroupPart {
  readonly shard: TopologyShard;
}

/** What one server holds. Bytes and documents count all replicas on it. */
export interface ServerUse {
  bytes: bigint;
  documents: number;
  leaders: number;
  followers: number;
}

/** Parts of a topology that are looked at in one go: some 5 ms. */
const smallTopology = 5000;

/** A topology with its parts by name. It is made once for each topology: the live one stays the same until it changes. */
class TopologyIndex {
  readonly servers: ReadonlyMap<string, TopologyServer>;
  readonly groups: ReadonlyMap<string, TopologyGroup>;
  readonly isSmall: boolean;
  readonly #topology: ClusterTopology;
  #tenants: ReadonlyMap<string, readonly TopologyTenant[]> | null = null;
  #groupsByServer: MaybePromise<ReadonlyMap<string, readonly TopologyGroup[]>> | null = null;
  #uses: MaybePromise<ReadonlyMap<string, ServerUse>> | null = null;

  constructor(topology: ClusterTopology) {
    const { servers, groups, tenants } = topology;
    this.#topology = topology;
    this.servers = new Map(servers.map((server) => [server.serverId, server]));
    this.groups = new Map(groups.map((group) => [group.groupId, group]));
    const shards = groups.reduce((sum, group) => sum + group.shards.length, 0);
    this.isSmall = servers.length + tenants.length + groups.length + shards <= smallTopology;
  }

  tenants(): ReadonlyMap<string, readonly TopologyTenant[]> {
    this.#tenants ??= inOneGo(groupedBy(this.#topology.tenants, (tenant) => [tenant.groupId]));
    return this.#tenants;
  }

  groupsByServer(): MaybePromise<ReadonlyMap<string, readonly TopologyGroup[]>> {
    this.#groupsByServer ??= this.#inTurnsIfLarge(groupedBy(this.#topology.groups, replicasOf));
    return this.#groupsByServer;
  }

  uses(): MaybePromise<ReadonlyMap<string, ServerUse>> {
    this.#uses ??= this.#inTurnsIfLarge(usesOf(this.#topology));
    return this.#uses;
  }

  #inTurnsIfLarge<T>(work: Paused<T>): MaybePromise<T> {
    return this.isSmall ? inOneGo(work) : inTurns(work);
  }
}

const indexes = new WeakMap<ClusterTopology, TopologyIndex>();

function indexOf(topology: ClusterTopology): TopologyIndex {
  let index = indexes.get(topology);
  if (!index) indexes.set(topology, (index = new TopologyIndex(topology)));
  return index;
}

/** A state of the cluster with its parts by name. Lists are in the order of the topology. */
export class ClusterView {
  readonly #index: TopologyIndex;
  #shards: readonly ShardPart[] | null = null;
  #shardsById: ReadonlyMap<string, ShardPart> | null = null;
  #shardsByCollection: Promise<ReadonlyMap<string, readonly ShardPart[]>> | null = null;
  readonly #found = new Map<string, Promise<unknown>>();
  #collections: ReadonlyMap<string, TopologyCollection> | null = null;
  #tenantsByKey: ReadonlyMap<string, TopologyTenant> | null = null;

  #loadOf: ((group: TopologyGroup) => number) | null = null;

  constructor(
    readonly state: ClusterState,
    readonly source: ClusterSource,
  ) {
    this.#index = indexOf(state.topology);
  }

  get topology(): ClusterTopology {
    return this.state.topology;
  }

  /** Whether looking at all of this state takes so little time that nobody else has to be let in meanwhile. */
  get isSmall(): boolean {
    return this.#index.isSmall;
  }

  /** Returns the server, or null when this state has none of that serverId. */
  server(serverId: string): ServerPart | null {
    const server = this.#index.servers.get(serverId);
    return server ? { view: this, server } : null;
  }

  /**
   * Returns the server that holds a replica. One that the state does not list (gone for good, while a group still
   * names it) is shown as FAILED.
   */
  replicaHolder(serverId: string): ServerPart {
    const gone = { serverId, shortName: serverId, zone: null, status: 'FAILED', capacityBytes: null } as const;
    return this.server(serverId) ?? { view: this, server: gone };
  }

  /** Returns the collection, or null. */
  collection(name: string): CollectionPart | null {
    this.#collections ??= new Map(this.topology.collections.map((each) => [each.name, each]));
    const collection = this.#collections.get(name);
    return collection ? { view: this, collection } : null;
  }

  /** Returns the shard group, or null. */
  group(groupId: string): GroupPart | null {
    const group = this.#index.groups.get(groupId);
    return group ? { view: this, group } : null;
  }

  /** Returns the shard, or null. */
  shard(shardId: string): ShardPart | null {
    this.#shardsById ??= new Map(this.shards().map((part) => [part.shard.shardId, part]));
    return this.#shardsById.get(shardId) ?? null;
  }

  /** Returns all shards, in the order of shard group, then collection. */
  shards(): readonly ShardPart[] {
    this.#shards ??= shardsIn(this, this.topology.groups);
    return this.#shards;
  }

  /** Resolves with the shards of a collection, in the order of their shard groups. */
  async shardsOf(collection: string): Promise<readonly ShardPart[]> {
    this.#shardsByCollection ??= inTurns(groupedBy(this.shards(), ({ shard }) => [shard.collection]));
    return (await this.#shardsByCollection).get(collection) ?? [];
  }

  /** Returns the shards that the server holds a replica of, in the order of shard group, then collection. */
  shardsOn(serverId: string): MaybePromise<readonly ShardPart[]> {
    return whenThere(this.groupsOn(serverId), (groups) => shardsIn(this, groups));
  }

  /** Returns the shard groups that the server holds a replica of. */
  groupsOn(serverId: string): MaybePromise<readonly TopologyGroup[]> {
    return whenThere(this.#index.groupsByServer(), (groups) => groups.get(serverId) ?? []);
  }

  /** Returns the tenants whose documents are in the group, in the order of their keys. */
  tenantsIn(groupId: string): readonly TopologyTenant[] {
    return this.#index.tenants().get(groupId) ?? [];
  }

  /** Returns the tenant with this key, or null. */
  tenant(key: string): TopologyTenant | null {
    this.#tenantsByKey ??= new Map(this.topology.tenants.map((tenant) => [tenant.key, tenant]));
    return this.#tenantsByKey.get(key) ?? null;
  }

  /** Resolves with what `work` finds out about this state: it does so once, however often somebody asks for it by this name. */
  once<T>(name: string, work: () => Promise<T>): Promise<T> {
    let found = this.#found.get(name) as Promise<T> | undefined;
    if (!found) this.#found.set(name, (found = work()));
    return found;
  }

  /** Returns what the server holds; nothing for a server that this state does not have. */
  useOf(serverId: string): MaybePromise<Readonly<ServerUse>> {
    const nothing = { bytes: 0n, documents: 0, leaders: 0, followers: 0 };
    return whenThere(this.#index.uses(), (uses) => uses.get(serverId) ?? nothing);
  }

  /** Returns the group's part in the LOAD measure. */
  loadOf(group: TopologyGroup): number {
    this.#loadOf ??= load.sizeIn(this.topology);
    return this.#loadOf(group);
  }
}

function shardsIn(view: ClusterView, groups: readonly TopologyGroup[]): readonly ShardPart[] {
  return groups.flatMap((group) => group.shards.map((shard): ShardPart => ({ view, group, shard })));
}

/** Items looked at before a pause: some 5 ms. */
const itemsInOneTurn = 5000;

function* groupedBy<T>(
  items: readonly T[],
  keysOf: (item: T) => readonly string[],
): Paused<ReadonlyMap<string, readonly T[]>> {
  const groups = new Map<string, T[]>();
  for (const [index, item] of items.entries()) {
    if (index % itemsInOneTurn === itemsInOneTurn - 1) yield;
    for (const key of keysOf(item)) {
      const group = groups.get(key);
      if (group) group.push(item);
      else groups.set(key, [item]);
    }
  }
  return groups;
}

function* usesOf(topology: ClusterTopology): Paused<ReadonlyMap<string, ServerUse>> {
  const uses = new Map<string, ServerUse>();
  const useOf = (serverId: string): ServerUse => {
    let use = uses.get(serverId);
    if (!use) uses.set(serverId, (use = { bytes: 0n, documents: 0, leaders: 0, followers: 0 }));
    return use;
  };
  for (const [index, group] of topology.groups.entries()) {
    if (index % itemsInOneTurn === itemsInOneTurn - 1) yield;
    const { bytes, documents } = groupSize(group);
    for (const serverId of replicasOf(group)) {
      const use = useOf(serverId);
      use.bytes += bytes;
      use.documents += documents;
    }
    useOf(group.leader).leaders += 1;
    for (const serverId of group.followers) useOf(serverId).followers += 1;
  }
  return uses;
}
