/** A state of the cluster that was kept under a label. */
import type { Snapshot as DomainSnapshot } from '../services/model/topology.js';
import { builder } from './builder.js';
import { Cluster } from './Cluster.js';
import { encodeId } from './global-id.js';
import { existing } from './parts.js';

/** A kept state of the cluster. */
export const Snapshot = builder.objectRef<DomainSnapshot>('Snapshot');

/** A page of snapshots. */
export const SnapshotConnection = builder.connectionObject({
  type: Snapshot,
  name: 'SnapshotConnection',
  description: 'One page of snapshots, newest first.',
});

builder.node(Snapshot, {
  description: 'A state of the cluster that was kept. It never changes.',
  id: { description: 'Opaque global id.', resolve: ({ id }) => id },
  loadManyWithoutCache: (ids, { loaders }) => Promise.all(ids.map((id) => loaders.snapshot.load(id))),
  fields: (t) => ({
    label: t.exposeString('label', { description: 'What it was kept as.' }),
    takenAt: t.expose('takenAt', { type: 'DateTime', description: 'When it was kept.' }),
    fingerprint: t.exposeString('fingerprint', {
      description: 'sha-256 of servers, collections and placement: equal placement, equal fingerprint.',
    }),
    isImported: t.boolean({
      description: 'Whether it was read from a file: then it need not be a state of this cluster.',
      resolve: ({ isImported }) => isImported ?? false,
    }),
    cluster: t.field({
      type: Cluster,
      description: 'The cluster as it was.',
      resolve: async ({ id }, _args, { loaders }) =>
        existing(await loaders.cluster({ kind: 'snapshot', id }), encodeId('Snapshot', id)),
    }),
  }),
});
