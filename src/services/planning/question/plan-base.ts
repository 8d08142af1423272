/** The cluster that a plan was made for, as far as the plan still tells: without what it imagines. */
import { fingerprint } from '../../model/fingerprint.js';
import type { RebalancePlan } from '../../model/plan.js';
import type { ClusterTopology } from '../../model/topology.js';
import { ungrown } from './growth.js';

/**
 * Returns the plan's starting point without imagined servers, tenants and what those add to shard groups, and with the
 * servers that are to be removed as they were: GOOD, unless that is not the topology that the plan was made for; then
 * they stay DRAINING. Shard groups of a plan with another numberOfShards stay imagined.
 */
export function baseOf({ before, options, baseFingerprint }: RebalancePlan): ClusterTopology {
  const known = before.servers.filter(({ isImagined }) => !isImagined);
  const leaving = new Set(options.removeServers);
  const base: ClusterTopology = {
    ...ungrown(before),
    servers: known.map((server) =>
      leaving.has(server.serverId) && server.status === 'DRAINING' ? { ...server, status: 'GOOD' } : server,
    ),
  };
  return fingerprint(base) === baseFingerprint ? base : { ...base, servers: known };
}
