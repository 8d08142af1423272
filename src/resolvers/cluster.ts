/** The cluster, its snapshots, and what can be changed about the simulated one. */
import { builder } from '../schema/builder.js';
import { Cluster } from '../schema/Cluster.js';
import { ClusterView } from '../schema/cluster-view.js';
import { counted, refresh } from '../schema/context.js';
import { serverIdOf } from '../schema/DbServer.js';
import { changeErrors } from '../schema/Error.js';
import { liveSource } from '../schema/global-id.js';
import { pageComplexity, pageRequest, toConnection } from '../schema/paging.js';
import { Snapshot, SnapshotConnection } from '../schema/Snapshot.js';
import {
  InvalidInputError,
  RunInProgressError,
  SimulationOnlyError,
  UnknownServerError,
} from '../services/errors/errors.js';
import type { Snapshot as DomainSnapshot } from '../services/model/topology.js';
import { positiveBytes, serverCount, zoneName } from './inputs.js';

builder.queryFields((t) => ({
  cluster: t.field({
    type: Cluster,
    description: 'The cluster as it is now.',
    resolve: (_root, _args, { loaders }) => loaders.live(),
  }),
  snapshots: t.connection(
    {
      type: Snapshot,
      description: 'The states of the cluster that were kept, newest first.',
      complexity: pageComplexity,
      resolve: async (_root, args, context) => {
        const page = await context.services.topology.snapshotPage(pageRequest('snapshots', args));
        counted(context, page.items);
        return toConnection('snapshots', page, (snapshot) => snapshot);
      },
    },
    SnapshotConnection,
  ),
}));

const TakeSnapshotInput = builder.inputType('TakeSnapshotInput', {
  description: 'A state of the cluster to be kept.',
  fields: (t) => ({ label: t.string({ description: 'At most 200 characters; the time when left out.' }) }),
});

const TakeSnapshotPayload = builder.objectRef<{ snapshot: DomainSnapshot }>('TakeSnapshotPayload').implement({
  description: 'What takeSnapshot brought.',
  fields: (t) => ({
    snapshot: t.field({ type: Snapshot, description: 'The kept state.', resolve: ({ snapshot }) => snapshot }),
  }),
});

const AddSimulatedServersInput = builder.inputType('AddSimulatedServersInput', {
  description: 'Servers to be added to the simulated cluster.',
  fields: (t) => ({
    count: t.int({
      required: true,
      defaultValue: 1,
      description: 'How many, 1 to 100.',
      validate: serverCount.min(1, 'is less than 1'),
    }),
    capacityBytes: t.field({
      type: 'BigInt',
      description: 'What each can hold, in bytes; unknown when left out.',
      validate: positiveBytes,
    }),
    zone: t.string({ description: 'Availability zone; none when left out.', validate: zoneName }),
  }),
});

const ResetClusterInput = builder.inputType('ResetClusterInput', {
  description: 'How to reset the simulated cluster.',
  fields: (t) => ({
    confirm: t.boolean({
      required: true,
      defaultValue: true,
      description: 'Tenants and added servers go away: false is refused.',
    }),
  }),
});

const FailSimulatedServerInput = builder.inputType('FailSimulatedServerInput', {
  description: 'A server of the simulated cluster that is to fail.',
  fields: (t) => ({ serverId: t.id({ required: true, description: 'Its serverId or global id.' }) }),
});

const RecoverSimulatedServerInput = builder.inputType('RecoverSimulatedServerInput', {
  description: 'A server of the simulated cluster that is to come back.',
  fields: (t) => ({ serverId: t.id({ required: true, description: 'Its serverId or global id.' }) }),
});

interface ClusterShape {
  readonly cluster: ClusterView;
}

const AddSimulatedServersPayload = builder.objectRef<ClusterShape>('AddSimulatedServersPayload').implement({
  description: 'What addSimulatedServers did.',
  fields: (t) => ({
    cluster: t.field({
      type: Cluster,
      description: 'The cluster with the new servers.',
      resolve: ({ cluster }) => cluster,
    }),
  }),
});

const FailSimulatedServerPayload = builder.objectRef<ClusterShape>('FailSimulatedServerPayload').implement({
  description: 'What failSimulatedServer did.',
  fields: (t) => ({
    cluster: t.field({
      type: Cluster,
      description: 'The cluster right after: followers in sync have taken over, lost replicas are being rebuilt.',
      resolve: ({ cluster }) => cluster,
    }),
  }),
});

