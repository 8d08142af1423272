/** What changed between two states of a cluster: servers, shard groups, tenants and totals. */
import {
  diffInTurns,
  type GroupChange as DomainGroupChange,
  type PropertyChange as DomainPropertyChange,
  type ServerChange as DomainServerChange,
  type TenantChange as DomainTenantChange,
  type TopologyDiff,
  type TotalsDelta as DomainTotals,
} from '../services/model/diff.js';
import type { TopologyCollection, TopologyGroup, TopologyServer, TopologyTenant } from '../services/model/topology.js';
import { builder } from './builder.js';
import { Cluster } from './Cluster.js';
import type { ClusterView } from './cluster-view.js';
import { Collection } from './Collection.js';
import { type Context, counted } from './context.js';
import { DbServer } from './DbServer.js';
import { inTurnsIfLong } from './list-in-turns.js';
import { ShardGroup } from './ShardGroup.js';
import { Tenant, type TenantShape } from './Tenant.js';

/** Two states of a cluster and what is different in the second. */
export interface DiffShape {
  readonly from: ClusterView;
  readonly to: ClusterView;
  readonly diff: TopologyDiff;
}

/** Resolves with what is different in `to`. */
export async function diffOf(from: ClusterView, to: ClusterView): Promise<DiffShape> {
  return { from, to, diff: await diffInTurns(from.topology, to.topology) };
}

/** One change between the two states. */
interface ChangeShape<T> extends DiffShape {
  readonly change: T;
}

const PropertyChange = builder.objectRef<DomainPropertyChange>('PropertyChange').implement({
  description: 'One property that differs.',
  fields: (t) => ({
    property: t.exposeString('property', { description: 'Its name.' }),
    before: t.exposeString('before', { nullable: true, description: 'Its value before; null when unknown.' }),
    after: t.exposeString('after', { nullable: true, description: 'Its value after; null when unknown.' }),
  }),
});

const ServerChange = builder.objectRef<ChangeShape<DomainServerChange>>('ServerChange').implement({
  description: 'A DB-Server that is there in both states and differs.',
  fields: (t) => ({
    server: t.field({
      type: DbServer,
      description: 'The server after.',
      resolve: ({ to, change }) => ({ view: to, server: change.after }),
    }),
    changes: t.field({
      type: [PropertyChange],
      description: 'What differs, in the order of the names.',
      resolve: ({ change }) => change.changes,
    }),
  }),
});

const GroupChange = builder.objectRef<ChangeShape<DomainGroupChange>>('ShardGroupChange').implement({
  description: 'A shard group whose replicas or roles differ.',
  fields: (t) => ({
    before: t.field({
      type: ShardGroup,
      description: 'The group before.',
      resolve: ({ from, change }) => ({ view: from, group: change.before }),
    }),
    after: t.field({
      type: ShardGroup,
      description: 'The group after.',
      resolve: ({ to, change }) => ({ view: to, group: change.after }),
    }),
    leaderChanged: t.boolean({
      description: 'Whether another server leads.',
      resolve: ({ change }) => change.leaderChanged,
    }),
    replicasAdded: t.field({
      type: [DbServer],
      description: 'Servers that hold a replica after and did not before.',
      resolve: ({ to, change }) => change.replicasAdded.map((serverId) => to.replicaHolder(serverId)),
    }),
    replicasRemoved: t.field({
      type: [DbServer],
      description: 'Servers that held a replica before and do not after.',
      resolve: ({ from, change }) => change.replicasRemoved.map((serverId) => from.replicaHolder(serverId)),
    }),
    syncChanged: t.boolean({
      description: 'Whether a follower that stayed went in or out of sync.',
      resolve: ({ change }) => change.syncChanged,
    }),
  }),
});

const TenantChange = builder.objectRef<ChangeShape<DomainTenantChange>>('TenantChange').implement({
  description: 'A tenant with another number of documents or bytes.',
  fields: (t) => ({
    tenant: t.field({
      type: Tenant,
      description: 'The tenant after.',
      resolve: ({ to, change }) => tenantIn(to, change.after),
    }),
    documentsDelta: t.field({
      type: 'BigInt',
      description: 'Documents after minus before; one copy.',
      resolve: ({ change }) => change.documentsDelta,
    }),
    bytesDelta: t.field({
      type: 'BigInt',
      description: 'Bytes after minus before; one copy.',
      resolve: ({ change }) => change.bytesDelta,
    }),
  }),
});

