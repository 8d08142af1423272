/** Named clusters for tests: each is a sentence about who holds what, so that a test's numbers can be checked by hand. */
import type {
  ClusterTopology,
  TopologyGroup,
  TopologyServer,
  TopologyTenant,
} from '../../src/services/model/topology.js';

/** One shard group as a test writes it. */
export interface GroupPlan {
  readonly leader: string;
  readonly followers?: readonly string[];
  /** Default: all followers. */
  readonly inSync?: readonly string[];
  /** Bytes of one copy; default 0. */
  readonly bytes?: number;
  /** Default: one per 500 bytes, rounded up. */
  readonly documents?: number;
  readonly load?: number | null;
  /** Tenants that live in the group. */
  readonly tenants?: readonly string[];
}

/** One server as a test writes it; a string is a GOOD server without zone and with unknown capacity. */
export type ServerPlan = string | (Pick<TopologyServer, 'serverId'> & Partial<TopologyServer>);

/** Returns a simulated cluster with one SmartGraph `g` of two coupled collections; groups are numbered in order. */
export function cluster(
  servers: readonly ServerPlan[],
  groups: readonly GroupPlan[],
  { writeConcern = 1 }: { readonly writeConcern?: number } = {},
): ClusterTopology {
  const replicationFactor = 1 + Math.max(0, ...groups.map(({ followers }) => followers?.length ?? 0));
  return {
    deployment: 'SIMULATED',
    version: '0.1.0',
    servers: servers.map(serverOf).sort((a, b) => (a.serverId < b.serverId ? -1 : 1)),
    collections: (['Device', 'hasVersion'] as const).map((name) => ({
      name,
      type: name === 'Device' ? 'VERTEX' : 'EDGE',
      graph: 'g',
      numberOfShards: groups.length,
      replicationFactor,
      writeConcern,
      smartGraphAttribute: 'tenantId',
      distributeShardsLike: name === 'Device' ? null : 'Device',
    })),
    groups: groups.map(groupOf),
    tenants: groups.flatMap((group, index) => (group.tenants ?? []).map((key) => tenantOf(key, `g/${index}`, group))),
  };
}

function serverOf(plan: ServerPlan): TopologyServer {
  const parts = typeof plan === 'string' ? { serverId: plan } : plan;
  return { shortName: `DBServer-${parts.serverId}`, zone: null, status: 'GOOD', capacityBytes: null, ...parts };
}

function groupOf(plan: GroupPlan, index: number): TopologyGroup {
  const bytes = plan.bytes ?? 0;
  const documents = plan.documents ?? Math.ceil(bytes / 500);
  const followers = plan.followers ?? [];
  const half = Math.floor(bytes / 2);
  return {
    groupId: `g/${index}`,
    graph: 'g',
    index,
    leader: plan.leader,
    followers,
    inSync: plan.inSync ?? followers,
    shards: [
      { shardId: `s${index}1`, collection: 'Device', documents: Math.floor(documents / 2), bytes: BigInt(half) },
      {
        shardId: `s${index}2`,
        collection: 'hasVersion',
        documents: Math.ceil(documents / 2),
        bytes: BigInt(bytes - half),
      },
    ],
    measuredLoad: plan.load ?? null,
  };
}

function tenantOf(key: string, groupId: string, group: GroupPlan): TopologyTenant {
  const share = group.tenants?.length ?? 1;
  const bytes = group.bytes ?? 0;
  const documents = group.documents ?? Math.ceil(bytes / 500);
  return {
    key,
    name: `Tenant ${key}`,
    naming: 'camelCase',
    scaleFactor: 1,
    groupId,
    documents: Math.floor(documents / share),
    bytes: BigInt(Math.floor(bytes / share)),
  };
}

/** Bytes of a tenant of scale factor 1 in the named clusters. */
export const unit = 500_000;

/**
 * The demo before its rebalance: DB-Servers a, b and c hold 12 groups round robin, d and e are new and empty; five
 * tenants of scale 1, 2, 2, 1 and 1 live in groups 1, 4, 6, 7 and 10.
 */
export function demoCluster(): ClusterTopology {
  const scales = new Map([
    [1, 1],
    [4, 2],
    [6, 2],
    [7, 1],
    [10, 1],
  ]);
  const names = ['a', 'b', 'c'];
  const groups = Array.from({ length: 12 }, (_, index): GroupPlan => {
    const scale = scales.get(index) ?? 0;
    const base = { leader: names[index % 3] ?? 'a', followers: [names[(index + 1) % 3] ?? 'b'] };
    return scale === 0 ? base : { ...base, bytes: scale * unit, documents: scale * 1095, tenants: [`t${index}`] };
  });
  return cluster(['a', 'b', 'c', 'd', 'e'], groups);
}

/** Three DB-Servers, six equal groups, two led by each: nothing can be better. */
export function evenCluster(): ClusterTopology {
  const names = ['a', 'b', 'c'];
  return cluster(
    names,
    Array.from({ length: 6 }, (_, index) => ({
      leader: names[index % 3] ?? 'a',
      followers: [names[(index + 1) % 3] ?? 'b'],
      bytes: unit,
      tenants: [`t${index}`],
    })),
  );
}

/** Three DB-Servers, every leader on the first, every group on all three: leadership transfers are enough. */
export function allLeadersOnFirst(): ClusterTopology {
  return cluster(
    ['a', 'b', 'c'],
    Array.from({ length: 6 }, (_, index) => ({
      leader: 'a',
      followers: ['b', 'c'],
      bytes: unit,
      tenants: [`t${index}`],
    })),
  );
}
