/** The servers as the cluster's supervision sees them, and what they tell of themselves in their metrics. */
import { DomainError } from '../../errors/errors.js';
import type { ServerFigure, ServerFigures } from '../../model/check.js';
import type { ServerStatus, TopologyServer } from '../../model/topology.js';
import type { FigureStore } from '../port.js';
import type { ArangoClient } from './client.js';
import { AccessRefusedError, ArangoFailure } from './failures.js';
import type { StoreParts } from './parts.js';

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

/** Names and units as in ArangoDB's list of the metrics of 3.12; all of them are told by DB-Servers and single servers. */
const told: readonly Omit<ServerFigure, 'value'>[] = [
  figure('MEMORY', 'Memory of the process', 'BYTES', 'arangodb_process_statistics_resident_set_size'),
  figure('CPU_USER', 'Processor time of the machine in programs', 'PERCENT', 'arangodb_server_statistics_user_percent'),
  figure('DATA_FILES', 'Size of the data files', 'BYTES', 'rocksdb_live_sst_files_size'),
  figure('LIVE_DATA', 'Data in them that is still valid, estimated', 'BYTES', 'rocksdb_estimate_live_data_size'),
  figure('FREE_DISK_SPACE', 'Free space of the disk under the data', 'BYTES', 'rocksdb_free_disk_space'),
  figure('SHARDS', 'Shards of all databases, leaders and followers', 'COUNT', 'arangodb_shards_number'),
  figure('LEADER_SHARDS', 'Shards that it leads', 'COUNT', 'arangodb_shards_leader_number'),
  figure('SHARDS_OUT_OF_SYNC', 'Shards that it leads and that lack a copy', 'COUNT', 'arangodb_shards_out_of_sync'),
  figure('QUEUED_JOBS', 'Jobs that wait for a thread', 'COUNT', 'arangodb_scheduler_queue_length'),
  figure('REQUESTS', 'Requests since it was started', 'COUNT', 'arangodb_http_request_statistics_total_requests_total'),
  figure('QUERIES', 'Parts of AQL queries since it was started', 'COUNT', 'arangodb_aql_all_query_total'),
  figure('UPTIME', 'Time since it was started', 'SECONDS', 'arangodb_server_statistics_server_uptime_total'),
];

const wanted = new Set(told.map(({ source }) => source));

/** Returns the part of the store that tells figures: one request per server, all at once within the client's limit. */
export function figureStore({ client, readiness }: Pick<StoreParts, 'client' | 'readiness'>): FigureStore {
  return {
    async serverFigures() {
      const { deployment } = await readiness.facts();
      if (deployment === 'ARANGODB_SINGLE_SERVER') return [await figuresOf(client, singleServer, {})];
      const servers = await readServers(client);
      return Promise.all(
        servers.map(async (server) => {
          if (server.status === 'FAILED') return skipped(server, 'The DB-Server has failed');
          return figuresOf(client, server, { serverId: server.serverId });
        }),
      );
    },
  };
}

interface Named {
  readonly serverId: string;
  readonly shortName: string;
}

/** Asks a server, through the Coordinator when there is one; any database will do that the user may read. */
async function figuresOf(
  client: ArangoClient,
  server: Named,
  search: Readonly<Record<string, string>>,
): Promise<ServerFigures> {
  try {
    const values = readMetrics(await client.text('/_admin/metrics', search), wanted);
    const figures = told.flatMap((each) => {
      const value = values.get(each.source);
      return value === undefined ? [] : [{ ...each, value }];
    });
    if (figures.length === 0) return skipped(server, 'The server reports none of the metrics needed');
    return { serverId: server.serverId, shortName: server.shortName, figures, skipped: null };
  } catch (error) {
    return skipped(server, reasonOf(error));
  }
}

function skipped({ serverId, shortName }: Named, reason: string): ServerFigures {
  return { serverId, shortName, figures: [], skipped: reason };
}

function reasonOf(error: unknown): string {
  // With --server.harden only administrators of _system may see metrics.
  if (error instanceof AccessRefusedError) return `The user may not read the metrics: ${error.message}`;
  if (error instanceof ArangoFailure && error.status === 404) {
    return 'The server reports no metrics (--server.export-metrics-api false)';
  }
  if (error instanceof DomainError || error instanceof ArangoFailure) return error.message;
  throw error;
}

function figure(
  name: string,
  description: string,
  unit: ServerFigure['unit'],
  source: string,
): Omit<ServerFigure, 'value'> {
  return { name, description, unit, source };
}

/** A sample: name, labels in braces, value, and perhaps a time. Lines that start with # are about the samples. */
const samplePattern = /^([A-Za-z_:][\w:]*)(?:\{.*\})?[ \t]+(\S+)(?:[ \t]+-?\d+)?$/;

/**
 * Returns the values of the wanted metrics that are there, by name; of a metric with several samples, which differ in
 * their labels, the sum. What is no finite number is left out.
 */
export function readMetrics(text: string, wanted: ReadonlySet<string>): ReadonlyMap<string, number> {
  const values = new Map<string, number>();
  for (const line of text.split('\n')) {
    const [, name, value] = samplePattern.exec(line.trim()) ?? [];
    if (name === undefined || value === undefined || !wanted.has(name)) continue;
    const number = Number(value);
    if (Number.isFinite(number)) values.set(name, (values.get(name) ?? 0) + number);
  }
  return values;
}
