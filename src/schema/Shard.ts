/** A shard: one slice of a collection, with its leader, its followers and its tenants. */
import { builder } from './builder.js';
import type { ShardPart } from './cluster-view.js';
import { Collection } from './Collection.js';
import { counted } from './context.js';
import { DbServer } from './DbServer.js';
import { partId } from './global-id.js';
import { existing, loadParts } from './parts.js';
import { ShardGroup } from './ShardGroup.js';
import { SizeBasis, sizeBasisOf } from './SizeBasis.js';
import { Tenant, tenantsOf } from './Tenant.js';

/** A slice of a collection. */
export const Shard = builder.objectRef<ShardPart>('Shard');

/** A page of shards. */
export const ShardConnection = builder.connectionObject({
  type: Shard,
  name: 'ShardConnection',
  description: 'One page of shards.',
});

builder.node(Shard, {
  description: 'A slice of a collection; it lives and moves with its shard group.',
  id: {
    description: 'Opaque global id; in a planned or stored cluster it leads back to that state.',
    resolve: ({ view, shard }) => partId(view.source, shard.shardId),
  },
  loadManyWithoutCache: (ids, context) => loadParts(context, ids, 'Shard', (view, shardId) => view.shard(shardId)),
  fields: (t) => ({
    shardId: t.string({
      description: "The cluster's own name of the shard, e.g. s10042.",
      resolve: ({ shard }) => shard.shardId,
    }),
    collection: t.field({
      type: Collection,
      description: 'The collection that this is a slice of.',
      resolve: ({ view, shard }) => existing(view.collection(shard.collection), shard.collection),
    }),
    group: t.field({
      type: ShardGroup,
      description: 'The shard group that it lives and moves with.',
      resolve: ({ view, group }) => ({ view, group }),
    }),
    leader: t.field({
      type: DbServer,
      description: 'The DB-Server that leads the shard.',
      resolve: ({ view, group }) => view.replicaHolder(group.leader),
    }),
    followers: t.field({
      type: [DbServer],
      description: "The DB-Servers that follow, in the cluster's order.",
      resolve: ({ view, group }) => group.followers.map((id) => view.replicaHolder(id)),
    }),
    documents: t.field({
      type: 'BigInt',
      description: 'Documents in the shard; one copy, not all replicas.',
      resolve: ({ shard }) => shard.documents,
    }),
    bytes: t.field({
      type: 'BigInt',
      description: 'Bytes in the shard; one copy, not all replicas.',
      resolve: ({ shard }) => shard.bytes,
    }),
    bytesBasis: t.field({
      type: SizeBasis,
      description: 'Where the bytes come from.',
      resolve: ({ view }) => sizeBasisOf(view.topology),
    }),
    tenants: t.field({
      type: [Tenant],
      description: 'The tenants whose documents the shard holds, in the order of their keys.',
      resolve: ({ view, group }, _args, context) => counted(context, tenantsOf(view, [group])),
    }),
  }),
});
