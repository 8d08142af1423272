// Named topologies for the checks, which say with one number each what is right or wrong with them.
import type { ClusterTopology, TopologyGroup, TopologyServer } from '../../src/services/model/topology.js';

/** "three DB-Servers in three zones, two copies of each group, all in sync": 6 groups of 100 bytes, 400 of 1,000 used on each server. */
export function soundCluster(): ClusterTopology {
  const servers = ['A', 'B', 'C'].map((zone, at) => server(`PRMR-${at + 1}`, { zone, capacityBytes: 1_000n }));
  const groups = Array.from({ length: 6 }, (_, index) =>
    group(index, `PRMR-${(index % 3) + 1}`, [`PRMR-${((index + 1) % 3) + 1}`]),
  );
  return clusterOf(servers, groups);
}

/** A cluster with one collection, `Device`, of replication factor 2 and write concern 1, and no tenants. */
export function clusterOf(
  servers: readonly TopologyServer[],
  groups: readonly TopologyGroup[],
  { replicationFactor = 2, writeConcern = 1 } = {},
): ClusterTopology {
  return {
    deployment: 'SIMULATED',
    version: null,
    servers,
    collections: [
      {
        name: 'Device',
        type: 'VERTEX',
        graph: 'network_assets',
        numberOfShards: groups.length,
        replicationFactor,
        writeConcern,
        smartGraphAttribute: 'tenantId',
        distributeShardsLike: null,
      },
    ],
    groups,
    tenants: [],
  };
}

/** A GOOD server without zone and without known capacity, unless told otherwise. */
export function server(serverId: string, differing: Partial<TopologyServer> = {}): TopologyServer {
  return { serverId, shortName: serverId, zone: null, status: 'GOOD', capacityBytes: null, ...differing };
}

/** A group of 10 documents and 100 bytes whose followers are all in sync, unless told otherwise. */
export function group(
  index: number,
  leader: string,
  followers: readonly string[],
  { inSync = followers, bytes = 100n }: { inSync?: readonly string[]; bytes?: bigint } = {},
): TopologyGroup {
  return {
    groupId: `network_assets/${index}`,
    graph: 'network_assets',
    index,
    leader,
    followers,
    inSync,
    shards: [{ shardId: `s${index}`, collection: 'Device', documents: 10, bytes }],
    measuredLoad: null,
  };
}

/** The same cluster with one server changed. */
export function withServer(
  cluster: ClusterTopology,
  serverId: string,
  differing: Partial<TopologyServer>,
): ClusterTopology {
  return {
    ...cluster,
    servers: cluster.servers.map((old) => (old.serverId === serverId ? { ...old, ...differing } : old)),
  };
}

/** The same cluster with one group changed. */
export function withGroup(cluster: ClusterTopology, index: number, differing: Partial<TopologyGroup>): ClusterTopology {
  return {
    ...cluster,
    groups: cluster.groups.map((old) => (old.index === index ? { ...old, ...differing } : old)),
  };
}
