/** Compares plans for the same question: makes them, keeps them, and sets them side by side. */
import { builder } from '../schema/builder.js';
import { PlanComparison } from '../schema/PlanComparison.js';
import type { PlanComparison as DomainComparison } from '../services/model/comparison.js';
import { planErrors, planFields, requestOf } from './plan-inputs.js';

const CompareRebalancePlansInput = builder.inputType('CompareRebalancePlansInput', {
  description:
    'What to plan for, as in simulateRebalance. Without any field: an even spread over the existing ' + 'DB-Servers.',
  fields: planFields,
});

const CompareRebalancePlansPayload = builder
  .objectRef<{ comparison: DomainComparison }>('CompareRebalancePlansPayload')
  .implement({
    description: 'Returned by compareRebalancePlans when it succeeds.',
    fields: (t) => ({
      comparison: t.field({
        type: PlanComparison,
        description: 'The four plans side by side. Each is stored and can be applied by its id.',
        resolve: ({ comparison }) => comparison,
      }),
    }),
  });

builder.mutationFields((t) => ({
  compareRebalancePlans: t.field({
    type: CompareRebalancePlansPayload,
    description:
      'Makes four plans for the same question (leadership only, gentle, balanced, thorough), stores them, ' +
      'and recommends one. Changes nothing in the cluster. Fails with InfeasiblePlanError when no plan ' +
      'keeps all limits.',
    args: { input: t.arg({ type: CompareRebalancePlansInput, required: true, description: 'What to plan for.' }) },
    complexity: { field: 40_000, multiplier: 1 },
    errors: {
      types: planErrors,
      union: { description: 'The payload of compareRebalancePlans, or the error that prevented the comparison.' },
    },
    resolve: async (_root, { input }, { services }) => ({ comparison: await services.plans.compare(requestOf(input)) }),
  }),
}));
