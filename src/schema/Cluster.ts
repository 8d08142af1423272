/** The cluster, live, planned or stored: one shape for all three, with its totals, its health and its headroom. */
import { topologyFileOf } from '../services/cluster/file/write.js';
import { UnknownPlanError, UnknownSnapshotError } from '../services/errors/errors.js';
import type { ClusterHealth as DomainHealth, HealthFinding as DomainFinding } from '../services/model/check.js';
import { fingerprintInTurns } from '../services/model/fingerprint.js';
import type { Headroom as DomainHeadroom } from '../services/model/plan.js';
import { groupSize, replicasOf } from '../services/model/topology.js';
import { headroomOf } from '../services/planning/measure/balance.js';
import { Balance, balancesOf } from './Balance.js';
import { builder } from './builder.js';
import type { ClusterView } from './cluster-view.js';
import { ClusterDiff, diffOf } from './ClusterDiff.js';
import { Collection } from './Collection.js';
import { type Context, counted } from './context.js';
import { DbServer, serverIdOf } from './DbServer.js';
import { decodeId, partId } from './global-id.js';
import { pageComplexity, pageOf, pageRequest, toConnection } from './paging.js';
import { Shard, ShardConnection } from './Shard.js';
import { ShardGroup, ShardGroupConnection } from './ShardGroup.js';
import { SizeBasis, sizeBasisOf } from './SizeBasis.js';

const ClusterOrigin = builder.enumType('ClusterOrigin', {
  description: 'Where a state of the cluster comes from.',
  values: {
    LIVE: { description: 'Read from the cluster just now.' },
    PLANNED: { description: 'As a plan starts from or would make it.' },
    STORED: { description: 'As a snapshot kept it.' },
    IMPORTED: { description: 'Read from a file by importTopology; it need not be a state of this cluster.' },
  },
});

/** What the store runs on. */
export const Deployment = builder.enumType('Deployment', {
  description: 'What the cluster is.',
  values: {
    SIMULATED: { description: 'The simulated cluster of the embedded store.' },
    ARANGODB_CLUSTER: { description: 'A real ArangoDB cluster.' },
    ARANGODB_SINGLE_SERVER: { description: 'One ArangoDB server, where nothing is sharded.' },
  },
});

const HealthStatus = builder.enumType('HealthStatus', {
  description: 'How the cluster is as a whole.',
  values: {
    GOOD: { description: 'Nothing needs attention.' },
    DEGRADED: { description: 'Something needs attention.' },
    BAD: { description: 'Data is or may soon be out of reach.' },
  },
});

const FindingLevel = builder.enumType('FindingLevel', {
  description: 'How bad a finding is.',
  values: {
    INFO: { description: 'Worth knowing.' },
    WARN: { description: 'Needs attention.' },
    FAIL: { description: 'Data is or may soon be out of reach.' },
  },
});

const HealthFinding = builder.objectRef<DomainFinding>('HealthFinding').implement({
  description: 'One thing that somebody should know about the cluster.',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'Stable and machine readable, e.g. SERVER_NOT_GOOD.' }),
    level: t.expose('level', { type: FindingLevel, description: 'How bad it is.' }),
    message: t.exposeString('message', { description: 'What was found, with numbers and the first few names.' }),
  }),
});

/** Whether the cluster needs attention. */
export const ClusterHealth = builder.objectRef<DomainHealth>('ClusterHealth').implement({
  description: 'Whether the cluster needs attention, and why.',
  fields: (t) => ({
    status: t.expose('status', { type: HealthStatus, description: 'The worst of the findings.' }),
    findings: t.field({
      type: [HealthFinding],
      description: 'What was found; empty when nothing needs attention.',
      resolve: (health) => health.findings,
    }),
  }),
});

