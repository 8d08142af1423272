/** The cluster that a plan was made for, as far as the plan still tells: without what it imagines. */
import { fingerprint } from './fingerprint.js';
import type { RebalancePlan } from './plan.js';
import type { ClusterTopology } from './topology.js';

/**
 * Returns the plan's starting point without imagined servers and tenants, and with the servers that are to be removed as
 * they were: GOOD, unless that is not the topology that the plan was made for; then they stay DRAINING. Sizes of shard
 * groups keep what imagined tenants add.
 */
export function baseOf({ before, options, baseFingerprint }: RebalancePlan): ClusterTopology {
  const known = before.servers.filter(({ isImagined }) => !isImagined);
  const leaving = new Set(options.removeServers);
  const base: ClusterTopology = {
    ...before,
    servers: known.map((server) =>
      leaving.has(server.serverId) && server.status === 'DRAINING' ? { ...server, status: 'GOOD' } : server,
    ),
    tenants: before.tenants.filter(({ isImagined }) => !isImagined),
  };
  return fingerprint(base) === baseFingerprint ? base : { ...base, servers: known };
}
