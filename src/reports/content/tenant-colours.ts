/** Gives tenants their colours, once for a whole report, so that a tenant looks the same in every chart and table. */
import type { ClusterTopology, TopologyTenant } from '../../services/model/topology.js';

/** How many tenants can have a colour of their own; more could not be told apart. */
const colours = 8;

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
      if (result.size < colours && !result.has(key)) result.set(key, result.size);
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
  const result = new Map<string, TopologyTenant[]>();
  for (const tenant of bySize(tenants)) {
    const group = result.get(tenant.groupId);
    if (group) group.push(tenant);
    else result.set(tenant.groupId, [tenant]);
  }
  return result;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
