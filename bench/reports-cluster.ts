/** A large cluster for the figures of reports: 1,000 tenants in shard groups of 11 coupled shards, two copies each. */
import { assetKinds, documentsOfTenant, documentsPerScale, isEdgeKind } from '../src/services/model/asset.js';
import type { ClusterTopology, TopologyGroup, TopologyServer, TopologyTenant } from '../src/services/model/topology.js';

/** With 11 collections: 50,006 shards. */
const shardGroups = 4_546;

const tenantCount = 1_000;

/** About what the simulated cluster has for a document. */
const bytesPerDocument = 312n;

/** Returns the cluster, placed round robin: the same every time. */
export function largeCluster({ servers: count }: { servers: number }): ClusterTopology {
  const servers = Array.from({ length: count }, (_, at): TopologyServer => {
    const shortName = `DBServer${String(at + 1).padStart(4, '0')}`;
    const zone = `zone-${'abc'[at % 3] ?? 'a'}`;
    return { serverId: `PRMR-${shortName}`, shortName, zone, status: 'GOOD', capacityBytes: 2_000_000_000n };
  });
  // 1,009 is a prime: tenants spread over groups, and some share one.
  const groupOf = (tenant: number): number => (tenant * 1_009 * 13) % shardGroups;
  const scaleOf = (tenant: number): number => 1 + (tenant % 5);
  const scales = new Map<number, number>();
  for (let tenant = 0; tenant < tenantCount; tenant += 1) {
    scales.set(groupOf(tenant), (scales.get(groupOf(tenant)) ?? 0) + scaleOf(tenant));
  }
  const ids = servers.map(({ serverId }) => serverId);
  return {
    deployment: 'SIMULATED',
    version: 'bench',
    servers,
    collections: assetKinds.map((name) => ({
      name,
      type: isEdgeKind(name) ? 'EDGE' : 'VERTEX',
      graph: 'network_assets',
      numberOfShards: shardGroups,
      replicationFactor: 2,
      writeConcern: 1,
      smartGraphAttribute: 'tenantId',
      distributeShardsLike: name === 'Device' ? null : 'Device',
    })),
    groups: Array.from({ length: shardGroups }, (_, index) => groupAt(index, scales.get(index) ?? 0, ids)),
    tenants: Array.from({ length: tenantCount }, (_, at): TopologyTenant => {
      const documents = documentsOfTenant(scaleOf(at));
      return {
        key: `tenant${String(at).padStart(4, '0')}`,
        name: `Tenant number ${at + 1}`,
        naming: 'camelCase',
        scaleFactor: scaleOf(at),
        groupId: `network_assets/${groupOf(at)}`,
        documents,
        bytes: BigInt(documents) * bytesPerDocument,
      };
    }),
  };
}

function groupAt(index: number, scale: number, servers: readonly string[]): TopologyGroup {
  const follower = servers[(index + 1) % servers.length] ?? '';
  return {
    groupId: `network_assets/${index}`,
    graph: 'network_assets',
    index,
    leader: servers[index % servers.length] ?? '',
    followers: [follower],
    inSync: [follower],
    shards: assetKinds.map((collection, at) => ({
      shardId: `s${index * assetKinds.length + at}`,
      collection,
      documents: documentsPerScale[collection] * scale,
      bytes: BigInt(documentsPerScale[collection] * scale) * bytesPerDocument,
    })),
    measuredLoad: null,
  };
}