const ClusterTotals = builder.objectRef<ClusterView>('ClusterTotals').implement({
  description: 'The cluster in figures. Documents and bytes are those of one copy, not of all replicas.',
  fields: (t) => ({
    tenants: t.int({ description: 'Active tenants.', resolve: ({ topology }) => topology.tenants.length }),
    documents: t.field({
      type: 'BigInt',
      description: 'Documents, vertices and edges; one copy.',
      resolve: ({ topology }) => topology.groups.reduce((sum, group) => sum + groupSize(group).documents, 0),
    }),
    bytes: t.field({
      type: 'BigInt',
      description: 'Bytes of the documents; one copy.',
      resolve: ({ topology }) => topology.groups.reduce((sum, group) => sum + groupSize(group).bytes, 0n),
    }),
    collections: t.int({ description: 'Collections.', resolve: ({ topology }) => topology.collections.length }),
    shards: t.int({
      description: 'Shards of all collections.',
      resolve: ({ topology }) => topology.groups.reduce((sum, group) => sum + group.shards.length, 0),
    }),
    shardGroups: t.int({ description: 'Shard groups.', resolve: ({ topology }) => topology.groups.length }),
    replicas: t.int({
      description: 'Replicas of all shards, leaders included.',
      resolve: ({ topology }) =>
        topology.groups.reduce((sum, group) => sum + group.shards.length * replicasOf(group).length, 0),
    }),
    dbServers: t.int({ description: 'DB-Servers.', resolve: ({ topology }) => topology.servers.length }),
  }),
});

/** How many more servers could still take anything. */
export const Headroom = builder.objectRef<DomainHeadroom>('Headroom').implement({
  description: 'How many more servers could still take anything.',
  fields: (t) => ({
    serversThatCanHelp: t.exposeInt('serversThatCanHelp', {
      description: 'Servers beyond which another one would lead nothing.',
    }),
    bindingRule: t.exposeString('bindingRule', { description: 'What caps it, as a sentence.' }),
  }),
});

const ShardFilter = builder.inputType('ShardFilter', {
  description: 'Which shards to show; all conditions have to hold.',
  fields: (t) => ({
    collection: t.string({ description: 'Only shards of the collection of this name.' }),
    serverId: t.id({ description: 'Only shards with a replica on this DB-Server: its serverId or its global id.' }),
    leaderServerId: t.id({ description: 'Only shards that this DB-Server leads: its serverId or its global id.' }),
    hasDocuments: t.boolean({ description: 'true: only shards with documents; false: only empty ones.' }),
  }),
});

/** The cluster as it is, as a plan would make it, or as it was. */
export const Cluster = builder.objectRef<ClusterView>('Cluster');

