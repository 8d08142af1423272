/** Simulates a rebalance: makes a plan and keeps it. */
import { builder } from '../schema/builder.js';
import { RebalancePlan } from '../schema/RebalancePlan.js';
import type { RebalancePlan as DomainPlan } from '../services/model/plan.js';
import { planErrors, requestOf, SimulateRebalanceInput } from './plan-inputs.js';

const SimulateRebalancePayload = builder.objectRef<{ plan: DomainPlan }>('SimulateRebalancePayload').implement({
  description: 'What simulateRebalance brought.',
  fields: (t) => ({
    plan: t.field({ type: RebalancePlan, description: 'The plan, which is kept.', resolve: ({ plan }) => plan }),
  }),
});

builder.mutationFields((t) => ({
  simulateRebalance: t.field({
    type: SimulateRebalancePayload,
    description:
      'Makes a plan for the cluster as it is now, or as a snapshot kept it, and keeps it. Changes nothing in the cluster.',
    args: { input: t.arg({ type: SimulateRebalanceInput, required: true, description: 'What to plan for.' }) },
    complexity: { field: 10_000, multiplier: 1 },
    errors: {
      types: planErrors,
      union: { description: 'The plan, or why there is none.' },
    },
    resolve: async (_root, { input }, { services }) => ({ plan: await services.plans.simulate(requestOf(input)) }),
  }),
}));
