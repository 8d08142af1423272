/** Imports a topology from a JSON document, so that a cluster can be planned without being at hand. */
import { builder } from '../schema/builder.js';
import { changeErrors } from '../schema/Error.js';
import { Snapshot } from '../schema/Snapshot.js';
import type { Snapshot as DomainSnapshot } from '../services/model/topology.js';

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

const ImportTopologyPayload = builder.objectRef<{ snapshot: DomainSnapshot }>('ImportTopologyPayload').implement({
  description: 'Returned by importTopology when it succeeds.',
  fields: (t) => ({
    snapshot: t.field({
      type: Snapshot,
      description:
        'The imported state. Pass its id as snapshotId to simulateRebalance or compareRebalancePlans to ' +
        'plan for it.',
      resolve: ({ snapshot }) => snapshot,
    }),
  }),
});

builder.mutationFields((t) => ({
  importTopology: t.field({
    type: ImportTopologyPayload,
    description:
      'Stores a topology from a JSON document as a snapshot, to examine it and plan for it. Changes ' +
      'nothing in the cluster. Fails with InvalidInputError, which names the faulty part of the document.',
    args: { input: t.arg({ type: ImportTopologyInput, required: true, description: 'The document to import.' }) },
    complexity: { field: 1000, multiplier: 1 },
    errors: {
      types: changeErrors,
      union: { description: 'The payload of importTopology, or the error that prevented the import.' },
    },
    resolve: async (_root, { input }, { services }) => ({
      snapshot: await services.topology.importTopology(input.json, input.label ?? null),
    }),
  }),
}));
