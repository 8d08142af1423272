/** Makes plans and keeps them, compares them with each other and with what ArangoDB proposes, and exports them. */
import { z } from 'zod';

import { ArangoDbComparison } from '../schema/ArangoDbComparison.js';
import { builder } from '../schema/builder.js';
import { show } from '../schema/exposed.js';
import { PlanComparison } from '../schema/PlanComparison.js';
import { PlanExport } from '../schema/PlanExport.js';
import { RebalancePlan } from '../schema/RebalancePlan.js';
import { payload, payloadOr } from './payload.js';
import { planErrors, planFields, requestOf, SimulateRebalanceInput } from './plan-inputs.js';
import { planIdDescription, planIdOf } from './plan-reference.js';

const SimulateRebalancePayload = payload('simulateRebalance', {
  plan: show(RebalancePlan, 'The plan, which has been stored.'),
});

builder.mutationFields((t) => ({
  simulateRebalance: t.field({
    type: SimulateRebalancePayload,
    description:
      'Makes a plan for the current cluster, or for a snapshot, and stores it. Changes nothing in the ' +
      'cluster. Fails with InfeasiblePlanError when no plan keeps all limits.',
    args: { input: t.arg({ type: SimulateRebalanceInput, required: true, description: 'What to plan for.' }) },
    complexity: { field: 10_000, multiplier: 1 },
    errors: payloadOr('simulateRebalance', 'prevented the plan', planErrors),
    resolve: async (_root, { input }, { services }) => ({ plan: await services.plans.simulate(requestOf(input)) }),
  }),
}));

const CompareRebalancePlansInput = builder.inputType('CompareRebalancePlansInput', {
  description:
    'What to plan for, as in simulateRebalance. Without any field: an even spread over the existing DB-Servers.',
  fields: planFields,
});

const CompareRebalancePlansPayload = payload('compareRebalancePlans', {
  comparison: show(PlanComparison, 'The four plans side by side. Each is stored and can be applied by its id.'),
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
    errors: payloadOr('compareRebalancePlans', 'prevented the comparison', planErrors),
    resolve: async (_root, { input }, { services }) => ({ comparison: await services.plans.compare(requestOf(input)) }),
  }),
}));

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
