/** Exports a plan for other programs. */
import { z } from 'zod';

import { builder } from '../schema/builder.js';
import { PlanExport } from '../schema/PlanExport.js';
import { planIdDescription, planIdOf } from './plan-reference.js';

const ExportPlanInput = builder.inputType('ExportPlanInput', {
  description: 'Selects the plan to export, and the database to export it for.',
  fields: (t) => ({
    planId: t.id({ required: true, description: planIdDescription }),
    database: t.string({
      description: 'Name of the database whose shards move; network_assets_demo when omitted.',
      validate: z.string().trim().min(1, 'is empty').max(128, 'has more than 128 characters'),
    }),
  }),
});

builder.queryFields((t) => ({
  exportPlan: t.field({
    type: PlanExport,
    description:
      'A plan as canonical JSON, and as request bodies for POST /_admin/cluster/rebalance/execute of ' +
      'ArangoDB. Fails with code PLAN_NOT_APPLICABLE when the plan assumes servers or shard groups that ' +
      'do not exist.',
    args: { input: t.arg({ type: ExportPlanInput, required: true, description: 'The plan to export.' }) },
    complexity: { field: 1000, multiplier: 1 },
    resolve: async (_root, { input }, context) =>
      context.services.plans.exportPlan(await planIdOf(input.planId, context), input.database ?? null),
  }),
}));
