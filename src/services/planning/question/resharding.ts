/**
 * The cluster as it would be if its SmartGraphs had been created with another numberOfShards: tenants hashed anew, shard
 * groups placed as for new collections. A comparison with a cluster that is not there, so no plan for it can be applied.
 */
import { compare, grouped } from '../../base/lists.js';
import { counted } from '../../base/wording.js';
import { InfeasiblePlanError, InvalidInputError } from '../../errors/errors.js';
import { topologyLimits } from '../../model/request-limits.js';
import { placeRoundRobin, shardPosition } from '../../model/sharding.js';
import {
  type ClusterTopology,
  groupSize,
  type TopologyCollection,
  type TopologyGroup,
  type TopologyServer,
  type TopologyShard,
  type TopologyTenant,
} from '../../model/topology.js';

/** One copy of some documents. */
interface Size {
  readonly documents: bigint;
  readonly bytes: bigint;
}

/**
 * Returns the topology with every SmartGraph re-created: `numberOfShards` groups, placed round robin over the servers
 * that are GOOD, in the order of their short names; every follower in sync, nothing measured. A group holds its tenants,
 * divided over the collections as the whole SmartGraph is; data that belongs to no tenant is spread evenly. Collections
 * without a smartGraphAttribute stay as they are. Throws InvalidInputError when there is no SmartGraph or there would be too many shards, and
 * InfeasiblePlanError when there are fewer servers than replicas.
 */
export function resharded(topology: ClusterTopology, numberOfShards: number): ClusterTopology {
  const graphs = smartGraphsOf(topology);
  if (graphs.size === 0) {
    throw new InvalidInputError(
      'numberOfShards',
      'numberOfShards is given, but the cluster has no SmartGraph to re-create',
      'Omit numberOfShards, or create the SmartGraph first (addTenant does)',
    );
  }
  requireFewShards(graphs, numberOfShards);
  const serverIds = serversForCreation(topology.servers);
  let nextShard = largestShardNumber(topology) + 1;
  const recreated = [...graphs].flatMap(([graph, collections]) => {
    const groups = groupsOf(topology, graph, collections, serverIds, numberOfShards, nextShard);
    nextShard += collections.length * numberOfShards;
    return groups;
  });
  const graphOfGroup = new Map(topology.groups.map(({ groupId, graph }) => [groupId, graph]));
  return {
    ...topology,
    collections: topology.collections.map((each) =>
      each.graph !== null && graphs.has(each.graph) ? { ...each, numberOfShards } : each,
    ),
    groups: [...topology.groups.filter(({ graph }) => !graphs.has(graph)), ...recreated],
    tenants: topology.tenants.map((tenant): TopologyTenant => {
      const graph = graphOfGroup.get(tenant.groupId);
      if (graph === undefined || !graphs.has(graph)) return tenant;
      return { ...tenant, groupId: `${graph}/${shardPosition(tenant.key, numberOfShards)}` };
    }),
  };
}

/** A graph of many collections multiplies the number. */
function requireFewShards(graphs: ReadonlyMap<string, readonly unknown[]>, numberOfShards: number): void {
  const collections = [...graphs.values()].reduce((sum, { length }) => sum + length, 0);
  const most = topologyLimits.shards;
  if (collections * numberOfShards <= most) return;
  throw new InvalidInputError(
    'numberOfShards',
    `${counted(collections, 'collection')} with ${counted(numberOfShards, 'shard')} each have more than ${counted(most, 'shard')}`,
    `Give at most ${Math.floor(most / collections)}`,
  );
}

function smartGraphsOf({ collections }: ClusterTopology): ReadonlyMap<string, readonly TopologyCollection[]> {
  const smart = collections.flatMap((collection) =>
    collection.graph === null || collection.smartGraphAttribute === null
      ? []
      : [{ ...collection, graph: collection.graph }],
  );
  return grouped(smart, ({ graph }) => graph);
}

/** Short names count servers up as they joined, which is the order in which new collections are placed. */
function serversForCreation(servers: readonly TopologyServer[]): readonly string[] {
  const name = ({ shortName, serverId }: TopologyServer): string => `${shortName} ${serverId}`;
  return servers
    .filter(({ status }) => status === 'GOOD')
    .sort((a, b) => compare(name(a), name(b)))
    .map(({ serverId }) => serverId);
}

