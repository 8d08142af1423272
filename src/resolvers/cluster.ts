/** The cluster, its snapshots, and what can be changed about the simulated one. */
import { builder } from '../schema/builder.js';
import { Cluster } from '../schema/Cluster.js';
import { ClusterView } from '../schema/cluster-view.js';
import { changed } from '../schema/context.js';
import { serverIdOf } from '../schema/DbServer.js';
import { show } from '../schema/exposed.js';
import { liveSource } from '../schema/global-id.js';
import { pageComplexity, pageRequest, toConnection } from '../schema/paging.js';
import { Snapshot, SnapshotConnection } from '../schema/Snapshot.js';
import {
  InvalidInputError,
  RunInProgressError,
  SimulationOnlyError,
  UnknownServerError,
} from '../services/errors/errors.js';
import { positiveBytes, serverCount, zoneName } from './inputs.js';
import { payload, payloadOr } from './payload.js';

builder.queryFields((t) => ({
  cluster: t.field({
    type: Cluster,
    description: 'The current state of the cluster.',
    resolve: (_root, _args, { loaders }) => loaders.live(),
  }),
  snapshots: t.connection(
    {
      type: Snapshot,
      description: 'The stored states of the cluster, newest first.',
      complexity: pageComplexity,
      resolve: async (_root, args, context) => {
        const page = await context.services.topology.snapshotPage(pageRequest('snapshots', args));
        return toConnection('snapshots', page, (snapshot) => snapshot);
      },
    },
    SnapshotConnection,
  ),
}));

const TakeSnapshotInput = builder.inputType('TakeSnapshotInput', {
  description: 'Describes the snapshot to take.',
  fields: (t) => ({
    label: t.string({ description: 'Label of the snapshot, at most 200 characters; made of the time when omitted.' }),
  }),
});

const TakeSnapshotPayload = payload('takeSnapshot', { snapshot: show(Snapshot, 'The snapshot that was stored.') });

const AddSimulatedServersInput = builder.inputType('AddSimulatedServersInput', {
  description: 'DB-Servers to add to the simulated cluster.',
  fields: (t) => ({
    count: t.int({
      required: true,
      defaultValue: 1,
      description: 'Number of DB-Servers to add, 1 to 100.',
      validate: serverCount.min(1, 'is less than 1'),
    }),
    capacityBytes: t.field({
      type: 'BigInt',
      description: 'Capacity of each DB-Server in bytes; unknown when omitted.',
      validate: positiveBytes,
    }),
    zone: t.string({ description: 'Availability zone of the DB-Servers; none when omitted.', validate: zoneName }),
  }),
});

const ResetClusterInput = builder.inputType('ResetClusterInput', {
  description: 'Confirms the reset of the simulated cluster.',
  fields: (t) => ({
    confirm: t.boolean({
      required: true,
      defaultValue: true,
      description: 'Must be true, because tenants and added servers are deleted; false is refused.',
    }),
  }),
});

const FailSimulatedServerInput = builder.inputType('FailSimulatedServerInput', {
  description: 'Selects the simulated DB-Server that fails.',
  fields: (t) => ({ serverId: t.id({ required: true, description: 'serverId or global id of the DB-Server.' }) }),
});

const RecoverSimulatedServerInput = builder.inputType('RecoverSimulatedServerInput', {
  description: 'Selects the failed simulated DB-Server that recovers.',
  fields: (t) => ({ serverId: t.id({ required: true, description: 'serverId or global id of the DB-Server.' }) }),
});

const AddSimulatedServersPayload = payload('addSimulatedServers', {
  cluster: show(Cluster, 'The cluster, including the new DB-Servers.'),
});

const FailSimulatedServerPayload = payload('failSimulatedServer', {
  cluster: show(
    Cluster,
    'The cluster right after the failure: in-sync followers have taken over, and lost replicas are ' + 'being rebuilt.',
  ),
});

const RecoverSimulatedServerPayload = payload('recoverSimulatedServer', {
  cluster: show(Cluster, 'The cluster right after the recovery; followers that were out of sync are catching up.'),
});

const ResetClusterPayload = payload('resetCluster', { cluster: show(Cluster, 'The cluster in its initial state.') });

builder.mutationFields((t) => ({
  takeSnapshot: t.field({
    type: TakeSnapshotPayload,
    description: 'Stores the current state of the cluster under a label.',
    args: { input: t.arg({ type: TakeSnapshotInput, required: true, description: 'Describes the snapshot to take.' }) },
    errors: payloadOr('takeSnapshot', 'prevented the snapshot'),
    resolve: async (_root, { input }, { services }) => ({
      snapshot: await services.topology.takeSnapshot(input.label ?? null),
    }),
  }),
}));

