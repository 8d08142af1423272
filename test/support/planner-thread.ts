/** The compiled planner thread, and clusters that take it a while. */
import { pathToFileURL } from 'node:url';

import { clusterOf, type PlannerProblem } from '../../bench/planner-problems.js';
import { packageFile } from '../../src/services/base/package-root.js';
import type { ClusterTopology } from '../../src/services/model/topology.js';

/** `npm run build` makes it. */
export const compiledPlanner = pathToFileURL(packageFile('dist/src/services/planning/queue/planner-thread.js'));

const promised = { seconds: 0, bytesOverBound: 0, loadOverBound: 0, movedOverLeast: 0 };

/** Returns a cluster of so many shard groups on ten servers, two of them empty. */
export function benchCluster(groups: number): ClusterTopology {
  const problem: PlannerProblem = {
    ...{ name: 'test', servers: 10, emptyServers: 2, groups, collections: 1, replicationFactor: 3, zones: 0 },
    sizes: 'LOGNORMAL',
    promised,
  };
  return clusterOf(problem, 1);
}
