/** The cluster as a topology, put together from what its endpoints tell: servers, placement, documents, sizes, tenants. */
import { Remembered } from '../../base/remembered.js';
import { assetKinds, type NamingConvention } from '../../model/asset.js';
import { graphNames } from '../../model/smart-graph.js';
import type {
  ClusterTopology,
  TopologyCollection,
  TopologyGroup,
  TopologyServer,
  TopologyShard,
  TopologyTenant,
} from '../../model/topology.js';
import { type CollectionFacts, readDistribution, type ShardPlace } from './collections.js';
import type { Foreign, ForeignCollection } from './foreign.js';
import { attributeOf, collectionOf, hiddenCollectionsOf, holdsEdges, ownCollections } from './names.js';
import type { StoreParts } from './parts.js';
import { sortedShards } from './placements.js';
import { readServers, singleServer } from './servers.js';
import { type Count, type Counted, nameOf, type Sizes } from './sizes.js';
import type { TenantDocument } from './tenant-documents.js';

/** How old a topology may be that is given out again, in milliseconds; changes by this process are seen at once. */
const topologyMaxAgeMs = 1000;

export class TopologyReader {
  readonly #known: Remembered<ClusterTopology>;

  constructor(
    private readonly parts: Omit<StoreParts, 'changes'>,
    private readonly sizes: Sizes,
    private readonly foreign: Foreign,
  ) {
    this.#known = new Remembered(parts.clock, topologyMaxAgeMs);
  }

  /** Forgets what was read: something has changed. */
  forget(): void {
    this.#known.forget();
  }

  /**
   * Returns the state of the cluster, at most a second old. Costs one request for health, one for placement, one for
   * tenants, one for each collection of the SmartGraphs, and at times a few for average sizes and other databases.
   */
  read(): Promise<ClusterTopology> {
    return this.#known.get('cluster', () => this.#readNow());
  }

  async #readNow(): Promise<ClusterTopology> {
    const { readiness } = this.parts;
    const facts = await readiness.facts();
    const graphs = await readiness.graphs();
    const [tenants, state] = await Promise.all([
      this.#tenants(),
      facts.deployment === 'ARANGODB_SINGLE_SERVER' ? this.#singleServer(graphs) : this.#cluster(graphs),
    ]);
    const sorted = [...state.coupled].sort((a, b) => (a.graph < b.graph ? -1 : 1));
    return {
      deployment: facts.deployment,
      version: facts.version,
      servers: state.servers,
      collections: state.coupled.flatMap(coupledCollections),
      groups: sorted.flatMap((each) => coupledGroups(each, state.servers)),
      tenants,
    };
  }

  async #cluster(graphs: readonly NamingConvention[]): Promise<State> {
    const [servers, distribution, foreign] = await Promise.all([
      readServers(this.parts.client),
      readDistribution(this.parts.client),
      this.foreign.read(),
    ]);
    const placed = graphs.map((naming) => membersOf(naming, distribution));
    const counted = placed.flat().flatMap(({ counted }) => counted);
    const counts = await this.sizes.counts(counted);
    const averages = await this.sizes.averages(
      [...counted, ...foreign.map((each) => each.counted)],
      new Map([...counts, ...foreign.map((each) => [nameOf(each.counted), each.count] as const)]),
    );
    const own = graphs.map((naming, at) => coupledOf(naming, placed[at] ?? [], counts, averages));
    return { servers, coupled: [...own, ...foreignCoupled(foreign, averages)] };
  }

  /** No shards, so everything of a graph is one shard group on the one server. */
  async #singleServer(graphs: readonly NamingConvention[]): Promise<State> {
    const servers: readonly TopologyServer[] = [singleServer];
    const members = graphs.map((naming) =>
      assetKinds.map((kind) => {
        const name = collectionOf(naming, kind);
        const places = [onlyPlace(name)];
        return { name, counted: [{ database: undefined, name }], places };
      }),
    );
    const counted = members.flat().flatMap((each) => each.counted);
    const counts = await this.sizes.counts(counted);
    const averages = await this.sizes.averages(counted, counts);
    return { servers, coupled: graphs.map((naming, at) => coupledOf(naming, members[at] ?? [], counts, averages)) };
  }

  async #tenants(): Promise<readonly TopologyTenant[]> {
    const found = await this.parts.client.query<TenantDocument>(
      `FOR t IN @@tenants FILTER t.status == "ACTIVE"
         RETURN KEEP(t, "_key", "name", "naming", "scaleFactor", "groupId", "documents", "bytes", "createdAt")`,
      { '@tenants': ownCollections.tenants },
    );
    return found
      .map(({ _key: key, name, naming, scaleFactor, groupId, documents, bytes, createdAt }) => ({
        ...{ key, name, naming, scaleFactor, groupId, documents, bytes: BigInt(bytes), createdAt },
      }))
      .sort((a, b) => (a.key < b.key ? -1 : 1));
  }
}

