/** The simulated cluster as a topology: servers, which tell no figures, collections, shard groups with their sizes, tenants. */
import { grouped } from '../../base/lists.js';
import { packageVersion } from '../../base/package-root.js';
import { assetKinds, isEdgeKind, nameIn, type NamingConvention } from '../../model/asset.js';
import { prototypeKind } from '../../model/smart-graph.js';
import type {
  ClusterTopology,
  ServerStatus,
  TopologyCollection,
  TopologyGroup,
  TopologyServer,
  TopologyShard,
  TopologyTenant,
} from '../../model/topology.js';
import type { FigureStore } from '../port.js';
import { allServers, type GraphRow, type ServerRow } from './cluster.js';
import type { Database } from './database.js';
import { tenantColumns, tenantOf, type TenantRow, tenantTables } from './tenant-rows.js';

const version = packageVersion();

interface GroupRow {
  readonly id: bigint;
  readonly graph: string;
  readonly position: bigint;
  readonly group_id: string;
  readonly leader: string;
  readonly followers: string;
  readonly in_sync: string;
}

interface ShardRow {
  readonly shard_group: bigint;
  readonly kind: bigint;
  readonly shard_id: string;
  readonly documents: bigint;
  readonly bytes: bigint;
}

/** Returns the state of the cluster at this moment. */
export function topologyOf(database: Database): ClusterTopology {
  const graphs = database.rows<GraphRow>('select * from graph order by id');
  return {
    deployment: 'SIMULATED',
    version,
    servers: allServers(database)
      .map(serverOf)
      .sort((a, b) => (a.serverId < b.serverId ? -1 : 1)),
    collections: graphs.flatMap(collectionsOf),
    groups: groupsOf(database, graphs),
    tenants: tenantsOf(database),
  };
}

/** Returns a server's row as the topology shows it. */
export function serverOf(row: ServerRow): TopologyServer {
  return {
    serverId: row.server_id,
    shortName: row.short_name,
    zone: row.zone,
    status: row.status as ServerStatus,
    capacityBytes: row.capacity_bytes,
  };
}

function collectionsOf(graph: GraphRow): readonly TopologyCollection[] {
  return assetKinds.map((kind) => ({
    name: nameIn(graph.naming, kind),
    type: isEdgeKind(kind) ? 'EDGE' : 'VERTEX',
    graph: graph.name,
    numberOfShards: Number(graph.number_of_shards),
    replicationFactor: Number(graph.replication_factor),
    writeConcern: Number(graph.write_concern),
    smartGraphAttribute: graph.attribute,
    distributeShardsLike: kind === prototypeKind ? null : nameIn(graph.naming, prototypeKind),
  }));
}

function groupsOf(database: Database, graphs: readonly GraphRow[]): readonly TopologyGroup[] {
  const namingOf = new Map(graphs.map((graph) => [graph.name, graph.naming]));
  const shards = database.rows<ShardRow>('select * from shard order by shard_group, kind');
  const shardsOf = grouped(shards, ({ shard_group }) => shard_group);
  const rows = database.rows<GroupRow>(
    `select g.id, g.position, g.group_id, g.leader, g.followers, g.in_sync, graph.name as graph from shard_group g join graph on graph.id = g.graph
     order by graph.name, g.position`,
  );
  return rows.map((row) => ({
    groupId: row.group_id,
    graph: row.graph,
    index: Number(row.position),
    leader: row.leader,
    followers: JSON.parse(row.followers) as string[],
    inSync: JSON.parse(row.in_sync) as string[],
    shards: (shardsOf.get(row.id) ?? []).map((shard) => shardOf(shard, namingOf.get(row.graph) ?? 'camelCase')),
    measuredLoad: null,
  }));
}

function shardOf(row: ShardRow, naming: NamingConvention): TopologyShard {
  const kind = assetKinds[Number(row.kind)];
  return {
    shardId: row.shard_id,
    collection: kind === undefined ? '' : nameIn(naming, kind),
    documents: Number(row.documents),
    bytes: row.bytes,
  };
}

function tenantsOf(database: Database): readonly TopologyTenant[] {
  return database
    .rows<TenantRow>(`select ${tenantColumns} from ${tenantTables} and t.status = 'ACTIVE' order by t.key`)
    .map((row) => {
      const { key, name, naming, scaleFactor, groupId, documents, bytes, createdAt } = tenantOf(row);
      return { key, name, naming, scaleFactor, groupId, documents, bytes, createdAt };
    });
}

const reason = 'The cluster is simulated: no server can report figures about itself';

/** Returns the part of the store that tells figures. */
export function figureStore(database: Database): FigureStore {
  return {
    serverFigures: () =>
      database.read(() =>
        database
          .rows<{ server_id: string; short_name: string }>(
            'select server_id, short_name from server order by server_id',
          )
          .map((row) => ({ serverId: row.server_id, shortName: row.short_name, figures: [], skipped: reason })),
      ),
  };
}
