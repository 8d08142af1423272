/** Imports a topology from a JSON document, so that a cluster can be planned without being at hand. */
import { builder } from '../schema/builder.js';
import { changeErrors } from '../schema/Error.js';
import { Snapshot } from '../schema/Snapshot.js';
import type { Snapshot as DomainSnapshot } from '../services/model/topology.js';

const ImportTopologyInput = builder.inputType('ImportTopologyInput', {
  description: 'A topology as a JSON document.',
  fields: (t) => ({
    json: t.string({
      required: true,
      description:
        'The document, in the form that docs/topology-format.md describes and cluster { json } gives, or replies of ArangoDB gathered as described there. A request takes at most 4 MiB with its escapes: send larger documents, up to 32 MiB, as they are with POST /topologies.',
    }),
    label: t.string({ description: 'What to call it, at most 200 characters; the time when left out.' }),
  }),
});

const ImportTopologyPayload = builder.objectRef<{ snapshot: DomainSnapshot }>('ImportTopologyPayload').implement({
  description: 'What importTopology brought.',
  fields: (t) => ({
    snapshot: t.field({
      type: Snapshot,
      description: 'The topology, kept: simulateRebalance and compareRebalancePlans plan for it by its id.',
      resolve: ({ snapshot }) => snapshot,
    }),
  }),
});

builder.mutationFields((t) => ({
  importTopology: t.field({
    type: ImportTopologyPayload,
    description:
      'Keeps a topology from a JSON document as a snapshot, so that it can be looked at and planned for. Changes nothing in the cluster.',
    args: { input: t.arg({ type: ImportTopologyInput, required: true, description: 'The document.' }) },
    complexity: { field: 1000, multiplier: 1 },
    errors: { types: changeErrors, union: { description: 'The kept state, or what is wrong with the document.' } },
    resolve: async (_root, { input }, { services }) => ({
      snapshot: await services.topology.importTopology(input.json, input.label ?? null),
    }),
  }),
}));