interface State {
  readonly servers: readonly TopologyServer[];
  readonly coupled: readonly Coupled[];
}

/** A collection of a SmartGraph: which collections really hold its shards, and where. */
interface Member {
  readonly name: string;
  readonly counted: readonly Counted[];
  readonly places: readonly ShardPlace[];
}

/** A smart edge collection may show no shards of its own: those of its hidden collections are its. */
function membersOf(
  naming: NamingConvention,
  distribution: ReadonlyMap<string, readonly ShardPlace[]>,
): readonly Member[] {
  return assetKinds.map((kind) => {
    const name = collectionOf(naming, kind);
    const own = distribution.get(name) ?? [];
    const hidden = hiddenCollectionsOf(name).filter((each) => (distribution.get(each) ?? []).length > 0);
    const [local] = hidden;
    const names = own.length === 0 && holdsEdges(name) && local !== undefined ? hidden : [name];
    return {
      name,
      counted: names.map((each) => ({ database: undefined, name: each })),
      places: distribution.get(names[0] ?? name) ?? [],
    };
  });
}

function coupledOf(
  naming: NamingConvention,
  members: readonly Member[],
  counts: ReadonlyMap<string, Count>,
  averages: ReadonlyMap<string, number>,
): Coupled {
  const graph = graphNames[naming];
  return {
    graph,
    isOurs: true,
    naming,
    members: members.flatMap(({ name, counted, places }) => {
      const [first] = counted;
      const count = first && counts.get(nameOf(first));
      if (!count) return [];
      const parts = counted.map((each) => ({
        documentsOf: counts.get(nameOf(each))?.documentsOf ?? new Map<string, number>(),
        total: counts.get(nameOf(each))?.count ?? 0,
        average: averages.get(nameOf(each)) ?? 0,
      }));
      return [{ name, facts: count, places, parts }];
    }),
  };
}

function onlyPlace(shardId: string): ShardPlace {
  const leader = singleServer.shortName;
  return { shardId, leader, followers: [], current: [leader], currentLeader: leader, progress: null };
}

/** Documents by shard of a collection, and the bytes of an average one. */
interface Part {
  readonly documentsOf: ReadonlyMap<string, number>;
  /** All documents: of a single server, which has no shards. */
  readonly total: number;
  readonly average: number;
}

interface CoupledMember {
  readonly name: string;
  readonly facts: CollectionFacts;
  readonly places: readonly ShardPlace[];
  /** The collections that hold its documents: itself, or its hidden ones. */
  readonly parts: readonly Part[];
}

/** Collections whose shards go together. */
interface Coupled {
  /** The SmartGraph, or the prototype's name. */
  readonly graph: string;
  readonly isOurs: boolean;
  /** Of a SmartGraph of ours. */
  readonly naming: NamingConvention | null;
  readonly members: readonly CoupledMember[];
}

