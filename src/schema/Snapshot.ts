/** A state of the cluster that was kept under a label. */
import type { SnapshotHead } from '../services/model/topology.js';
import { builder } from './builder.js';
import { Cluster } from './Cluster.js';
import { exposed, show } from './exposed.js';
import { encodeId } from './global-id.js';
import { connectionTo } from './paging.js';
import { existing } from './parts.js';

/** A kept state of the cluster. */
export const Snapshot = builder.objectRef<SnapshotHead>('Snapshot');

/** A page of snapshots. */
export const SnapshotConnection = connectionTo(Snapshot, 'One page of snapshots, newest first.');

builder.node(Snapshot, {
  description: 'A stored state of the cluster. A snapshot never changes.',
  id: { description: 'Opaque global id of the snapshot.', resolve: ({ id }) => id },
  loadManyWithoutCache: (ids, { loaders }) => Promise.all(ids.map((id) => loaders.snapshot.load(id))),
  fields: exposed((t) => ({
    label: show('String', 'The label that was given, or one made of the time.'),
    takenAt: show('DateTime', 'When the snapshot was taken.'),
    fingerprint: show(
      'String',
      'SHA-256 of servers, collections and placement: the same placement has the same fingerprint.',
    ),
    isImported: t.boolean({
      description: 'Whether it was imported from a document; it may then describe a different cluster.',
      resolve: ({ isImported }) => isImported ?? false,
    }),
    cluster: t.field({
      type: Cluster,
      description: 'The state of the cluster that was stored.',
      resolve: async ({ id }, _args, { loaders }) =>
        existing(await loaders.cluster({ kind: 'snapshot', id }), encodeId('Snapshot', id)),
    }),
  })),
});
