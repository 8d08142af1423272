/** The cluster, live, planned or stored: one shape for all three, with its totals, its health and its headroom. */
import { topologyFileOf } from '../services/cluster/file/write.js';
import { UnknownPlanError, UnknownSnapshotError } from '../services/errors/errors.js';
import type { ClusterHealth as DomainHealth, HealthFinding as DomainFinding } from '../services/model/check.js';
import { fingerprintInTurns } from '../services/model/fingerprint.js';
import type { Headroom as DomainHeadroom } from '../services/model/plan.js';
import { type ClusterTopology, groupSize, replicasOf } from '../services/model/topology.js';
import { headroomOf } from '../services/planning/measure/balance.js';
import { Balance, balancesOf } from './Balance.js';
import { builder } from './builder.js';
import type { ClusterView } from './cluster-view.js';
import { ClusterDiff, diffOf } from './ClusterDiff.js';
import { Collection } from './Collection.js';
import { type Context, inTurn, inTurnIfLarge } from './context.js';
import { clusterCursor } from './cursor.js';
import { DbServer, serverIdOf } from './DbServer.js';
import { enumOf } from './enum.js';
import { exposed, exposedOf, show } from './exposed.js';
import { decodeId, partId } from './global-id.js';
import { pageComplexity, pageOf, pageRequest, toConnection } from './paging.js';
import { Shard, ShardConnection } from './Shard.js';
import { ShardGroup, ShardGroupConnection } from './ShardGroup.js';
import { SizeBasis, sizeBasisOf } from './SizeBasis.js';

const ClusterOrigin = enumOf('ClusterOrigin', 'The source of a state of the cluster.', {
  LIVE: 'Read from the live cluster for this request.',
  PLANNED: 'The state that a plan starts from, or the state that it would produce.',
  STORED: 'A state that was stored as a snapshot.',
  IMPORTED: 'Read from a document by importTopology; it may describe a different cluster.',
});

/** What the store runs on. */
export const Deployment = enumOf('Deployment', 'The kind of database that Shardbook works on.', {
  SIMULATED: "The simulated cluster in Shardbook's embedded store.",
  ARANGODB_CLUSTER: 'A real ArangoDB cluster with Coordinators and DB-Servers.',
  ARANGODB_SINGLE_SERVER: 'A single ArangoDB server, which shards nothing.',
});

const HealthStatus = enumOf('HealthStatus', 'Overall health of the cluster.', {
  GOOD: 'The cluster needs no attention.',
  DEGRADED: 'Something needs attention, but all data is available.',
  BAD: 'Data is unavailable, or may soon be.',
});

const FindingLevel = enumOf('FindingLevel', 'Severity of a health finding.', {
  INFO: 'Worth knowing; no action is needed.',
  WARN: 'Needs attention, but all data is available.',
  FAIL: 'Data is unavailable, or may soon be.',
});

const HealthFinding = builder.objectRef<DomainFinding>('HealthFinding').implement({
  description: 'One observation about the health of the cluster.',
  fields: exposed(() => ({
    code: show('String', 'Stable, machine-readable code of the finding, e.g. SERVER_NOT_GOOD.'),
    level: show(FindingLevel, 'Severity of this finding.'),
    message: show('String', 'What was found, with counts and the first few names.'),
  })),
});

/** Whether the cluster needs attention. */
export const ClusterHealth = builder.objectRef<DomainHealth>('ClusterHealth').implement({
  description: 'Whether the cluster needs attention, and why.',
  fields: exposed(() => ({
    status: show(HealthStatus, 'Overall health, taken from the most severe finding.'),
    findings: show([HealthFinding], 'The findings; empty when nothing needs attention.'),
  })),
});

interface Totals {
  readonly tenants: number;
  readonly documents: number;
  readonly bytes: bigint;
  readonly collections: number;
  readonly shards: number;
  readonly shardGroups: number;
  readonly replicas: number;
  readonly dbServers: number;
}

