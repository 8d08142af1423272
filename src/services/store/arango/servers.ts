/** The servers as the cluster's supervision sees them. */
import type { ServerStatus, TopologyServer } from '../../model/topology.js';
import type { ArangoClient } from './client.js';

interface ServerHealth {
  readonly Role?: string;
  readonly ShortName?: string;
  readonly Status?: string;
  readonly Version?: string;
}

/** One server of a cluster. Roles and statuses are documented in several spellings, hence in capitals here. */
export interface ClusterMember {
  readonly serverId: string;
  /** Agents have none: their id. */
  readonly shortName: string;
  /** DBSERVER, COORDINATOR, AGENT, or what else the cluster says. */
  readonly role: string;
  /** null where the cluster does not tell one. */
  readonly status: ServerStatus | null;
  readonly version: string | null;
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

/** Returns all servers, Coordinators and Agents too, in the order of their ids. */
export async function readMembers(client: ArangoClient): Promise<readonly ClusterMember[]> {
  const { Health } = await client.get<{ readonly Health: Readonly<Record<string, ServerHealth>> }>(
    '/_admin/cluster/health',
    { database: '_system' },
  );
  return Object.entries(Health)
    .map(([serverId, { Role, ShortName, Status, Version }]) => ({
      serverId,
      shortName: ShortName ?? serverId,
      role: (Role ?? '').toUpperCase(),
      status: statuses.find((status) => status === Status?.toUpperCase()) ?? null,
      version: Version ?? null,
    }))
    .sort((a, b) => (a.serverId < b.serverId ? -1 : 1));
}

/** Returns the DB-Servers in the order of their ids. Zone and capacity are null: the cluster does not tell them. */
export async function readServers(client: ArangoClient): Promise<readonly TopologyServer[]> {
  return (await readMembers(client))
    .filter(({ role }) => role === 'DBSERVER')
    .map(({ serverId, shortName, status }) => ({
      serverId,
      shortName,
      zone: null,
      status: status ?? 'UNCLEAR',
      capacityBytes: null,
    }));
}
