/**
 * The demo before its rebalance, as a problem for the planner: 3 DB-Servers with 12 coupled groups of 11 shards and five
 * tenants, each in a group of its own with the documents that the product generates; two new DB-Servers are empty.
 */
import { assetKinds, isEdgeKind } from '../src/services/model/asset.js';
import { encodeDocument } from '../src/services/model/document-json.js';
import {
  type ClusterTopology,
  groupSize,
  type TopologyGroup,
  type TopologyServer,
  type TopologyShard,
} from '../src/services/model/topology.js';
import { generateTenant } from '../src/services/tenants/generation/generate-tenant.js';
import { shuffled, uniform } from './planner-problems.js';

const graph = 'network_assets';
const shardGroups = 12;

/** Groups that the tenants of the demo live in, with its default settings. */
const homes = [1, 4, 6, 7, 10];

const tenants = [
  { name: 'Acme Corp', scaleFactor: 1 },
  { name: 'Global Enterprises', scaleFactor: 2 },
  { name: 'Global Retail Chain', scaleFactor: 2 },
  { name: 'Manufacturing Solutions Inc', scaleFactor: 1 },
  { name: 'Tech Startup Innovations', scaleFactor: 1 },
];

/** Returns the cluster. Seed 1 puts the tenants where the demo has them, any other one where chance does. */
export function demoClusterOf(seed: number): ClusterTopology {
  const next = uniform(seed);
  const groupsOfTenants = seed === 1 ? homes : shuffled([...new Array(shardGroups).keys()], next);
  const servers = Array.from({ length: 5 }, (_, index): TopologyServer => ({
    serverId: `PRMR-${String(index + 1).padStart(4, '0')}`,
    shortName: `DBServer${String(index + 1).padStart(4, '0')}`,
    zone: null,
    status: 'GOOD',
    capacityBytes: 10n * 1024n ** 3n,
  }));
  const idOf = (index: number): string => servers[index % 3]?.serverId ?? '';
  const groups = Array.from({ length: shardGroups }, (_, index): TopologyGroup => {
    const tenant = groupsOfTenants.indexOf(index);
    return {
      groupId: `${graph}/${index}`,
      graph,
      index,
      leader: idOf(index),
      followers: [idOf(index + 1)],
      inSync: [idOf(index + 1)],
      shards: shardsOf(index, tenant, seed),
      measuredLoad: null,
    };
  });
  return {
    deployment: 'SIMULATED',
    version: null,
    servers,
    collections: assetKinds.map((kind, index) => ({
      name: kind,
      type: isEdgeKind(kind) ? 'EDGE' : 'VERTEX',
      graph,
      numberOfShards: shardGroups,
      replicationFactor: 2,
      writeConcern: 1,
      smartGraphAttribute: 'tenantId',
      distributeShardsLike: index === 0 ? null : assetKinds[0],
    })),
    groups,
    tenants: [],
  };
}

/** Returns bytes and documents of the groups that hold data, in the order of the groups. */
export function groupsWithData({
  groups,
}: ClusterTopology): readonly { readonly bytes: number; readonly documents: number }[] {
  const sizes = groups.map(groupSize).filter(({ bytes }) => bytes > 0n);
  return sizes.map(({ bytes, documents }) => ({ bytes: Number(bytes), documents }));
}

/** One shard per collection, empty where no tenant lives; `tenant` is its place in the list, -1 for none. */
function shardsOf(group: number, tenant: number, seed: number): readonly TopologyShard[] {
  const sizes = new Map(assetKinds.map((kind) => [kind, { documents: 0, bytes: 0 }]));
  const found = tenants[tenant];
  if (found) {
    const spec = {
      tenantKey: (0xc6_95_ea_90_5f_74 + 7919 * (seed * tenants.length + tenant)).toString(16),
      tenantName: found.name,
      scaleFactor: found.scaleFactor,
      naming: 'camelCase',
      seed,
      referenceTime: '2026-08-01T12:00:00.000Z',
    } as const;
    for (const batch of generateTenant(spec)) {
      for (const { kind, fields } of batch) {
        const size = sizes.get(kind);
        if (!size) continue;
        size.documents += 1;
        size.bytes += Buffer.byteLength(encodeDocument(fields));
      }
    }
  }
  return [...sizes].map(([kind, { documents, bytes }], index) => ({
    shardId: `s${10_000 + index * shardGroups + group}`,
    collection: kind,
    documents,
    bytes: BigInt(bytes),
  }));
}
