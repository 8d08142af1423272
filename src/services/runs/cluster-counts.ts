/** Sums over a cluster, as the messages and facts of a run tell them. */
import type { ClusterTopology } from '../model/topology.js';

/** Sums over a topology: one copy of everything, not all replicas. */
export interface ClusterCounts {
  readonly tenants: number;
  readonly documents: number;
}

/** Returns how many tenants there are and how many documents they have together. */
export function countsOf(topology: ClusterTopology): ClusterCounts {
  return {
    tenants: topology.tenants.length,
    documents: topology.tenants.reduce((sum, tenant) => sum + tenant.documents, 0),
  };
}
