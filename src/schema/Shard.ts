/** A shard: one slice of a collection, with its leader, its followers and its tenants. */
import { builder } from './builder.js';
import type { ShardPart } from './cluster-view.js';
import { Collection } from './Collection.js';
import { DbServer } from './DbServer.js';
import { exposedOf, show } from './exposed.js';
import { partId } from './global-id.js';
import { connectionTo } from './paging.js';
import { existing, loadParts } from './parts.js';
import { ShardGroup } from './ShardGroup.js';
import { SizeBasis, sizeBasisOf } from './SizeBasis.js';
import { Tenant, tenantsOf } from './Tenant.js';

/** A slice of a collection. */
export const Shard = builder.objectRef<ShardPart>('Shard');

/** A page of shards. */
export const ShardConnection = connectionTo(Shard, 'One page of shards with its place in the list.');

builder.node(Shard, {
  description: 'A slice of a collection; it is placed and moved with its shard group.',
  id: {
    description: 'Opaque global id; within a planned or stored cluster it identifies the shard in that state.',
    resolve: ({ view, shard }) => partId(view.source, shard.shardId),
  },
  loadManyWithoutCache: (ids, context) => loadParts(context, ids, 'Shard', (view, shardId) => view.shard(shardId)),
  fields: exposedOf('shard', (t) => ({
    shardId: show('String', 'Name of the shard in the cluster, e.g. s10042.'),
    collection: t.field({
      type: Collection,
      description: 'The collection that the shard is a slice of.',
      resolve: ({ view, shard }) => existing(view.collection(shard.collection), shard.collection),
    }),
    group: t.field({
      type: ShardGroup,
      description: 'The shard group that the shard is placed and moved with.',
      resolve: ({ view, group }) => ({ view, group }),
    }),
    leader: t.field({
      type: DbServer,
      description: 'The DB-Server that leads the shard.',
      resolve: ({ view, group }) => view.replicaHolder(group.leader),
    }),
    followers: t.field({
      type: [DbServer],
      description: "The DB-Servers that hold a follower of the shard, in the cluster's order.",
      resolve: ({ view, group }) => group.followers.map((id) => view.replicaHolder(id)),
    }),
    documents: show('BigInt', 'Number of documents in the shard; one copy, not all replicas.'),
    bytes: show('BigInt', 'Size of the shard in bytes; one copy, not all replicas.'),
    bytesBasis: t.field({
      type: SizeBasis,
      description: 'How the size in bytes was determined.',
      resolve: ({ view }) => sizeBasisOf(view.topology),
    }),
    tenants: t.field({
      type: [Tenant],
      description: 'The tenants with documents in the shard, ordered by key.',
      resolve: ({ view, group }) => tenantsOf(view, [group]),
    }),
  })),
});