const TotalsDelta = builder.objectRef<DomainTotals>('TotalsDelta').implement({
  description: 'After minus before. Documents and bytes are those of one copy.',
  fields: (t) => ({
    servers: t.exposeInt('servers', { description: 'DB-Servers.' }),
    collections: t.exposeInt('collections', { description: 'Collections.' }),
    shardGroups: t.exposeInt('shardGroups', { description: 'Shard groups.' }),
    tenants: t.exposeInt('tenants', { description: 'Tenants.' }),
    documents: t.expose('documents', { type: 'BigInt', description: 'Documents.' }),
    bytes: t.expose('bytes', { type: 'BigInt', description: 'Bytes.' }),
  }),
});

/** What changed between two states of a cluster. */
export const ClusterDiff = builder.objectRef<DiffShape>('ClusterDiff');

ClusterDiff.implement({
  description: 'What changed from one state of a cluster to another.',
  fields: (t) => ({
    from: t.field({ type: Cluster, description: 'The state before.', resolve: ({ from }) => from }),
    to: t.field({ type: Cluster, description: 'The state after.', resolve: ({ to }) => to }),
    isEmpty: t.boolean({ description: 'Whether nothing differs.', resolve: ({ diff }) => diff.isEmpty }),
    serversAdded: t.field({
      type: [DbServer],
      description: 'DB-Servers that are new, in the order of serverId.',
      resolve: ({ to, diff }) => serversIn(to, diff.serversAdded),
    }),
    serversRemoved: t.field({
      type: [DbServer],
      description: 'DB-Servers that are gone, in the order of serverId.',
      resolve: ({ from, diff }) => serversIn(from, diff.serversRemoved),
    }),
    serversChanged: t.field({
      type: [ServerChange],
      description: 'DB-Servers that differ, in the order of serverId.',
      resolve: (shape) => shape.diff.serversChanged.map((change) => ({ ...shape, change })),
    }),
    collectionsAdded: t.field({
      type: [Collection],
      description: 'Collections that are new, in the order of their names.',
      resolve: ({ to, diff }) => collectionsIn(to, diff.collectionsAdded),
    }),
    collectionsRemoved: t.field({
      type: [Collection],
      description: 'Collections that are gone, in the order of their names.',
      resolve: ({ from, diff }) => collectionsIn(from, diff.collectionsRemoved),
    }),
    groupsAdded: t.field({
      type: [ShardGroup],
      description: 'Shard groups that are new.',
      resolve: ({ to, diff }, _args, context) => groupsIn(to, diff.groupsAdded, context),
    }),
    groupsRemoved: t.field({
      type: [ShardGroup],
      description: 'Shard groups that are gone.',
      resolve: ({ from, diff }, _args, context) => groupsIn(from, diff.groupsRemoved, context),
    }),
    groupsMoved: t.field({
      type: [GroupChange],
      description: 'Shard groups whose replicas or roles differ.',
      resolve: (shape, _args, context) =>
        inTurnsIfLong(counted(context, shape.diff.groupsMoved).map((change) => ({ ...shape, change }))),
    }),
    tenantsAdded: t.field({
      type: [Tenant],
      description: 'Tenants that are new, in the order of their keys.',
      resolve: ({ to, diff }, _args, context) =>
        counted(context, diff.tenantsAdded).map((tenant) => tenantIn(to, tenant)),
    }),
    tenantsRemoved: t.field({
      type: [Tenant],
      description: 'Tenants that are gone, in the order of their keys.',
      resolve: ({ from, diff }, _args, context) =>
        counted(context, diff.tenantsRemoved).map((tenant) => tenantIn(from, tenant)),
    }),
    tenantsResized: t.field({
      type: [TenantChange],
      description: 'Tenants with another number of documents or bytes, in the order of their keys.',
      resolve: (shape, _args, context) =>
        counted(context, shape.diff.tenantsResized).map((change) => ({ ...shape, change })),
    }),
    totals: t.field({ type: TotalsDelta, description: 'After minus before.', resolve: ({ diff }) => diff.totals }),
  }),
});

function serversIn(view: ClusterView, servers: readonly TopologyServer[]) {
  return servers.map((server) => ({ view, server }));
}

function collectionsIn(view: ClusterView, collections: readonly TopologyCollection[]) {
  return collections.map((collection) => ({ view, collection }));
}

function groupsIn(view: ClusterView, groups: readonly TopologyGroup[], context: Context) {
  return inTurnsIfLong(counted(context, groups).map((group) => ({ view, group })));
}

function tenantIn(view: ClusterView, facts: TopologyTenant): TenantShape {
  return { view, facts, record: null };
}
