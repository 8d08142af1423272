/** What changed between two states of a cluster: servers, shard groups, tenants and totals. */
import {
  diffInTurns,
  type GroupChange as DomainGroupChange,
  type PartChange,
  type PropertyChange as DomainPropertyChange,
  type TenantChange as DomainTenantChange,
  type TopologyDiff,
  type TotalsDelta as DomainTotals,
} from '../services/model/diff.js';
import type { TopologyCollection, TopologyGroup, TopologyServer, TopologyTenant } from '../services/model/topology.js';
import { builder } from './builder.js';
import { Cluster } from './Cluster.js';
import type { ClusterView } from './cluster-view.js';
import { Collection } from './Collection.js';
import { DbServer } from './DbServer.js';
import { exposed, exposedOf, show, showOrNull } from './exposed.js';
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
  description: 'One property with different values in the two states.',
  fields: exposed(() => ({
    property: show('String', 'Name of the property, e.g. zone.'),
    before: showOrNull('String', 'Value in the earlier state; null when unknown.'),
    after: showOrNull('String', 'Value in the later state; null when unknown.'),
  })),
});

const ServerChange = builder.objectRef<ChangeShape<PartChange<TopologyServer>>>('ServerChange').implement({
  description: 'A DB-Server that exists in both states with different properties.',
  fields: exposedOf('change', (t) => ({
    server: t.field({
      type: DbServer,
      description: 'The DB-Server in the later state.',
      resolve: ({ to, change }) => ({ view: to, server: change.after }),
    }),
    changes: show([PropertyChange], 'The properties that differ, ordered by name.'),
  })),
});

const GroupChange = builder.objectRef<ChangeShape<DomainGroupChange>>('ShardGroupChange').implement({
  description: 'A shard group with different replicas or roles in the two states.',
  fields: exposedOf('change', (t) => ({
    before: t.field({
      type: ShardGroup,
      description: 'The shard group in the earlier state.',
      resolve: ({ from, change }) => ({ view: from, group: change.before }),
    }),
    after: t.field({
      type: ShardGroup,
      description: 'The shard group in the later state.',
      resolve: ({ to, change }) => ({ view: to, group: change.after }),
    }),
    leaderChanged: show('Boolean', 'Whether a different DB-Server leads the shard group.'),
    replicasAdded: t.field({
      type: [DbServer],
      description: 'DB-Servers that hold a replica in the later state only.',
      resolve: ({ to, change }) => change.replicasAdded.map((serverId) => to.replicaHolder(serverId)),
    }),
    replicasRemoved: t.field({
      type: [DbServer],
      description: 'DB-Servers that hold a replica in the earlier state only.',
      resolve: ({ from, change }) => change.replicasRemoved.map((serverId) => from.replicaHolder(serverId)),
    }),
    syncChanged: show('Boolean', 'Whether a follower present in both states got in sync or out of sync.'),
  })),
});

const TenantChange = builder.objectRef<ChangeShape<DomainTenantChange>>('TenantChange').implement({
  description: 'A tenant whose number of documents or bytes differs.',
  fields: exposedOf('change', (t) => ({
    tenant: t.field({
      type: Tenant,
      description: 'The tenant in the later state.',
      resolve: ({ to, change }) => tenantIn(to, change.after),
    }),
    documentsDelta: show('BigInt', 'Change in documents, later minus earlier; one copy.'),
    bytesDelta: show('BigInt', 'Change in bytes, later minus earlier; one copy.'),
  })),
});

const TotalsDelta = builder.objectRef<DomainTotals>('TotalsDelta').implement({
  description: 'Changes of the totals, later minus earlier. Documents and bytes count one copy.',
  fields: exposed(() => ({
    servers: show('Int', 'Change in the number of DB-Servers.'),
    collections: show('Int', 'Change in the number of collections.'),
    shardGroups: show('Int', 'Change in the number of shard groups.'),
    tenants: show('Int', 'Change in the number of tenants.'),
    documents: show('BigInt', 'Change in the number of documents; one copy.'),
    bytes: show('BigInt', 'Change in bytes; one copy.'),
  })),
});

