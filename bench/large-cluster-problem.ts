/** A cluster at ArangoDB's documented limit: 50,000 shards on 50 servers, most in single collections, many tenants. */
import type { ClusterTopology } from '../src/services/model/topology.js';
import { clusterOf } from './planner-problems.js';

/** Returns the cluster; the same each time. */
export function largeCluster(): ClusterTopology {
  return clusterOf(
    {
      ...{ name: 'large', servers: 50, emptyServers: 10, groups: 50_000, collections: 500 },
      ...{ replicationFactor: 3, zones: 0, sizes: 'LOGNORMAL' },
      promised: { seconds: 0, bytesOverBound: 0, loadOverBound: 0, movedOverLeast: 0 },
    },
    1,
  );
}