const ClusterTotals = builder.objectRef<Totals>('ClusterTotals').implement({
  description: 'Totals of the cluster. Documents and bytes count one copy, not all replicas.',
  fields: exposed(() => ({
    tenants: show('Int', 'Number of active tenants.'),
    documents: show('BigInt', 'Number of documents, vertices and edges included; one copy.'),
    bytes: show('BigInt', 'Size of all documents in bytes; one copy.'),
    collections: show('Int', 'Number of collections in the cluster.'),
    shards: show('Int', 'Number of shards over all collections.'),
    shardGroups: show('Int', 'Number of shard groups in the cluster.'),
    replicas: show('Int', 'Number of replicas of all shards, leaders included.'),
    dbServers: show('Int', 'Number of DB-Servers in the cluster.'),
  })),
});

function totalsOf({ servers, collections, groups, tenants }: ClusterTopology): Totals {
  const sums = { documents: 0, bytes: 0n, shards: 0, replicas: 0 };
  for (const group of groups) {
    const { documents, bytes } = groupSize(group);
    sums.documents += documents;
    sums.bytes += bytes;
    sums.shards += group.shards.length;
    sums.replicas += group.shards.length * replicasOf(group).length;
  }
  return {
    ...sums,
    ...{ tenants: tenants.length, collections: collections.length, shardGroups: groups.length },
    dbServers: servers.length,
  };
}

/** How many more servers could still take anything. */
export const Headroom = builder.objectRef<DomainHeadroom>('Headroom').implement({
  description:
    'How many more DB-Servers could take over leadership of data. Each shard group has one leader and ' +
    'cannot be split.',
  fields: exposed(() => ({
    serversThatCanHelp: show(
      'Int',
      'Number of further DB-Servers that could still lead a shard group with data; 0 when more servers ' +
        'would not help.',
    ),
    bindingRule: show('String', 'What limits that number, as a sentence.'),
  })),
});

const ShardFilter = builder.inputType('ShardFilter', {
  description: 'Selects shards; a shard has to meet all conditions.',
  fields: (t) => ({
    collection: t.string({ description: 'Only shards of the collection with this name.' }),
    serverId: t.id({ description: 'Only shards with a replica on this DB-Server, given by serverId or global id.' }),
    leaderServerId: t.id({ description: 'Only shards that this DB-Server leads, given by serverId or global id.' }),
    hasDocuments: t.boolean({ description: 'true: only shards that hold documents; false: only empty shards.' }),
  }),
});

/** The cluster as it is, as a plan would make it, or as it was. */
export const Cluster = builder.objectRef<ClusterView>('Cluster');

Cluster.implement({
  description: 'A state of the cluster: live, as a plan would make it, or stored.',
  fields: exposedOf('state', (t) => ({
    fingerprint: t.string({
      description:
        'SHA-256 of servers, collections and placement: the same placement has the same fingerprint. Sizes ' +
        'do not count.',
      resolve: ({ topology }) => fingerprintInTurns(topology),
    }),
    cursor: t.string({
      description: 'Cursor of this state. Pass it to clusterChanged as after to receive other states only.',
      resolve: (view) => view.once('cursor', () => clusterCursor(view.topology)),
    }),
    takenAt: show('DateTime', 'When the state was read from the cluster, or when the plan or snapshot was made.'),
    origin: show(ClusterOrigin, 'Whether the state is live, planned, stored or imported.'),
    deployment: t.field({
      type: Deployment,
      description: 'The kind of database this is.',
      resolve: ({ topology }) => topology.deployment,
    }),
    bytesBasis: t.field({
      type: SizeBasis,
      description: 'How the sizes in bytes were determined.',
      resolve: ({ topology }) => sizeBasisOf(topology),
    }),
    version: t.string({
      nullable: true,
      description: 'Version of the database, or of Shardbook for the simulated cluster; null when unknown.',
      resolve: ({ topology }) => topology.version,
    }),
    health: t.field({
      type: ClusterHealth,
      description: 'Whether the cluster needs attention, and why.',
      resolve: (view, _args, context) =>
        view.once('health', () => inTurn(context, () => context.services.checks.health(view.topology))),
    }),
    json: t.string({
      description:
        'The topology as a JSON document that importTopology accepts, here or on another Shardbook. It ' +
        'contains no documents.',
      complexity: { field: 1000, multiplier: 1 },
      resolve: (view, _args, context) => view.once('json', () => inTurn(context, () => topologyFileOf(view.topology))),
    }),
    totals: t.field({
      type: ClusterTotals,
      description: 'Totals of the cluster, such as documents and bytes.',
      resolve: (view, _args, context) => view.once('totals', () => inTurn(context, () => totalsOf(view.topology))),
    }),
  })),
});

