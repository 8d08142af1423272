/** Shard i of all coupled collections: what a tenant lives in, and what moves as one. */
import { groupSize } from '../services/model/topology.js';
import { builder } from './builder.js';
import type { GroupPart } from './cluster-view.js';
import { counted } from './context.js';
import { DbServer } from './DbServer.js';
import { partId } from './global-id.js';
import { loadParts } from './parts.js';
import { Shard } from './Shard.js';
import { SizeBasis, sizeBasisOf } from './SizeBasis.js';
import { Tenant, tenantsOf } from './Tenant.js';

/** Shard i of all coupled collections. */
export const ShardGroup = builder.objectRef<GroupPart>('ShardGroup');

/** A page of shard groups. */
export const ShardGroupConnection = builder.connectionObject({
  type: ShardGroup,
  name: 'ShardGroupConnection',
  description: 'One page of shard groups.',
});

builder.node(ShardGroup, {
  description: 'Shard i of all coupled collections of a SmartGraph: it lives and moves as one.',
  id: {
    description: 'Opaque global id; in a planned or stored cluster it leads back to that state.',
    resolve: ({ view, group }) => partId(view.source, group.groupId),
  },
  loadManyWithoutCache: (ids, context) => loadParts(context, ids, 'ShardGroup', (view, groupId) => view.group(groupId)),
  fields: (t) => ({
    groupId: t.string({
      description: 'Unique name in the cluster: graph, a slash, index.',
      resolve: ({ group }) => group.groupId,
    }),
    graph: t.string({
      description: 'The SmartGraph (or single collection) that the group belongs to.',
      resolve: ({ group }) => group.graph,
    }),
    index: t.int({
      description: 'Its number in the graph, from 0.',
      resolve: ({ group }) => group.index,
    }),
    shards: t.field({
      type: [Shard],
      description: 'Its shards, one per coupled collection.',
      resolve: ({ view, group }, _args, context) =>
        counted(
          context,
          group.shards.map((shard) => ({ view, group, shard })),
        ),
    }),
    leader: t.field({
      type: DbServer,
      description: 'The DB-Server that leads the group.',
      resolve: ({ view, group }) => view.replicaHolder(group.leader),
    }),
    followers: t.field({
      type: [DbServer],
      description: "The DB-Servers that follow, in the cluster's order.",
      resolve: ({ view, group }) => group.followers.map((id) => view.replicaHolder(id)),
    }),
    inSync: t.field({
      type: [DbServer],
      description: "The followers that have all of the leader's changes.",
      resolve: ({ view, group }) => group.inSync.map((id) => view.replicaHolder(id)),
    }),
    documents: t.field({
      type: 'BigInt',
      description: 'Documents in the group; one copy, not all replicas.',
      resolve: ({ group }) => groupSize(group).documents,
    }),
    bytes: t.field({
      type: 'BigInt',
      description: 'Bytes in the group; one copy, not all replicas.',
      resolve: ({ group }) => groupSize(group).bytes,
    }),
    bytesBasis: t.field({
      type: SizeBasis,
      description: 'Where the bytes come from.',
      resolve: ({ view }) => sizeBasisOf(view.topology),
    }),
    isReadOnly: t.boolean({
      description: 'Whether it belongs to another database: then it is counted, and never moved.',
      resolve: ({ group }) => group.isReadOnly === true,
    }),
    load: t.float({
      description: "The group's part in the LOAD measure; its unit stands beside that measure in cluster.balance.",
      resolve: ({ view, group }) => view.loadOf(group),
    }),
    tenants: t.field({
      type: [Tenant],
      description: 'The tenants whose documents the group holds, in the order of their keys.',
      resolve: ({ view, group }, _args, context) => counted(context, tenantsOf(view, [group])),
    }),
  }),
});