/** Returns the collections in the order of the members. */
function coupledCollections({ graph, naming, isOurs, members }: Coupled): readonly TopologyCollection[] {
  const prototype = prototypeOf(members);
  return members.map(({ name, facts, places }) => ({
    name,
    collectionId: facts.id,
    type: facts.type === 3 ? 'EDGE' : isOurs ? 'VERTEX' : 'DOCUMENT',
    graph: isOurs ? graph : null,
    numberOfShards: places.length,
    // A single server tells none.
    replicationFactor: typeof facts.replicationFactor === 'number' ? facts.replicationFactor : 1,
    writeConcern: facts.writeConcern ?? 1,
    smartGraphAttribute: naming === null ? (facts.smartGraphAttribute ?? null) : attributeOf(naming),
    distributeShardsLike: prototype && prototype.name !== name ? prototype.name : null,
  }));
}

/** Returns the shard groups in the order of their index. Servers that health does not know keep the name they have. */
function coupledGroups(coupled: Coupled, servers: readonly TopologyServer[]): readonly TopologyGroup[] {
  const { graph, isOurs, members } = coupled;
  const idOf = new Map(servers.map(({ shortName, serverId }) => [shortName, serverId]));
  const named = (server: string): string => idOf.get(server) ?? server;
  const prototype = prototypeOf(members);
  if (!prototype) return [];
  const shards = members.map(shardsOf);
  const placeOf = new Map(prototype.places.map((place) => [place.shardId, place]));
  return sortedShards(placeOf.keys()).map((shardId, index) => {
    const place = placeOf.get(shardId);
    const followers = (place?.followers ?? []).map(named);
    const current = new Set((place?.current ?? []).map(named));
    return {
      groupId: `${graph}/${index}`,
      graph,
      index,
      leader: named(place?.leader ?? ''),
      followers,
      inSync: followers.filter((server) => current.has(server)),
      shards: shards.flatMap((of) => of[index] ?? []),
      measuredLoad: null,
      ...(!isOurs && { isReadOnly: true }),
    };
  });
}

/** The collection that the others follow; a move is asked of its shards. */
function prototypeOf(members: readonly CoupledMember[]): CoupledMember | undefined {
  return members.find(({ facts }) => facts.distributeShardsLike === undefined) ?? members[0];
}

function shardsOf({ name, places, parts }: CoupledMember): readonly TopologyShard[] {
  return sortedShards(places.map(({ shardId }) => shardId)).map((shardId, index) => {
    let documents = 0;
    let bytes = 0;
    for (const { documentsOf, total, average } of parts) {
      const own = sortedShards(documentsOf.keys())[index];
      const count = own === undefined ? (documentsOf.size === 0 ? total : 0) : (documentsOf.get(own) ?? 0);
      documents += count;
      bytes += count * average;
    }
    return { shardId, collection: name, documents, bytes: BigInt(Math.round(bytes)) };
  });
}

/** Returns other people's collections by their prototypes. SatelliteCollections are on every server and are left out. */
function foreignCoupled(
  foreign: readonly ForeignCollection[],
  averages: ReadonlyMap<string, number>,
): readonly Coupled[] {
  const byPrototype = new Map<string, CoupledMember[]>();
  for (const { name, counted, count, places } of foreign) {
    if (count.replicationFactor === 'satellite' || count.replicationFactor === 0) continue;
    const prefix = name.slice(0, name.length - counted.name.length);
    const prototype = `${prefix}${count.distributeShardsLike ?? counted.name}`;
    const part = {
      documentsOf: count.documentsOf,
      total: count.count ?? 0,
      average: averages.get(nameOf(counted)) ?? 0,
    };
    const members = byPrototype.get(prototype) ?? [];
    members.push({ name, facts: count, places, parts: [part] });
    byPrototype.set(prototype, members);
  }
  return [...byPrototype].map(([graph, members]) => ({ graph, isOurs: false, naming: null, members }));
}
