/** Shows what ArangoDB's own rebalancer would do beside a plan. */
import { ArangoDbComparison } from '../schema/ArangoDbComparison.js';
import { builder } from '../schema/builder.js';
import { planIdDescription, planIdOf } from './plan-reference.js';

builder.queryFields((t) => ({
  compareWithArangoDb: t.field({
    type: ArangoDbComparison,
    description:
      "Compares a plan with what ArangoDB's own rebalancer proposes right now. The proposal is not " +
      "carried out; its result is computed and measured like the plan's. Fails with code ARANGODB_ONLY on " +
      'the simulated cluster.',
    args: { planId: t.arg.id({ required: true, description: planIdDescription }) },
    complexity: { field: 1000, multiplier: 1 },
    resolve: async (_root, { planId }, context) =>
      context.services.plans.compareWithArangoDb(await planIdOf(planId, context)),
  }),
}));
