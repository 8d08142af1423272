/** Which shard groups stay exactly where they are: the user pinned a tenant in them or a collection, or they are not ours. */
import type { PlanLimits } from '../../model/plan.js';
import type { ClusterTopology } from '../../model/topology.js';

/** What pins a group. */
export type Pin = 'READ_ONLY' | 'TENANT' | 'COLLECTION';

/** Returns one entry per group: what pins it, null where nothing does. A collection pins everything coupled to it. */
export function pinsOf({ groups, tenants, collections }: ClusterTopology, limits: PlanLimits): readonly (Pin | null)[] {
  const pinnedTenants = new Set(limits.pinnedTenants);
  const withTenants = new Set(tenants.filter(({ key }) => pinnedTenants.has(key)).map(({ groupId }) => groupId));
  const pinnedCollections = new Set(limits.pinnedCollections);
  const owners = new Set(
    collections.filter(({ name }) => pinnedCollections.has(name)).map(({ name, graph }) => graph ?? name),
  );
  return groups.map(({ groupId, graph, isReadOnly }) => {
    if (isReadOnly) return 'READ_ONLY';
    if (withTenants.has(groupId)) return 'TENANT';
    return owners.has(graph) ? 'COLLECTION' : null;
  });
}