const RecoverSimulatedServerPayload = builder.objectRef<ClusterShape>('RecoverSimulatedServerPayload').implement({
  description: 'What recoverSimulatedServer did.',
  fields: (t) => ({
    cluster: t.field({
      type: Cluster,
      description: 'The cluster right after; followers that were out of sync catch up.',
      resolve: ({ cluster }) => cluster,
    }),
  }),
});

const ResetClusterPayload = builder.objectRef<ClusterShape>('ResetClusterPayload').implement({
  description: 'What resetCluster did.',
  fields: (t) => ({
    cluster: t.field({ type: Cluster, description: 'The cluster as new.', resolve: ({ cluster }) => cluster }),
  }),
});

builder.mutationFields((t) => ({
  takeSnapshot: t.field({
    type: TakeSnapshotPayload,
    description: 'Keeps the cluster as it is now under a label.',
    args: { input: t.arg({ type: TakeSnapshotInput, required: true, description: 'What to call it.' }) },
    errors: { types: changeErrors, union: { description: 'The kept state, or why there is none.' } },
    resolve: async (_root, { input }, { services }) => ({
      snapshot: await services.topology.takeSnapshot(input.label ?? null),
    }),
  }),
  addSimulatedServers: t.field({
    type: AddSimulatedServersPayload,
    description: 'Adds empty servers to the simulated cluster. On a real cluster the error says what a person does.',
    args: { input: t.arg({ type: AddSimulatedServersInput, required: true, description: 'Which servers.' }) },
    errors: {
      types: [...changeErrors, SimulationOnlyError],
      union: { description: 'The cluster with the new servers, or why there are none.' },
    },
    resolve: async (_root, { input }, context) => {
      const server = { capacityBytes: input.capacityBytes ?? null, zone: input.zone ?? null };
      await context.services.topology.addSimulatedServers(Array.from({ length: input.count }, () => server));
      refresh(context);
      return { cluster: await context.loaders.live() };
    },
  }),
  failSimulatedServer: t.field({
    type: FailSimulatedServerPayload,
    description:
      'Makes a server of the simulated cluster fail. Followers in sync take over what it led; its replicas are rebuilt elsewhere in the background. Nothing is lost while one replica in sync is left.',
    args: { input: t.arg({ type: FailSimulatedServerInput, required: true, description: 'Which server.' }) },
    errors: {
      types: [...changeErrors, SimulationOnlyError, UnknownServerError],
      union: { description: 'The cluster with the failed server, or why it did not fail.' },
    },
    resolve: async (_root, { input }, context) => {
      await context.services.topology.failSimulatedServer(serverIdOf(input.serverId));
      refresh(context);
      return { cluster: await context.loaders.live() };
    },
  }),
  recoverSimulatedServer: t.field({
    type: RecoverSimulatedServerPayload,
    description: 'Brings a failed server of the simulated cluster back, with the data it had.',
    args: { input: t.arg({ type: RecoverSimulatedServerInput, required: true, description: 'Which server.' }) },
    errors: {
      types: [...changeErrors, SimulationOnlyError, UnknownServerError],
      union: { description: 'The cluster with the server, or why it is not back.' },
    },
    resolve: async (_root, { input }, context) => {
      await context.services.topology.recoverSimulatedServer(serverIdOf(input.serverId));
      refresh(context);
      return { cluster: await context.loaders.live() };
    },
  }),
  resetCluster: t.field({
    type: ResetClusterPayload,
    description:
      'Makes the simulated cluster as new, with Acme Corp and Global Enterprises. Snapshots, runs and reports stay.',
    args: {
      input: t.arg({
        type: ResetClusterInput,
        required: true,
        description: 'How to reset it; everything has a default.',
      }),
    },
    errors: {
      types: [...changeErrors, SimulationOnlyError, RunInProgressError],
      union: { description: 'The cluster as new, or why it stays as it is.' },
    },
    resolve: async (_root, { input }, context) => {
      if (!input.confirm) throw new InvalidInputError('confirm', 'confirm is false', 'Pass true to reset the cluster');
      const state = await context.services.topology.reset();
      refresh(context);
      return { cluster: new ClusterView(state, liveSource) };
    },
  }),
}));
