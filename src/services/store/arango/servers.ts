/** The DB-Servers as the cluster's supervision sees them. */
import type { ServerStatus, TopologyServer } from '../../model/topology.js';
import type { ArangoClient } from './client.js';

interface ServerHealth {
  readonly Role?: string;
  readonly ShortName?: string;
  readonly Status?: string;
  readonly Version?: string;
}

const statuses: readonly ServerStatus[] = ['GOOD', 'BAD', 'FAILED', 'UNCLEAR'];

/** The one server of a deployment without a cluster, which has no id of its own. */
export const singleServer: TopologyServer = {
  serverId: 'SINGLE',
  shortName: 'Single server',
  zone: null,
  status: 'GOOD',
  capacityBytes: null,
};

/**
 * Returns the DB-Servers in the order of their ids. Zone and capacity are null: the cluster does not tell them. Roles
 * and statuses are documented in several spellings, hence without regard to case.
 */
export async function readServers(client: ArangoClient): Promise<readonly TopologyServer[]> {
  const { Health } = await client.request<{ readonly Health: Readonly<Record<string, ServerHealth>> }>({
    method: 'GET',
    path: '/_admin/cluster/health',
    database: '_system',
  });
  return Object.entries(Health)
    .filter(([, { Role }]) => Role?.toUpperCase() === 'DBSERVER')
    .map(([serverId, { ShortName, Status }]) => ({
      serverId,
      shortName: ShortName ?? serverId,
      zone: null,
      status: statuses.find((status) => status === Status?.toUpperCase()) ?? 'UNCLEAR',
      capacityBytes: null,
    }))
    .sort((a, b) => (a.serverId < b.serverId ? -1 : 1));
}