/** What changed between two states of a cluster. */
export const ClusterDiff = builder.objectRef<DiffShape>('ClusterDiff');

ClusterDiff.implement({
  description: 'The differences between two states of the cluster, an earlier and a later one.',
  fields: exposedOf('diff', (t) => ({
    from: t.field({ type: Cluster, description: 'The earlier of the two states.', resolve: ({ from }) => from }),
    to: t.field({ type: Cluster, description: 'The later of the two states.', resolve: ({ to }) => to }),
    isEmpty: show('Boolean', 'Whether the two states are equal.'),
    serversAdded: t.field({
      type: [DbServer],
      description: 'DB-Servers that exist in the later state only, ordered by serverId.',
      resolve: ({ to, diff }) => serversIn(to, diff.serversAdded),
    }),
    serversRemoved: t.field({
      type: [DbServer],
      description: 'DB-Servers that exist in the earlier state only, ordered by serverId.',
      resolve: ({ from, diff }) => serversIn(from, diff.serversRemoved),
    }),
    serversChanged: t.field({
      type: [ServerChange],
      description: 'DB-Servers that exist in both states and differ, ordered by serverId.',
      resolve: (shape) => shape.diff.serversChanged.map((change) => ({ ...shape, change })),
    }),
    collectionsAdded: t.field({
      type: [Collection],
      description: 'Collections that exist in the later state only, ordered by name.',
      resolve: ({ to, diff }) => collectionsIn(to, diff.collectionsAdded),
    }),
    collectionsRemoved: t.field({
      type: [Collection],
      description: 'Collections that exist in the earlier state only, ordered by name.',
      resolve: ({ from, diff }) => collectionsIn(from, diff.collectionsRemoved),
    }),
    groupsAdded: t.field({
      type: [ShardGroup],
      description: 'Shard groups that exist in the later state only.',
      resolve: ({ to, diff }) => groupsIn(to, diff.groupsAdded),
    }),
    groupsRemoved: t.field({
      type: [ShardGroup],
      description: 'Shard groups that exist in the earlier state only.',
      resolve: ({ from, diff }) => groupsIn(from, diff.groupsRemoved),
    }),
    groupsMoved: t.field({
      type: [GroupChange],
      description: 'Shard groups with different replicas or roles.',
      resolve: (shape) => shape.diff.groupsMoved.map((change) => ({ ...shape, change })),
    }),
    tenantsAdded: t.field({
      type: [Tenant],
      description: 'Tenants that exist in the later state only, ordered by key.',
      resolve: ({ to, diff }) => diff.tenantsAdded.map((tenant) => tenantIn(to, tenant)),
    }),
    tenantsRemoved: t.field({
      type: [Tenant],
      description: 'Tenants that exist in the earlier state only, ordered by key.',
      resolve: ({ from, diff }) => diff.tenantsRemoved.map((tenant) => tenantIn(from, tenant)),
    }),
    tenantsResized: t.field({
      type: [TenantChange],
      description: 'Tenants whose number of documents or bytes differs, ordered by key.',
      resolve: (shape) => shape.diff.tenantsResized.map((change) => ({ ...shape, change })),
    }),
    totals: show(TotalsDelta, 'Changes of the totals, later minus earlier.'),
  })),
});

function serversIn(view: ClusterView, servers: readonly TopologyServer[]) {
  return servers.map((server) => ({ view, server }));
}

function collectionsIn(view: ClusterView, collections: readonly TopologyCollection[]) {
  return collections.map((collection) => ({ view, collection }));
}

function groupsIn(view: ClusterView, groups: readonly TopologyGroup[]) {
  return groups.map((group) => ({ view, group }));
}

function tenantIn(view: ClusterView, facts: TopologyTenant): TenantShape {
  return { view, facts, record: null };
}