// The simulated cluster only.
builder.mutationFields((t) => ({
  addSimulatedServers: t.field({
    type: AddSimulatedServersPayload,
    description:
      'Adds empty DB-Servers to the simulated cluster. On a real cluster it fails with ' +
      'SimulationOnlyError, whose manualSteps say how to add servers there.',
    args: { input: t.arg({ type: AddSimulatedServersInput, required: true, description: 'The DB-Servers to add.' }) },
    errors: payloadOr('addSimulatedServers', 'prevented the addition', [SimulationOnlyError]),
    resolve: async (_root, { input }, context) => {
      const server = { capacityBytes: input.capacityBytes ?? null, zone: input.zone ?? null };
      await changed(
        context,
        context.services.topology.addSimulatedServers(Array.from({ length: input.count }, () => server)),
      );
      return { cluster: await context.loaders.live() };
    },
  }),
  failSimulatedServer: t.field({
    type: FailSimulatedServerPayload,
    description:
      'Makes a DB-Server of the simulated cluster fail. In-sync followers take over its leaders, and its ' +
      'replicas are rebuilt on other servers in the background. No data is lost while one in-sync replica ' +
      'remains. Fails with SimulationOnlyError on a real cluster.',
    args: {
      input: t.arg({ type: FailSimulatedServerInput, required: true, description: 'The DB-Server that fails.' }),
    },
    errors: payloadOr('failSimulatedServer', 'prevented the failure', [SimulationOnlyError, UnknownServerError]),
    resolve: async (_root, { input }, context) => {
      await changed(context, context.services.topology.failSimulatedServer(serverIdOf(input.serverId)));
      return { cluster: await context.loaders.live() };
    },
  }),
  recoverSimulatedServer: t.field({
    type: RecoverSimulatedServerPayload,
    description:
      'Brings a failed DB-Server of the simulated cluster back, with the data that it had. Fails with ' +
      'SimulationOnlyError on a real cluster.',
    args: {
      input: t.arg({
        type: RecoverSimulatedServerInput,
        required: true,
        description: 'The failed DB-Server that recovers.',
      }),
    },
    errors: payloadOr('recoverSimulatedServer', 'prevented the recovery', [SimulationOnlyError, UnknownServerError]),
    resolve: async (_root, { input }, context) => {
      await changed(context, context.services.topology.recoverSimulatedServer(serverIdOf(input.serverId)));
      return { cluster: await context.loaders.live() };
    },
  }),
  resetCluster: t.field({
    type: ResetClusterPayload,
    description:
      'Resets the simulated cluster to its initial state with the tenants Acme Corp and Global ' +
      'Enterprises. Snapshots, runs and reports are kept. Fails with RunInProgressError while a run ' +
      'changes the cluster.',
    args: {
      input: t.arg({
        type: ResetClusterInput,
        required: true,
        description: 'Confirms the reset; has a default for every field.',
      }),
    },
    errors: payloadOr('resetCluster', 'prevented the reset', [SimulationOnlyError, RunInProgressError]),
    resolve: async (_root, { input }, context) => {
      if (!input.confirm) throw new InvalidInputError('confirm', 'confirm is false', 'Pass true to reset the cluster');
      const state = await changed(context, context.services.topology.reset());
      return { cluster: new ClusterView(state, liveSource) };
    },
  }),
}));

const ImportTopologyInput = builder.inputType('ImportTopologyInput', {
  description: 'A topology to import, as a JSON document.',
  fields: (t) => ({
    json: t.string({
      required: true,
      description:
        'The document, as returned by cluster { json } and described in docs/topology-format.md, or ' +
        'ArangoDB replies collected as described there. A request is limited to 4 MiB, JSON escapes ' +
        'included; send larger documents, up to 32 MiB, with POST /topologies.',
    }),
    label: t.string({ description: 'Label of the snapshot, at most 200 characters; made of the time when omitted.' }),
  }),
});

const ImportTopologyPayload = payload('importTopology', {
  snapshot: show(
    Snapshot,
    'The imported state. Pass its id as snapshotId to simulateRebalance or compareRebalancePlans to ' + 'plan for it.',
  ),
});

builder.mutationFields((t) => ({
  importTopology: t.field({
    type: ImportTopologyPayload,
    description:
      'Stores a topology from a JSON document as a snapshot, to examine it and plan for it. Changes ' +
      'nothing in the cluster. Fails with InvalidInputError, which names the faulty part of the document.',
    args: { input: t.arg({ type: ImportTopologyInput, required: true, description: 'The document to import.' }) },
    complexity: { field: 1000, multiplier: 1 },
    errors: payloadOr('importTopology', 'prevented the import'),
    resolve: async (_root, { input }, { services }) => ({
      snapshot: await services.topology.importTopology(input.json, input.label ?? null),
    }),
  }),
}));
