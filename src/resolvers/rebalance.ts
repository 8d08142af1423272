/** Simulates a rebalance: makes a plan and keeps it. */
import { builder } from '../schema/builder.js';
import { RebalancePlan } from '../schema/RebalancePlan.js';
import type { RebalancePlan as DomainPlan } from '../services/model/plan.js';
import { planErrors, requestOf, SimulateRebalanceInput } from './plan-inputs.js';

const SimulateRebalancePayload = builder.objectRef<{ plan: DomainPlan }>('SimulateRebalancePayload').implement({
  description: 'Returned by simulateRebalance when it succeeds.',
  fields: (t) => ({
    plan: t.field({
      type: RebalancePlan,
      description: 'The plan, which has been stored.',
      resolve: ({ plan }) => plan,
    }),
  }),
});

builder.mutationFields((t) => ({
  simulateRebalance: t.field({
    type: SimulateRebalancePayload,
    description:
      'Makes a plan for the current cluster, or for a snapshot, and stores it. Changes nothing in the ' +
      'cluster. Fails with InfeasiblePlanError when no plan keeps all limits.',
    args: { input: t.arg({ type: SimulateRebalanceInput, required: true, description: 'What to plan for.' }) },
    complexity: { field: 10_000, multiplier: 1 },
    errors: {
      types: planErrors,
      union: { description: 'The payload of simulateRebalance, or the error that prevented the plan.' },
    },
    resolve: async (_root, { input }, { services }) => ({ plan: await services.plans.simulate(requestOf(input)) }),
  }),
}));
