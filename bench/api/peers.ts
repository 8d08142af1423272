/** A schema with the same operations for Mercurius and bare Yoga: SDL, plain resolvers, and all data in memory. */

/** What `everything` of `operations.ts` brings. */
export interface PeerData {
  readonly cluster: {
    readonly servers: readonly PeerServer[];
    readonly shardGroups: { readonly nodes: readonly StoredGroup[] };
  };
  readonly tenant: { readonly key: string; readonly devices: { readonly nodes: readonly object[] } };
}

interface PeerServer {
  readonly serverId: string;
  readonly shortName: string;
}

interface PeerTenant {
  readonly key: string;
  readonly name: string;
  readonly documents: number;
}

interface StoredGroup {
  readonly index: number;
  readonly documents: number;
  readonly leader: { readonly serverId: string };
  readonly tenants: readonly PeerTenant[];
}

/** Scalars and nullability are those of Shardbook; `documents` is a number in both answers. */
export const typeDefs = `
  type Query { tenants(first: Int = 50): TenantConnection!  cluster: Cluster!  tenant(by: TenantBy!): Tenant }
  input TenantBy { name: String  key: String  id: ID }
  type TenantConnection { edges: [TenantEdge!]! }
  type TenantEdge { node: Tenant! }
  type Tenant {
    name: String!  key: String!  documents: Float!  shardGroup: ShardGroup!  devices(first: Int = 50): DeviceConnection!
  }
  type Cluster { servers: [DbServer!]!  shardGroups(first: Int = 50): ShardGroupConnection! }
  type ShardGroupConnection { nodes: [ShardGroup!]! }
  type ShardGroup { index: Int!  documents: Float!  leader: DbServer!  tenants: [Tenant!]! }
  type DbServer { serverId: String!  shortName: String!  status: ServerStatus!  leaderCount: Int! }
  enum ServerStatus { GOOD BAD FAILED UNCLEAR DRAINING }
  type DeviceConnection { nodes: [Device!]! }
  enum DeviceType { SERVER ROUTER LAPTOP IOT FIREWALL }
  type Device {
    name: String!  type: DeviceType!  hostName: String!  ipAddress: String!  location: Location  software: [Software!]!
  }
  type Location { name: String!  latitude: Float!  longitude: Float! }
  type Software { name: String!  version: String!  portNumber: Int! }
`;

interface First {
  readonly first: number;
}

/** Returns resolvers on the data: what is linked is found by name, all else are properties. None returns a promise. */
export function resolversOf({ cluster, tenant: withDevices }: PeerData): Record<string, Record<string, unknown>> {
  const groups = cluster.shardGroups.nodes;
  const groupOf = new Map(groups.flatMap((group) => group.tenants.map(({ key }) => [key, group])));
  const serverById = new Map(cluster.servers.map((server) => [server.serverId, server]));
  const tenants = groups
    .flatMap((group) => group.tenants)
    .sort((one, other) => (one.name.toLowerCase() < other.name.toLowerCase() ? -1 : 1));
  const tenantByName = new Map(tenants.map((each) => [each.name.toLowerCase(), each]));
  return {
    Query: {
      tenants: (_root: unknown, { first }: First) => ({ edges: tenants.slice(0, first).map((node) => ({ node })) }),
      cluster: () => cluster,
      tenant: (_root: unknown, { by }: { by: { name: string } }) => tenantByName.get(by.name.toLowerCase()) ?? null,
    },
    Tenant: {
      shardGroup: ({ key }: PeerTenant) => groupOf.get(key),
      devices: ({ key }: PeerTenant, { first }: First) => ({
        nodes: key === withDevices.key ? withDevices.devices.nodes.slice(0, first) : [],
      }),
    },
    Cluster: {
      shardGroups: (_cluster: unknown, { first }: First) => ({ nodes: groups.slice(0, first) }),
    },
    ShardGroup: {
      leader: ({ leader }: StoredGroup) => serverById.get(leader.serverId),
    },
  };
}
