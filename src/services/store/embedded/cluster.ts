/**
 * The simulated cluster's rows: DB-Servers, whose ids and zones are functions of the seed, so that it can be made again,
 * SmartGraphs with their shard groups and where these are, and their empty shards.
 */
import xxhash from 'xxhash-wasm';

import { assetKinds, nameIn, type NamingConvention } from '../../model/asset.js';
import { placeRoundRobin } from '../../model/sharding.js';
import { graphNames } from '../../model/smart-graph.js';
import type { TopologyGroup } from '../../model/topology.js';
import type { Database, SqlValue } from './database.js';
import type { SimulatedClusterSettings } from './settings.js';

/** ArangoDB counts ids up for the whole cluster and does not start at 1 either. */
const firstShardNumber = 100_001;

/** A SmartGraph as stored. */
export interface GraphRow {
  readonly id: bigint;
  readonly name: string;
  readonly naming: NamingConvention;
  readonly number_of_shards: bigint;
  readonly replication_factor: bigint;
  readonly write_concern: bigint;
  readonly attribute: string;
}

export interface ServerRow {
  readonly ordinal: bigint;
  readonly server_id: string;
  readonly short_name: string;
  readonly zone: string | null;
  readonly status: string;
  readonly capacity_bytes: bigint | null;
}

/** Removes all servers, graphs and groups and makes those of a new cluster. Call it inside a transaction. */
export function createCluster(database: Database, seed: number, cluster: SimulatedClusterSettings): void {
  for (const table of ['server', 'graph', 'shard_group', 'shard']) database.run(`delete from ${table}`);
  addServerRows(
    database,
    seed,
    Array.from({ length: cluster.dbServers }, () => ({ capacityBytes: cluster.capacityBytes, zone: null })),
    cluster.zones,
  );
  createGraph(database, cluster.naming, cluster);
}

/**
 * Adds servers after those there are and returns their rows, in the order of the input. A zone of null means the one
 * with the fewest servers, among `zones` and those of the servers. Call it inside a transaction.
 */
export function addServerRows(
  database: Database,
  seed: number,
  servers: readonly { readonly capacityBytes: bigint | null; readonly zone: string | null }[],
  zones: readonly string[],
): readonly ServerRow[] {
  const before = allServers(database);
  const zoneOfServers = before.map((server) => server.zone);
  const added = servers.map((server, index) => {
    const ordinal = before.length + index + 1;
    const known = new Set([...zones, ...zoneOfServers.filter((zone) => zone !== null)]);
    const zone = server.zone ?? leastPopulatedZone([...known], zoneOfServers);
    zoneOfServers.push(zone);
    return {
      ordinal: BigInt(ordinal),
      server_id: serverIdOf(seed, ordinal),
      short_name: `DBServer${String(ordinal).padStart(4, '0')}`,
      zone,
      status: 'GOOD',
      capacity_bytes: server.capacityBytes,
    };
  });
  for (const row of added) {
    database.run(
      'insert into server (ordinal, server_id, short_name, zone, status, capacity_bytes) values (?, ?, ?, ?, ?, ?)',
      ...(Object.values(row) as SqlValue[]),
    );
  }
  return added;
}

/** Returns all servers in the order in which they came. */
export function allServers(database: Database): readonly ServerRow[] {
  return database.rows<ServerRow>('select * from server order by ordinal');
}

/** Returns the graph of a naming convention, or null while nothing needed it. */
export function graphOf(database: Database, naming: NamingConvention): GraphRow | null {
  return database.row<GraphRow>('select * from graph where naming = ?', naming);
}

/** Returns the graph of a naming convention; creates it on the servers there are when needed. Call it inside a transaction. */
export function requireGraph(
  database: Database,
  naming: NamingConvention,
  cluster: SimulatedClusterSettings,
): GraphRow {
  return graphOf(database, naming) ?? createGraph(database, naming, cluster);
}

function createGraph(database: Database, naming: NamingConvention, cluster: SimulatedClusterSettings): GraphRow {
  const name = graphNames[naming];
  // Collections of one cluster have one shape: the first graph decides.
  const first = database.row<GraphRow>('select * from graph order by id limit 1');
  const shards = Number(first?.number_of_shards ?? cluster.shardGroups);
  const factor = Number(first?.replication_factor ?? cluster.replicationFactor);
  database.run(
    `insert into graph (name, naming, number_of_shards, replication_factor, write_concern, attribute)
     values (?, ?, ?, ?, ?, ?)`,
    ...[name, naming, shards, factor, Number(first?.write_concern ?? cluster.writeConcern)],
    nameIn(naming, 'tenantId'),
  );
  const graph = graphOf(database, naming);
  if (!graph) throw new RangeError(`The graph ${name} was not kept`);
  const servers = allServers(database);
  const good = servers.filter((server) => server.status === 'GOOD');
  // With too few that answer, a replica waits on a server that is down until the cluster repairs itself.
  const serverIds = (good.length >= factor ? good : servers).map((server) => server.server_id);
  placeRoundRobin(serverIds, shards, factor).forEach(({ leader, followers }, position) => {
    const others = JSON.stringify(followers);
    database.run(
      `insert into shard_group (graph, position, group_id, leader, followers, in_sync) values (?, ?, ?, ?, ?, ?)`,
      ...[graph.id, position, `${name}/${position}`, leader, others, others],
    );
  });
  createShards(database, graph.id, shards);
  return graph;
}

/** Shards are numbered collection by collection, as the collections are created one after the other. */
function createShards(database: Database, graph: bigint, numberOfShards: number): void {
  const before = Number(database.row<{ n: bigint }>('select count(*) as n from shard')?.n ?? 0n);
  const groups = database.rows<{ id: bigint }>('select id from shard_group where graph = ? order by position', graph);
  assetKinds.forEach((_, kind) => {
    groups.forEach(({ id }, position) => {
      const number = firstShardNumber + before + kind * numberOfShards + position;
      database.run('insert into shard (shard_group, kind, shard_id) values (?, ?, ?)', id, kind, `s${number}`);
    });
  });
}

const hash = await xxhash();

/** Returns the serverId of the n-th server (from 1) of a cluster with this seed: `PRMR-` and a UUID's digits. */
function serverIdOf(seed: number, ordinal: number): string {
  const digits = hash.h64ToString(`server ${seed} ${ordinal}`) + hash.h64ToString(`${ordinal} of ${seed}`);
  return `PRMR-${digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')}`;
}

/** Returns the zone with the fewest servers, the first of them when several have as few; null when there are none. */
function leastPopulatedZone(zones: readonly string[], zoneOfServers: readonly (string | null)[]): string | null {
  let least: string | null = null;
  let fewest = Infinity;
  for (const zone of zones) {
    const servers = zoneOfServers.filter((other) => other === zone).length;
    if (servers < fewest) {
      least = zone;
      fewest = servers;
    }
  }
  return least;
}

/** Keeps who leads and follows the group. Call it inside a transaction. */
export function keepPlacement(
  database: Database,
  { groupId, leader, followers, inSync }: Pick<TopologyGroup, 'groupId' | 'leader' | 'followers' | 'inSync'>,
): void {
  database.run(
    'update shard_group set leader = ?, followers = ?, in_sync = ? where group_id = ?',
    ...[leader, JSON.stringify(followers), JSON.stringify(inSync), groupId],
  );
}
