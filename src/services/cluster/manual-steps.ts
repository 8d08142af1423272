/** What a person does where no API can add servers: the managed platform has no such call, other clusters start arangod. */
import type { Deployment } from '../model/topology.js';

/** There is no sharding on a single server, so nothing that could be spread over more of them. */
const moveToCluster =
  'A single server takes no further DB-Servers: move to a cluster first (arangodump there, arangorestore here)';

/**
 * Returns the steps for adding DB-Servers to a real cluster by hand, in order. Source: ArangoDB's
 * documentation of the managed platform ("Deployments", edit the number of nodes) and of the cluster ("Scaling").
 */
export function manualServerSteps(count: number, deployment: Deployment = 'ARANGODB_CLUSTER'): readonly string[] {
  if (deployment === 'ARANGODB_SINGLE_SERVER') return [moveToCluster];
  const servers = count === 1 ? '1 DB-Server' : `${count} DB-Servers`;
  return [
    'Take a snapshot here (takeSnapshot), so that before and after can be compared',
    `Managed platform: open the deployment in the web console, choose "Edit", raise the number of nodes by ${count} and save`,
    `Your own machines: start ${servers} with the starter, arangodb --starter.join <address of the cluster>`,
    'Wait until cluster { servers { shortName status } } shows the new servers as GOOD; they hold nothing yet',
    'Run simulateRebalance to see what they would take over',
  ];
}
