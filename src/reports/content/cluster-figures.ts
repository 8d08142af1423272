/** What a report says of a state of the cluster: totals, figures per server, tenants with their colours, and what was measured. */
import { compare, grouped } from '../../services/base/lists.js';
import type { Measure } from '../../services/model/plan.js';
import {
  type ClusterTopology,
  groupSize,
  replicasOf,
  type TopologyGroup,
  type TopologyServer,
  type TopologyTenant,
} from '../../services/model/topology.js';
import { isLoadMeasured } from '../../services/planning/measure/objectives/load.js';
import { tenantColourCount } from '../charts/palette.js';
import type { Basis } from '../model.js';

export interface ClusterTotals {
  readonly tenants: number;
  /** One copy of each document. */
  readonly documents: number;
  /** One copy of each document. */
  readonly bytes: bigint;
  readonly collections: number;
  readonly shardGroups: number;
  readonly shards: number;
  readonly servers: number;
}

/** Returns the totals of a state. */
export function totalsOf(topology: ClusterTopology): ClusterTotals {
  let documents = 0;
  let bytes = 0n;
  let shards = 0;
  for (const group of topology.groups) {
    const size = groupSize(group);
    documents += size.documents;
    bytes += size.bytes;
    shards += group.shards.length;
  }
  return {
    tenants: topology.tenants.length,
    documents,
    bytes,
    collections: topology.collections.length,
    shardGroups: topology.groups.length,
    shards,
    servers: topology.servers.length,
  };
}

export interface ServerFigures {
  readonly serverId: string;
  readonly shortName: string;
  readonly zone: string | null;
  readonly status: string;
  /** All replicas on the server. */
  readonly bytes: bigint;
  /** All replicas on the server. */
  readonly documents: number;
  /** Shard groups that the server leads, empty ones included. */
  readonly leaders: number;
  readonly followers: number;
}

/** Returns the figures of each server, in the order of their names. */
export function serverFigures(topology: ClusterTopology): readonly ServerFigures[] {
  const sums = new Map(
    topology.servers.map(({ serverId }) => [serverId, { bytes: 0n, documents: 0, leaders: 0, followers: 0 }]),
  );
  for (const group of topology.groups) {
    const size = groupSize(group);
    for (const serverId of replicasOf(group)) {
      const sum = sums.get(serverId);
      if (!sum) continue;
      sum.bytes += size.bytes;
      sum.documents += size.documents;
      if (serverId === group.leader) sum.leaders += 1;
      else sum.followers += 1;
    }
  }
  return inNameOrder(topology.servers).map(({ serverId, shortName, zone, status }) => ({
    serverId,
    shortName,
    zone,
    status,
    ...(sums.get(serverId) ?? { bytes: 0n, documents: 0, leaders: 0, followers: 0 }),
  }));
}

/** A shard group with the size of one copy of it. */
export interface SizedGroup {
  readonly group: TopologyGroup;
  readonly documents: number;
  readonly bytes: bigint;
}

/** A topology never changes, so its order is kept as long as it is at hand: several cells of a report ask for it. */
const largestFirst = new WeakMap<ClusterTopology, readonly SizedGroup[]>();

/** Returns the shard groups, those with the most documents first; equal ones in the order of the topology. */
export function groupsBySize(topology: ClusterTopology): readonly SizedGroup[] {
  let sized = largestFirst.get(topology);
  if (!sized) {
    sized = topology.groups.map((group) => ({ group, ...groupSize(group) })).sort((a, b) => b.documents - a.documents);
    largestFirst.set(topology, sized);
  }
  return sized;
}

const byName = new Intl.Collator('en', { numeric: true });

/** Returns servers as people list them: by short name, `DBServer2` before `DBServer10`; equal names by serverId. */
export function inNameOrder<Server extends Pick<TopologyServer, 'serverId' | 'shortName'>>(
  servers: readonly Server[],
): readonly Server[] {
  return [...servers].sort(
    (a, b) => byName.compare(a.shortName, b.shortName) || byName.compare(a.serverId, b.serverId),
  );
}

/**
 * Returns whether figures per server are measured. Placement is kept and obeyed by the simulated cluster too, and what
 * lies on a server is counted. Load is measured where every shard group has it. On ArangoDB bytes per server are derived
 * from documents per shard, because its API has sizes per collection only.
 */
export function placementBasis(topology: ClusterTopology, measure: Measure): Basis {
  if (measure === 'LOAD') return isLoadMeasured(topology) ? 'MEASURED' : 'MODELLED';
  return measure === 'BYTES' && topology.deployment !== 'SIMULATED' ? 'MODELLED' : 'MEASURED';
}

/** Returns the short name of each server, by serverId; servers of later states win. */
export function shortNames(...states: readonly (ClusterTopology | null)[]): ReadonlyMap<string, string> {
  return new Map(states.flatMap((state) => state?.servers.map((s) => [s.serverId, s.shortName] as const) ?? []));
}

/** Returns what a deployment is called in a sentence. */
export function deploymentInWords({ deployment }: ClusterTopology): string {
  switch (deployment) {
    case 'SIMULATED':
      return 'a simulated cluster';
    case 'ARANGODB_CLUSTER':
      return 'an ArangoDB cluster';
    case 'ARANGODB_SINGLE_SERVER':
      return 'a single ArangoDB server';
  }
}

/** Returns what a shard group is called: its index, with the graph before it where there are several graphs. */
export function groupLabels(topology: ClusterTopology): ReadonlyMap<string, string> {
  const isOneGraph = new Set(topology.groups.map(({ graph }) => graph)).size < 2;
  return new Map(
    topology.groups.map(({ groupId, graph, index }) => [groupId, isOneGraph ? String(index) : `${graph}/${index}`]),
  );
}

/** Colour of each tenant that has one, 0 to 7, by tenant key. */
export type TenantColours = ReadonlyMap<string, number>;

/**
 * Returns the colours over several states, oldest first: tenants are taken as they appear, larger ones first within a
 * state, so that those that were there before keep the first colours.
 */
export function colourTenants(states: readonly (ClusterTopology | null)[]): TenantColours {
  const result = new Map<string, number>();
  for (const state of states) {
    for (const { key } of bySize(state?.tenants ?? [])) {
      if (result.size < tenantColourCount && !result.has(key)) result.set(key, result.size);
    }
  }
  return result;
}

/** Returns tenants with the most documents first; equal ones by name, then key. */
export function bySize(tenants: readonly TopologyTenant[]): readonly TopologyTenant[] {
  return [...tenants].sort((a, b) => b.documents - a.documents || compare(a.name, b.name) || compare(a.key, b.key));
}

/** Returns the tenants of each shard group that has any, largest first, by groupId. */
export function tenantsByGroup({ tenants }: ClusterTopology): ReadonlyMap<string, readonly TopologyTenant[]> {
  return grouped(bySize(tenants), ({ groupId }) => groupId);
}
