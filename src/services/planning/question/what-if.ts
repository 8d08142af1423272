/** The cluster as a plan starts from it: sorted, with what a question imagines and the servers that are to leave marked. */
import { InvalidInputError, UnknownServerError, UnknownTenantError } from '../../errors/errors.js';
import type { PlanOptions } from '../../model/plan.js';
import type { ClusterTopology, TopologyGroup, TopologyServer, TopologyShard } from '../../model/topology.js';
import { grown } from './growth.js';
import { addedServers, successorsOf } from './imagined-servers.js';
import { resharded } from './resharding.js';

/**
 * Returns the topology with servers by id, collections by name after their prototypes, groups by graph and index, shards
 * in the order of the collections, tenants by key: one form for one cluster.
 */
export function sortedTopology(topology: ClusterTopology): ClusterTopology {
  const collections = [...topology.collections].sort(
    (a, b) =>
      Number(a.distributeShardsLike !== null) - Number(b.distributeShardsLike !== null) || compare(a.name, b.name),
  );
  const placeOf = new Map(collections.map(({ name }, place) => [name, place]));
  return {
    ...topology,
    servers: [...topology.servers].sort((a, b) => compare(a.serverId, b.serverId)),
    collections,
    groups: topology.groups
      .map((group) => withSortedShards(group, placeOf))
      .sort((a, b) => compare(a.graph, b.graph) || a.index - b.index || compare(a.groupId, b.groupId)),
    tenants: [...topology.tenants].sort((a, b) => compare(a.key, b.key)),
  };
}

/** As with followers: groups in order stay the same objects. */
function withSortedShards(group: TopologyGroup, placeOf: ReadonlyMap<string, number>): TopologyGroup {
  const { shards } = group;
  const order = (a: TopologyShard, b: TopologyShard): number =>
    (placeOf.get(a.collection) ?? 0) - (placeOf.get(b.collection) ?? 0) || compare(a.shardId, b.shardId);
  const isInOrder = shards.every((shard, place) => {
    const last = shards[place - 1];
    return last === undefined || order(last, shard) <= 0;
  });
  return isInOrder ? group : { ...group, shards: shards.toSorted(order) };
}

/**
 * Returns the starting point of a plan, in this order: SmartGraphs re-created with another numberOfShards, tenants that
 * are still to come, servers to be removed or replaced DRAINING, successors and new servers there and empty. What is
 * imagined is marked; followers are by id, as their order decides nothing here. Throws UnknownServerError,
 * UnknownTenantError and InvalidInputError for names that the topology does not have, InvalidInputError when no server
 * would stay, and what `resharded` and `grown` throw.
 */
export function startingPoint(topology: ClusterTopology, options: PlanOptions): ClusterTopology {
  const sorted = sortedTopology(topology);
  requireKnown(sorted, options);
  const { numberOfShards, growth, replaceServers = [] } = options;
  const sharded = numberOfShards === undefined ? sorted : resharded(sorted, numberOfShards);
  const full = growth === undefined ? sharded : grown(sharded, growth);
  const leaving = new Set([...options.removeServers, ...replaceServers.map(({ serverId }) => serverId)]);
  const marked = full.servers.map((server): TopologyServer =>
    leaving.has(server.serverId) ? { ...server, status: 'DRAINING' } : server,
  );
  const replaced = [...marked, ...successorsOf(marked, replaceServers)];
  const servers = [...replaced, ...addedServers(replaced, options.addServers)];
  if (leaving.size > 0 && servers.every(({ status }) => status === 'DRAINING')) {
    throw new InvalidInputError(
      'removeServers',
      `removeServers names all ${leaving.size} servers`,
      'Leave at least one server in the cluster, or add new ones in the same plan',
    );
  }
  return sortedTopology({ ...full, servers, groups: full.groups.map(withSortedFollowers) });
}

/** A large cluster has many groups, most of them in order: those stay the same objects. */
function withSortedFollowers(group: TopologyGroup): TopologyGroup {
  if (isSorted(group.followers) && isSorted(group.inSync)) return group;
  return { ...group, followers: group.followers.toSorted(compare), inSync: group.inSync.toSorted(compare) };
}

function isSorted(ids: readonly string[]): boolean {
  return ids.every((id, place) => place === 0 || compare(ids[place - 1] ?? '', id) <= 0);
}

function requireKnown(topology: ClusterTopology, { removeServers, replaceServers = [], limits }: PlanOptions): void {
  const servers = new Set(topology.servers.map(({ serverId }) => serverId));
  const named = [...removeServers, ...replaceServers.map(({ serverId }) => serverId)];
  const unknown = named.find((serverId) => !servers.has(serverId));
  if (unknown !== undefined) throw new UnknownServerError(unknown);
  const tenants = new Set(topology.tenants.map(({ key }) => key));
  const stranger = limits.pinnedTenants.find((key) => !tenants.has(key));
  if (stranger !== undefined) throw new UnknownTenantError(stranger);
  const collections = new Set(topology.collections.map(({ name }) => name));
  const missing = limits.pinnedCollections.find((name) => !collections.has(name));
  if (missing === undefined) return;
  throw new InvalidInputError(
    'limits.pinnedCollections',
    `There is no collection "${missing}" to pin`,
    'Name collections as cluster { collections { name } } lists them',
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
