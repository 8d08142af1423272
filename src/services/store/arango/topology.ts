/** The cluster as a topology, put together from what its endpoints tell: servers, placement, documents, sizes, tenants. */
import { assetKinds, type NamingConvention } from '../../model/asset.js';
import { graphNames } from '../../model/smart-graph.js';
import type { ClusterTopology, TopologyServer, TopologyTenant } from '../../model/topology.js';
import { readDistribution, type ShardPlace } from './distribution.js';
import type { Foreign } from './foreign.js';
import { type Coupled, coupledCollections, coupledGroups, foreignCoupled } from './groups.js';
import { collectionOf, hiddenCollectionsOf, holdsEdges, ownCollections } from './names.js';
import type { StoreParts } from './parts.js';
import { readServers, singleServer } from './servers.js';
import { type Count, type Counted, nameOf, type Sizes } from './sizes.js';
import type { TenantDocument } from './tenant-documents.js';

/** How old a topology may be that is given out again, in milliseconds; changes by this process are seen at once. */
const topologyMaxAgeMs = 1000;

export class TopologyReader {
  #known: { readonly readAtMs: number; readonly topology: Promise<ClusterTopology> } | null = null;

  constructor(
    private readonly parts: Omit<StoreParts, 'changes'>,
    private readonly sizes: Sizes,
    private readonly foreign: Foreign,
  ) {}

  /** Forgets what was read: something has changed. */
  forget(): void {
    this.#known = null;
  }

  /**
   * Returns the state of the cluster, at most a second old. Costs one request for health, one for placement, one for
   * tenants, one for each collection of the SmartGraphs, and at times a few for average sizes and other databases.
   */
  async read(): Promise<ClusterTopology> {
    const nowMs = this.parts.clock.elapsedMs();
    if (this.#known && nowMs - this.#known.readAtMs <= topologyMaxAgeMs) return this.#known.topology;
    const topology = this.#readNow();
    const known = { readAtMs: nowMs, topology };
    this.#known = known;
    topology.catch(() => {
      if (this.#known === known) this.#known = null;
    });
    return topology;
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
