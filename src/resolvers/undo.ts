/** Plans the taking back of a run: makes a plan and keeps it. */
import '../schema/plan-errors.js';

import { builder } from '../schema/builder.js';
import type { Context } from '../schema/context.js';
import { changeErrors } from '../schema/Error.js';
import { RebalancePlan } from '../schema/RebalancePlan.js';
import { Run } from '../schema/Run.js';
import {
  InfeasiblePlanError,
  InvalidIdError,
  latest,
  RunInProgressError,
  UnknownPlanError,
  UnknownRunError,
} from '../services/errors/errors.js';
import { PlanningCancelledError, PlanningFailedError, TooManyPlansError } from '../services/errors/planning-errors.js';
import { MovedSinceError, NothingToUndoError } from '../services/errors/undo-errors.js';
import type { RebalancePlan as DomainPlan } from '../services/model/plan.js';
import type { Run as DomainRun } from '../services/model/run.js';
import { runOf } from './run-reference.js';

const SimulateUndoInput = builder.inputType('SimulateUndoInput', {
  description: 'A run to be taken back.',
  fields: (t) => ({
    runId: t.id({
      required: true,
      description: 'Global id of the run, or the word latest for the newest one that has ended and moved something.',
    }),
  }),
});

const SimulateUndoPayload = builder.objectRef<{ plan: DomainPlan; run: DomainRun }>('SimulateUndoPayload').implement({
  description: 'What simulateUndo brought.',
  fields: (t) => ({
    plan: t.field({
      type: RebalancePlan,
      description: 'The plan, which is kept; carry it out with applyRebalance.',
      resolve: ({ plan }) => plan,
    }),
    run: t.field({ type: Run, description: 'The run that it takes back.', resolve: ({ run }) => run }),
  }),
});

builder.mutationFields((t) => ({
  simulateUndo: t.field({
    type: SimulateUndoPayload,
    description:
      'Makes the plan that takes back what a run moved, for the cluster as it is now, and keeps it. Changes nothing in the cluster. New tenants, grown documents and new servers do not hinder; shard groups that were moved since do.',
    args: { input: t.arg({ type: SimulateUndoInput, required: true, description: 'Which run.' }) },
    complexity: { field: 10_000, multiplier: 1 },
    errors: {
      types: [
        ...changeErrors,
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
      ],
      union: { description: 'The plan, or why there is none.' },
    },
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
