/** A server that holds data: its leaders, its followers and its bytes, in one state of the cluster. */
import { whenThere } from '../services/base/maybe-promise.js';
import type { ServerStatus as DomainServerStatus } from '../services/model/topology.js';
import { builder } from './builder.js';
import type { ServerPart } from './cluster-view.js';
import { inTurnIfLarge } from './context.js';
import { enumOf } from './enum.js';
import { exposedOf, show, showOrNull } from './exposed.js';
import { decodeId, parsePartId, partId } from './global-id.js';
import { pageComplexity, pageOf, pageRequest, toConnection } from './paging.js';
import { loadParts } from './parts.js';
import { Shard, ShardConnection } from './Shard.js';
import { Tenant, tenantsOf } from './Tenant.js';

/** How a DB-Server is, as `/_admin/cluster/health` reports it. */
export const ServerStatus = enumOf(
  'ServerStatus',
  "State of a DB-Server, as ArangoDB reports it; DRAINING is Shardbook's own.",
  {
    GOOD: 'The server answers and takes part in the cluster.',
    BAD: 'The server has not answered for a short while.',
    FAILED: 'The cluster has given the server up, and its followers have taken over.',
    UNCLEAR: 'The cluster cannot determine the state of the server.',
    DRAINING: 'The server is to be removed: it keeps its replicas and receives no more.',
  } satisfies Record<DomainServerStatus, string>,
);

/** A server that holds data. */
export const DbServer = builder.objectRef<ServerPart>('DbServer');

builder.node(DbServer, {
  description: 'A server of the cluster that stores data.',
  id: {
    description: 'Opaque global id; within a planned or stored cluster it identifies the server in that state.',
    resolve: ({ view, server }) => partId(view.source, server.serverId),
  },
  loadManyWithoutCache: (ids, context) =>
    loadParts(context, ids, 'DbServer', (view, serverId) => view.server(serverId)),
  fields: exposedOf('server', (t) => ({
    serverId: show('String', "The server's id in the cluster, e.g. PRMR-0a1b2c3d."),
    shortName: show('String', 'Short name of the server, e.g. DBServer0001.'),
    zone: showOrNull('String', 'Availability zone of the server; null when unknown.'),
    isImagined: t.boolean({
      description: 'Whether the server exists in a plan only.',
      resolve: ({ server }) => server.isImagined ?? false,
    }),
    status: show(ServerStatus, 'Whether the server is available, as the cluster reports it.'),
    capacityBytes: showOrNull('BigInt', 'Capacity of the server in bytes; null when unknown.'),
    usedBytes: t.field({
      type: 'BigInt',
      description: 'Bytes stored on the server, all replicas counted.',
      resolve: ({ view, server }) => whenThere(view.useOf(server.serverId), ({ bytes }) => bytes),
    }),
    documents: t.field({
      type: 'BigInt',
      description: 'Number of documents stored on the server, all replicas counted.',
      resolve: ({ view, server }) => whenThere(view.useOf(server.serverId), ({ documents }) => documents),
    }),
    leaderCount: t.int({
      description: 'Number of shard groups that the server leads.',
      resolve: ({ view, server }) => whenThere(view.useOf(server.serverId), ({ leaders }) => leaders),
    }),
    followerCount: t.int({
      description: 'Number of shard groups in which the server is a follower.',
      resolve: ({ view, server }) => whenThere(view.useOf(server.serverId), ({ followers }) => followers),
    }),
    shards: t.connection(
      {
        type: Shard,
        description: 'The shards that have a replica on the server, ordered by shard group, then collection.',
        complexity: pageComplexity,
        resolve: ({ view, server }, args, context) =>
          inTurnIfLarge(context, view, () => {
            const list = `shards of ${partId(view.source, server.serverId)}`;
            return whenThere(view.shardsOn(server.serverId), (shards) => {
              const page = pageOf(shards, ({ shard }) => shard.shardId, pageRequest(list, args));
              return toConnection(list, page, (part) => part);
            });
          }),
      },
      ShardConnection,
    ),
    tenants: t.field({
      type: [Tenant],
      description: 'The tenants whose shard group the server leads, ordered by key.',
      resolve: ({ view, server }) =>
        whenThere(view.groupsOn(server.serverId), (groups) =>
          tenantsOf(
            view,
            groups.filter(({ leader }) => leader === server.serverId),
          ),
        ),
    }),
  })),
});

/** Returns the serverId that a client means: a DbServer's global id, or the serverId itself. */
export function serverIdOf(given: string): string {
  try {
    return parsePartId(decodeId(given, ['DbServer']).id, 'DbServer').name;
  } catch {
    // Whether such a server exists is for the service to say.
    return given;
  }
}