Cluster.implement({
  description: 'The cluster as it is, as a plan would make it, or as it was.',
  fields: (t) => ({
    fingerprint: t.string({
      description:
        'sha-256 of servers, collections and placement: equal placement, equal fingerprint; sizes do not count.',
      resolve: ({ topology }) => fingerprintInTurns(topology),
    }),
    takenAt: t.field({
      type: 'DateTime',
      description: 'When the state was read, or the plan or snapshot made.',
      resolve: ({ state }) => state.takenAt,
    }),
    origin: t.field({
      type: ClusterOrigin,
      description: 'Where the state comes from.',
      resolve: ({ state }) => state.origin,
    }),
    deployment: t.field({
      type: Deployment,
      description: 'What the cluster is.',
      resolve: ({ topology }) => topology.deployment,
    }),
    bytesBasis: t.field({
      type: SizeBasis,
      description: 'Where the bytes come from.',
      resolve: ({ topology }) => sizeBasisOf(topology),
    }),
    version: t.string({
      nullable: true,
      description: "Version of the database; for the simulated cluster Shardbook's own; null when unknown.",
      resolve: ({ topology }) => topology.version,
    }),
    health: t.field({
      type: ClusterHealth,
      description: 'Whether the cluster needs attention, and why.',
      resolve: ({ topology }, _args, { services }) => services.checks.health(topology),
    }),
    json: t.string({
      description:
        'The state as a JSON document that importTopology takes, here or elsewhere: its topology, not its documents.',
      complexity: { field: 1000, multiplier: 1 },
      resolve: ({ topology }) => topologyFileOf(topology),
    }),
    totals: t.field({ type: ClusterTotals, description: 'The cluster in figures.', resolve: (view) => view }),
    servers: t.field({
      type: [DbServer],
      description: 'All DB-Servers, in the order of serverId.',
      resolve: (view, _args, context) =>
        counted(
          context,
          view.topology.servers.map((server) => ({ view, server })),
        ),
    }),
    collections: t.field({
      type: [Collection],
      description: 'All collections.',
      resolve: (view, _args, context) =>
        counted(
          context,
          view.topology.collections.map((collection) => ({ view, collection })),
        ),
    }),
    shards: t.connection(
      {
        type: Shard,
        description: 'The shards, in the order of shard group, then collection.',
        args: { filter: t.arg({ type: ShardFilter, description: 'Which shards to show; all when left out.' }) },
        complexity: pageComplexity,
        resolve: (view, args, context) => shardPage(view, args, context),
      },
      ShardConnection,
    ),
    shardGroups: t.connection(
      {
        type: ShardGroup,
        description: 'The shard groups, in the order of graph, then index.',
        complexity: pageComplexity,
        resolve: (view, args, context) => {
          const list = partId(view.source, 'shardGroups');
          const page = pageOf(view.topology.groups, ({ groupId }) => groupId, pageRequest(list, args));
          counted(context, page.items);
          return toConnection(list, page, (group) => ({ view, group }));
        },
      },
      ShardGroupConnection,
    ),
    balance: t.field({
      type: Balance,
      description: 'How evenly the servers are loaded.',
      resolve: balancesOf,
    }),
    headroom: t.field({
      type: Headroom,
      description: 'How many more servers could still take anything.',
      resolve: ({ topology }) => headroomOf(topology),
    }),
    diff: t.field({
      type: ClusterDiff,
      description: 'What is different here from another state of the cluster.',
      args: {
        from: t.arg.id({
          required: true,
          description: 'Global id of a snapshot, or of a plan: then the state that the plan starts from.',
        }),
      },
      resolve: async (view, { from }, context) => diffOf(await stateOf(from, context), view),
    }),
  }),
});

/** Returns the state that a snapshot's or plan's global id stands for. Throws InvalidIdError and Unknown...Error. */
async function stateOf(globalId: string, { loaders }: Context): Promise<ClusterView> {
  const { typename, id } = decodeId(globalId, ['Snapshot', 'RebalancePlan']);
  const view = await loaders.cluster({ kind: typename === 'Snapshot' ? 'snapshot' : 'before', id });
  if (view) return view;
  throw typename === 'Snapshot' ? new UnknownSnapshotError(id) : new UnknownPlanError(id);
}

type ShardArguments = Parameters<typeof pageRequest>[1] & { filter?: typeof ShardFilter.$inferInput | null };

function shardPage(view: ClusterView, args: ShardArguments, context: Context) {
  const { collection, serverId, leaderServerId, hasDocuments } = args.filter ?? {};
  const holder = serverId == null ? null : serverIdOf(serverId);
  const leader = leaderServerId == null ? null : serverIdOf(leaderServerId);
  const shown = view
    .shards()
    .filter(
      ({ group, shard }) =>
        (collection == null || shard.collection === collection) &&
        (holder === null || replicasOf(group).includes(holder)) &&
        (leader === null || group.leader === leader) &&
        (hasDocuments == null || shard.documents > 0 === hasDocuments),
    );
  const list = partId(view.source, 'shards');
  const page = pageOf(shown, ({ shard }) => shard.shardId, pageRequest(list, args));
  counted(context, page.items);
  return toConnection(list, page, (part) => part);
}
