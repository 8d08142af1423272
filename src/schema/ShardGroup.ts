/** Shard i of all coupled collections: what a tenant lives in, and what moves as one. */
import { groupSize } from '../services/model/topology.js';
import { builder } from './builder.js';
import type { GroupPart } from './cluster-view.js';
import { DbServer } from './DbServer.js';
import { exposedOf, show } from './exposed.js';
import { partId } from './global-id.js';
import { connectionTo } from './paging.js';
import { loadParts } from './parts.js';
import { Shard } from './Shard.js';
import { SizeBasis, sizeBasisOf } from './SizeBasis.js';
import { Tenant, tenantsOf } from './Tenant.js';

/** Shard i of all coupled collections. */
export const ShardGroup = builder.objectRef<GroupPart>('ShardGroup');

/** A page of shard groups. */
export const ShardGroupConnection = connectionTo(ShardGroup, 'One page of shard groups with its place in the list.');

builder.node(ShardGroup, {
  description:
    'Shard i of all collections that share their sharding (distributeShardsLike). The group is placed ' +
    'and moved as one.',
  id: {
    description: 'Opaque global id; within a planned or stored cluster it identifies the shard group in that state.',
    resolve: ({ view, group }) => partId(view.source, group.groupId),
  },
  loadManyWithoutCache: (ids, context) => loadParts(context, ids, 'ShardGroup', (view, groupId) => view.group(groupId)),
  fields: exposedOf('group', (t) => ({
    groupId: show('String', 'Name of the group, unique in the cluster: graph, slash, index, e.g. network_assets/3.'),
    graph: show('String', 'Name of the SmartGraph, or of the single collection, that the group belongs to.'),
    index: show('Int', 'Number of the group within its graph, from 0.'),
    shards: t.field({
      type: [Shard],
      description: 'The shards of the group, one per coupled collection.',
      resolve: ({ view, group }) => group.shards.map((shard) => ({ view, group, shard })),
    }),
    leader: t.field({
      type: DbServer,
      description: 'The DB-Server that leads the group.',
      resolve: ({ view, group }) => view.replicaHolder(group.leader),
    }),
    followers: t.field({
      type: [DbServer],
      description: "The DB-Servers that hold a follower of the group, in the cluster's order.",
      resolve: ({ view, group }) => group.followers.map((id) => view.replicaHolder(id)),
    }),
    inSync: t.field({
      type: [DbServer],
      description: "The followers that have all of the leader's changes.",
      resolve: ({ view, group }) => group.inSync.map((id) => view.replicaHolder(id)),
    }),
    documents: t.field({
      type: 'BigInt',
      description: 'Number of documents in the group; one copy, not all replicas.',
      resolve: ({ group }) => groupSize(group).documents,
    }),
    bytes: t.field({
      type: 'BigInt',
      description: 'Size of the group in bytes; one copy, not all replicas.',
      resolve: ({ group }) => groupSize(group).bytes,
    }),
    bytesBasis: t.field({
      type: SizeBasis,
      description: 'How the size in bytes was determined.',
      resolve: ({ view }) => sizeBasisOf(view.topology),
    }),
    isReadOnly: t.boolean({
      description:
        'Whether the group belongs to another database; such a group counts towards the balance but is ' +
        'never moved.',
      resolve: ({ group }) => group.isReadOnly === true,
    }),
    load: t.float({
      description: "The group's share of the LOAD measure, in the unit of Balance.load.",
      resolve: ({ view, group }) => view.loadOf(group),
    }),
    tenants: t.field({
      type: [Tenant],
      description: 'The tenants with documents in the group, ordered by key.',
      resolve: ({ view, group }) => tenantsOf(view, [group]),
    }),
  })),
});
