/** Exports a plan for other programs. */
import { z } from 'zod';

import { builder } from '../schema/builder.js';
import { PlanExport } from '../schema/PlanExport.js';
import { planIdDescription, planIdOf } from './plan-reference.js';

const ExportPlanInput = builder.inputType('ExportPlanInput', {
  description: 'Which plan to export, and for which database.',
  fields: (t) => ({
    planId: t.id({ required: true, description: planIdDescription }),
    database: t.string({
      description: 'The database whose shards move; network_assets_demo when left out.',
      validate: z.string().trim().min(1, 'is empty').max(128, 'has more than 128 characters'),
    }),
  }),
});

builder.queryFields((t) => ({
  exportPlan: t.field({
    type: PlanExport,
    description:
      'A plan as canonical JSON, and as bodies for POST /_admin/cluster/rebalance/execute of ArangoDB. A plan that imagines servers or shard groups is refused with PLAN_NOT_APPLICABLE and what to do instead.',
    args: { input: t.arg({ type: ExportPlanInput, required: true, description: 'Which plan.' }) },
    complexity: { field: 1000, multiplier: 1 },
    resolve: async (_root, { input }, context) =>
      context.services.plans.exportPlan(await planIdOf(input.planId, context), input.database ?? null),
  }),
}));
