/** Compares plans for the same question: makes them, keeps them, and sets them side by side. */
import { builder } from '../schema/builder.js';
import { PlanComparison } from '../schema/PlanComparison.js';
import type { PlanComparison as DomainComparison } from '../services/model/comparison.js';
import { planErrors, planFields, requestOf } from './plan-inputs.js';

const CompareRebalancePlansInput = builder.inputType('CompareRebalancePlansInput', {
  description: 'What to plan for, as for simulateRebalance. Left empty: an even spread over the servers there are.',
  fields: planFields,
});

const CompareRebalancePlansPayload = builder
  .objectRef<{ comparison: DomainComparison }>('CompareRebalancePlansPayload')
  .implement({
    description: 'What compareRebalancePlans brought.',
    fields: (t) => ({
      comparison: t.field({
        type: PlanComparison,
        description: 'The plans side by side. Each is kept and can be applied by its id.',
        resolve: ({ comparison }) => comparison,
      }),
    }),
  });

builder.mutationFields((t) => ({
  compareRebalancePlans: t.field({
    type: CompareRebalancePlansPayload,
    description:
      'Makes four plans for the same question (leadership only, gentle, balanced, thorough), keeps them, and says which one the figures speak for. Changes nothing in the cluster.',
    args: { input: t.arg({ type: CompareRebalancePlansInput, required: true, description: 'What to plan for.' }) },
    complexity: { field: 40_000, multiplier: 1 },
    errors: { types: planErrors, union: { description: 'The plans side by side, or why there are none.' } },
    resolve: async (_root, { input }, { services }) => ({ comparison: await services.plans.compare(requestOf(input)) }),
  }),
}));