function groupsOf(
  topology: ClusterTopology,
  graph: string,
  collections: readonly TopologyCollection[],
  serverIds: readonly string[],
  numberOfShards: number,
  firstShard: number,
): readonly TopologyGroup[] {
  const replicas = collections[0]?.replicationFactor ?? 1;
  if (serverIds.length < replicas) {
    throw new InfeasiblePlanError(
      `${graph} has ${counted(replicas, 'replica')} of each shard, but ${counted(serverIds.length, 'server')} could take one`,
      'Bring back the servers that are not GOOD, then try again',
    );
  }
  const weights = weightsOf(topology, graph, collections);
  const sizes = sizesOf(topology, graph, numberOfShards);
  return placeRoundRobin(serverIds, numberOfShards, replicas).map(({ leader, followers }, index): TopologyGroup => {
    const size = sizes[index] ?? { documents: 0n, bytes: 0n };
    const documents = divided(
      size.documents,
      weights.map((weight) => weight.documents),
    );
    const bytes = divided(
      size.bytes,
      weights.map((weight) => weight.bytes),
    );
    const shards = collections.map(({ name }, at): TopologyShard => ({
      // Shards are numbered collection by collection, as collections are created one after the other.
      shardId: `s${firstShard + at * numberOfShards + index}`,
      collection: name,
      documents: Number(documents[at] ?? 0n),
      bytes: bytes[at] ?? 0n,
    }));
    const place = { groupId: `${graph}/${index}`, graph, index };
    return { ...place, leader, followers, inSync: followers, shards, measuredLoad: null };
  });
}

/** What each collection has in all groups: how a group's documents and bytes are divided. */
function weightsOf(
  topology: ClusterTopology,
  graph: string,
  collections: readonly TopologyCollection[],
): readonly Size[] {
  const sums = new Map(collections.map(({ name }) => [name, { documents: 0n, bytes: 0n }]));
  for (const group of topology.groups) {
    if (group.graph !== graph) continue;
    for (const { collection, documents, bytes } of group.shards) {
      const sum = sums.get(collection);
      if (!sum) continue;
      sum.documents += BigInt(documents);
      sum.bytes += bytes;
    }
  }
  return [...sums.values()];
}

/** One entry per new group: its tenants, and an even share of what belongs to none. */
function sizesOf(topology: ClusterTopology, graph: string, numberOfShards: number): readonly Size[] {
  const sizes = Array.from({ length: numberOfShards }, () => ({ documents: 0n, bytes: 0n }));
  const groups = topology.groups.filter((group) => group.graph === graph);
  const own = new Set(groups.map(({ groupId }) => groupId));
  const rest = { documents: 0n, bytes: 0n };
  for (const group of groups) {
    const { documents, bytes } = groupSize(group);
    rest.documents += BigInt(documents);
    rest.bytes += bytes;
  }
  for (const { key, groupId, documents, bytes } of topology.tenants) {
    const size = sizes[shardPosition(key, numberOfShards)];
    if (!size || !own.has(groupId)) continue;
    size.documents += BigInt(documents);
    size.bytes += bytes;
    rest.documents -= BigInt(documents);
    rest.bytes -= bytes;
  }
  const even = sizes.map(() => 1n);
  // Tenants that claim more than the shards hold leave no rest.
  const documents = divided(rest.documents > 0n ? rest.documents : 0n, even);
  const bytes = divided(rest.bytes > 0n ? rest.bytes : 0n, even);
  return sizes.map((size, index) => ({
    documents: size.documents + (documents[index] ?? 0n),
    bytes: size.bytes + (bytes[index] ?? 0n),
  }));
}

/** Divides a whole by weights without losing anything: what rounding leaves goes to the first with weight, one each. */
function divided(whole: bigint, weights: readonly bigint[]): readonly bigint[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  const parts = weights.map((weight, index) => (total > 0n ? (whole * weight) / total : index === 0 ? whole : 0n));
  let left = whole - parts.reduce((sum, part) => sum + part, 0n);
  return parts.map((part, index) => {
    if (left <= 0n || (total > 0n && weights[index] === 0n)) return part;
    left -= 1n;
    return part + 1n;
  });
}

function largestShardNumber({ groups }: ClusterTopology): number {
  let largest = 0;
  for (const { shards } of groups) {
    for (const { shardId } of shards) {
      const number = Number(/^s(\d{1,15})$/.exec(shardId)?.[1] ?? 0);
      if (number > largest) largest = number;
    }
  }
  return largest;
}
