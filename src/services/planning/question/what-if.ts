/** The cluster as a plan starts from it: sorted, with what a question imagines and the servers that are to leave marked. */
import { compare } from '../../base/lists.js';
import { InvalidInputError, UnknownServerError, UnknownTenantError } from '../../errors/errors.js';
import type { NewServers, PlanOptions, ServerReplacement } from '../../model/plan.js';
import type { ClusterTopology, TopologyGroup, TopologyServer, TopologyShard } from '../../model/topology.js';
import { grown } from './growth.js';
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

/**
 * Returns one successor for each replacement, in the same order, named after the server that leaves: with its zone and
 * capacity unless others are asked for. Servers that are not among `servers` are left out.
 */
function successorsOf(
  servers: readonly TopologyServer[],
  replacements: readonly ServerReplacement[],
): readonly TopologyServer[] {
  const byId = new Map(servers.map((server) => [server.serverId, server]));
  return replacements.flatMap((wish): TopologyServer[] => {
    const old = byId.get(wish.serverId);
    if (!old) return [];
    return [
      {
        serverId: freeName(`successor-of-${old.serverId}`, byId),
        shortName: `successor of ${old.shortName}`,
        zone: wish.zone ?? old.zone,
        status: 'GOOD',
        capacityBytes: wish.capacityBytes ?? old.capacityBytes,
        isImagined: true,
      },
    ];
  });
}

/**
 * Returns the servers that a question adds, named `new-1`, `new-2`, ...; zones are filled up, fewest servers first,
 * unless one is asked for. `servers` are those that the cluster has besides.
 */
function addedServers(servers: readonly TopologyServer[], wish: NewServers): readonly TopologyServer[] {
  const taken = new Map(servers.map((server) => [server.serverId, server]));
  const capacityBytes = wish.capacityBytes ?? largestCapacity(servers);
  const perZone = new Map<string, number>();
  for (const { zone, status } of servers) {
    if (zone !== null) perZone.set(zone, (perZone.get(zone) ?? 0) + (status === 'DRAINING' ? 0 : 1));
  }
  const added: TopologyServer[] = [];
  for (let number = 1; added.length < wish.count; number += 1) {
    const serverId = `new-${number}`;
    if (taken.has(serverId)) continue;
    const zone = wish.zone ?? emptiestZone(perZone);
    if (zone !== null) perZone.set(zone, (perZone.get(zone) ?? 0) + 1);
    const shortName = `new server ${number}`;
    added.push({ serverId, shortName, zone, status: 'GOOD', capacityBytes, isImagined: true });
  }
  return added;
}

function freeName(name: string, taken: ReadonlyMap<string, unknown>): string {
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? name : `${name}-${number}`;
    if (!taken.has(candidate)) return candidate;
  }
}

function largestCapacity(servers: readonly TopologyServer[]): bigint | null {
  return servers.reduce<bigint | null>(
    (largest, { capacityBytes }) =>
      capacityBytes !== null && (largest === null || capacityBytes > largest) ? capacityBytes : largest,
    null,
  );
}

function emptiestZone(perZone: ReadonlyMap<string, number>): string | null {
  const zones = [...perZone].sort(([a, m], [b, n]) => m - n || (a < b ? -1 : 1));
  return zones[0]?.[0] ?? null;
}