// What it consists of, and how that is spread.
builder.objectFields(Cluster, (t) => ({
  servers: t.field({
    type: [DbServer],
    description: 'All DB-Servers, ordered by serverId.',
    resolve: (view) => view.topology.servers.map((server) => ({ view, server })),
  }),
  collections: t.field({
    type: [Collection],
    description: 'All collections of the cluster.',
    resolve: (view) => view.topology.collections.map((collection) => ({ view, collection })),
  }),
  shards: t.connection(
    {
      type: Shard,
      description: 'The shards, ordered by shard group, then collection.',
      args: { filter: t.arg({ type: ShardFilter, description: 'Which shards to list; all of them when omitted.' }) },
      complexity: pageComplexity,
      resolve: (view, args, context) => inTurnIfLarge(context, view, () => shardPage(view, args)),
    },
    ShardConnection,
  ),
  shardGroups: t.connection(
    {
      type: ShardGroup,
      description: 'The shard groups, ordered by graph, then index.',
      complexity: pageComplexity,
      resolve: (view, args, context) =>
        inTurnIfLarge(context, view, () => {
          const list = partId(view.source, 'shardGroups');
          const page = pageOf(view.topology.groups, ({ groupId }) => groupId, pageRequest(list, args));
          return toConnection(list, page, (group) => ({ view, group }));
        }),
    },
    ShardGroupConnection,
  ),
  balance: t.field({
    type: Balance,
    description: 'How evenly the DB-Servers are loaded.',
    resolve: (view, _args, context) => view.once('balance', () => inTurn(context, () => balancesOf(view))),
  }),
  headroom: t.field({
    type: Headroom,
    description: 'How many more DB-Servers could take over leadership of data.',
    resolve: (view, _args, context) => view.once('headroom', () => inTurn(context, () => headroomOf(view.topology))),
  }),
  diff: t.field({
    type: ClusterDiff,
    description: 'The differences between another state of the cluster and this one.',
    args: {
      from: t.arg.id({
        required: true,
        description:
          'Global id of the state to compare with: a snapshot, or a plan, which stands for the state that it ' +
          'starts from.',
      }),
    },
    resolve: async (view, { from }, context) => {
      const earlier = await stateOf(from, context);
      return view.once(`diff ${partId(earlier.source, '')}`, () => inTurn(context, () => diffOf(earlier, view)));
    },
  }),
}));

/** Returns the state that a snapshot's or plan's global id stands for. Throws InvalidIdError and Unknown...Error. */
async function stateOf(globalId: string, { loaders }: Context): Promise<ClusterView> {
  const { typename, id } = decodeId(globalId, ['Snapshot', 'RebalancePlan']);
  const view = await loaders.cluster({ kind: typename === 'Snapshot' ? 'snapshot' : 'before', id });
  if (view) return view;
  throw typename === 'Snapshot' ? new UnknownSnapshotError(id) : new UnknownPlanError(id);
}

type ShardArguments = Parameters<typeof pageRequest>[1] & { filter?: typeof ShardFilter.$inferInput | null };

function shardPage(view: ClusterView, args: ShardArguments) {
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
  return toConnection(list, page, (part) => part);
}
