/**
 * Makes plans, also ones that undo a run, keeps them, compares them with each other and with what ArangoDB proposes, and
 * exports them. Shows, follows and ends the making of plans.
 */
import '../schema/plan-errors.js';

import { z } from 'zod';

import { ArangoDbComparison } from '../schema/ArangoDbComparison.js';
import { builder } from '../schema/builder.js';
import type { Context } from '../schema/context.js';
import { show } from '../schema/exposed.js';
import { PlanComparison } from '../schema/PlanComparison.js';
import { PlanExport } from '../schema/PlanExport.js';
import { PlanningInProgress } from '../schema/PlanningInProgress.js';
import { RebalancePlan } from '../schema/RebalancePlan.js';
import { Run } from '../schema/Run.js';
import {
  InfeasiblePlanError,
  InvalidIdError,
  latest,
  MovedSinceError,
  NothingToUndoError,
  PlanningCancelledError,
  PlanningFailedError,
  RunInProgressError,
  TooManyPlansError,
  UnknownPlanError,
  UnknownPlanningError,
  UnknownRunError,
} from '../services/errors/errors.js';
import type { PlanningInProgress as DomainPlanning } from '../services/model/planning.js';
import type { Run as DomainRun } from '../services/model/run.js';
import { listen } from './live.js';
import { payload, payloadOr } from './payload.js';
import { planErrors, planFields, requestOf, SimulateRebalanceInput } from './plan-inputs.js';
import { planIdDescription, planIdOf, runOf } from './references.js';

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
    nullable: true,
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
    nullable: true,
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

builder.queryField('planning', (t) =>
  t.field({
    type: [PlanningInProgress],
    description: 'The plans that are being made or waiting for their turn, in the order in which they were requested.',
    resolve: (_root, _args, { services }) => services.plans.inProgress(),
  }),
);

builder.subscriptionField('planningProgress', (t) =>
  t.field({
    type: [PlanningInProgress],
    description:
      'The plans that are being made or waiting for their turn: first as they are now, then after each ' +
      'change. Several changes in a row may give one update. A plan that is missing from an update has ' +
      'been finished or cancelled.',
    subscribe: (_root, _args, context) => listen(context, (signal) => context.services.plans.progress(signal)),
    resolve: (plannings: readonly DomainPlanning[]) => plannings,
  }),
);

const CancelPlanningInput = builder.inputType('CancelPlanningInput', {
  description: 'Selects the plan to stop making.',
  fields: (t) => ({ id: t.id({ required: true, description: 'Id of the plan, as in PlanningInProgress.id.' }) }),
});

const CancelPlanningPayload = payload('cancelPlanning', {
  planning: show(
    PlanningInProgress,
    'The cancelled plan and its progress. Whoever requested it receives a PlanningCancelledError.',
  ),
});

builder.mutationField('cancelPlanning', (t) =>
  t.field({
    type: CancelPlanningPayload,
    description:
      'Stops making a plan, or all plans of a comparison. Nothing is stored. Fails with ' +
      'UnknownPlanningError when no plan with that id is being made.',
    args: { input: t.arg({ type: CancelPlanningInput, required: true, description: 'The plan to stop making.' }) },
    errors: payloadOr('cancelPlanning', 'prevented the cancellation', [UnknownPlanningError]),
    resolve: (_root, { input }, { services }) => ({ planning: services.plans.cancelPlanning(input.id) }),
  }),
);

const SimulateUndoInput = builder.inputType('SimulateUndoInput', {
  description: 'Selects the run to undo.',
  fields: (t) => ({
    runId: t.id({
      required: true,
      description: 'Global id of the run, or the word latest for the newest ended run that moved something.',
    }),
  }),
});

const SimulateUndoPayload = payload('simulateUndo', {
  plan: show(RebalancePlan, 'The plan, which has been stored. Carry it out with applyRebalance.'),
  run: show(Run, 'The run that the plan undoes.'),
});

builder.mutationFields((t) => ({
  simulateUndo: t.field({
    type: SimulateUndoPayload,
    description:
      'Makes a plan, for the current cluster, that undoes the moves of a run, and stores it. Changes ' +
      'nothing in the cluster. New tenants, grown documents and new servers do not matter. Fails with ' +
      'MovedSinceError when shard groups of the run have been moved again since.',
    args: { input: t.arg({ type: SimulateUndoInput, required: true, description: 'The run to undo.' }) },
    complexity: { field: 10_000, multiplier: 1 },
    errors: payloadOr('simulateUndo', 'prevented the plan', [
      InvalidIdError,
      UnknownRunError,
      UnknownPlanError,
      RunInProgressError,
      NothingToUndoError,
      MovedSinceError,
      InfeasiblePlanError,
      PlanningCancelledError,
      PlanningFailedError,
      TooManyPlansError,
    ]),
    resolve: async (_root, { input }, context) => {
      const run = await runToUndo(input.runId, context);
      return { plan: await context.services.plans.simulateUndo(run.id), run };
    },
  }),
}));

/** Throws InvalidIdError and UnknownRunError. */
async function runToUndo(reference: string, context: Context): Promise<DomainRun> {
  if (reference !== latest) return runOf(reference, context);
  const newest = await context.services.plans.newestRunThatMoved();
  if (!newest) throw new UnknownRunError('that has ended and moved something');
  return newest;
}
