/**
 * ArangoDB's own imbalance scores of a topology, for comparison with ours. Sources: `arangod/Cluster/AutoRebalance.cpp`
 * (computeShardImbalance, piCoefficients, computeLeaderImbalance) and `arangod/RestHandler/RestAdminClusterHandler.cpp`
 * (collectRebalanceInformation) of arangodb/arangodb 3.12; `develop/http-api/cluster.md` of arangodb/docs-hugo.
 */
import type { ArangoDbImbalance } from '../../model/plan.js';
import { type ClusterTopology, groupSize, replicasOf, type TopologyGroup } from '../../model/topology.js';

/** ArangoDB does not ask for sizes: each shard is taken to have 1 MiB. */
const assumedShardBytes = 1024 * 1024;

/** Weight of leaders of one collection that crowd on a server, against leaders in all (`_piFactor`). */
const piFactor = 256e6;

/**
 * Returns the scores. Coupled collections count once, by their prototype's shards: a leader weighs 1 and 1 more for each
 * collection that follows it, and every server has the same volume and CPU capacity. Servers that are DRAINING count like
 * all others, as ArangoDB counts them until they are gone.
 */
export function arangoDbImbalanceOf(topology: ClusterTopology): ArangoDbImbalance {
  const servers = indexServers(topology);
  const count = servers.size;
  const used = new Float64Array(count);
  const bytes = new Float64Array(count);
  const weights = new Float64Array(count);
  for (const group of topology.groups) {
    const size = Number(groupSize(group).bytes);
    for (const serverId of replicasOf(group)) {
      const server = servers.get(serverId) ?? 0;
      used[server] = (used[server] ?? 0) + assumedShardBytes;
      bytes[server] = (bytes[server] ?? 0) + size;
    }
    const leader = servers.get(group.leader) ?? 0;
    weights[leader] = (weights[leader] ?? 0) + Math.max(1, group.shards.length);
  }
  const equal = new Float64Array(count).fill(1);
  return {
    leaders: squaredDistance(weights, equal) + crowding(topology.groups),
    shards: squaredDistance(used, equal),
    shardsBySize: squaredDistance(bytes, volumesOf(topology, count) ?? equal),
  };
}

/** Servers that a group names but the topology does not list count too, after the others. */
function indexServers({ servers, groups }: ClusterTopology): ReadonlyMap<string, number> {
  const index = new Map<string, number>();
  for (const { serverId } of servers) index.set(serverId, index.size);
  for (const group of groups) {
    for (const serverId of replicasOf(group)) if (!index.has(serverId)) index.set(serverId, index.size);
  }
  return index;
}

function volumesOf({ servers }: ClusterTopology, count: number): Float64Array | null {
  if (servers.length < count || servers.some(({ capacityBytes }) => capacityBytes === null)) return null;
  return Float64Array.from(servers, ({ capacityBytes }) => Number(capacityBytes));
}

/** The sum over the servers of (value - target)^2, where targets share the total in proportion to `volumes`. */
function squaredDistance(values: Float64Array, volumes: Float64Array): number {
  const total = values.reduce((sum, value) => sum + value, 0);
  const volume = volumes.reduce((sum, value) => sum + value, 0);
  if (volume === 0) return 0;
  return values.reduce((sum, value, server) => sum + squareOf(value - ((volumes[server] ?? 0) / volume) * total), 0);
}

/** The same in every engine, which `**` need not be. */
function squareOf(value: number): number {
  return value * value;
}

/** For each collection with more than one shard: (leaders there - mean over the servers that lead any of it)^2. */
function crowding(groups: readonly TopologyGroup[]): number {
  let sum = 0;
  for (const leaders of leadersByGraph(groups).values()) {
    const counts = [...leaders.values()];
    const shards = counts.reduce((total, led) => total + led, 0);
    if (shards === 1) continue;
    const mean = shards / counts.length;
    for (const led of counts) sum += squareOf(led - mean);
  }
  return sum * piFactor;
}

/** Returns, for each SmartGraph or single collection, how many of its shard groups each server leads (0 left out). */
export function leadersByGraph(groups: readonly TopologyGroup[]): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const byGraph = new Map<string, Map<string, number>>();
  for (const { graph, leader } of groups) {
    let leaders: Map<string, number> | undefined = byGraph.get(graph);
    if (!leaders) byGraph.set(graph, (leaders = new Map<string, number>()));
    leaders.set(leader, (leaders.get(leader) ?? 0) + 1);
  }
  return byGraph;
}
