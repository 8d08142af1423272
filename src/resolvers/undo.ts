/** Plans the taking back of a run: makes a plan and keeps it. */
import '../schema/plan-errors.js';

import { builder } from '../schema/builder.js';
import type { Context } from '../schema/context.js';
import { show } from '../schema/exposed.js';
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
import { PlanningCancelledError, PlanningFailedError, TooManyPlansError } from '../services/errors/errors.js';
import { MovedSinceError, NothingToUndoError } from '../services/errors/errors.js';
import type { Run as DomainRun } from '../services/model/run.js';
import { payload, payloadOr } from './payload.js';
import { runOf } from './run-reference.js';

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
