/** Carries out a plan, and pauses and resumes that. */
import '../schema/plan-errors.js';
import '../schema/rebalance-events.js';
import '../schema/RebalanceRun.js';

import { builder } from '../schema/builder.js';
import { refresh } from '../schema/context.js';
import { show } from '../schema/exposed.js';
import { Run } from '../schema/Run.js';
import {
  InvalidIdError,
  PlanNotApplicableError,
  RunAlreadyEndedError,
  RunInProgressError,
  RunTakenOverError,
  StalePlanError,
  UnknownPlanError,
  UnknownRunError,
} from '../services/errors/errors.js';
import { payload, payloadOr } from './payload.js';
import { planIdDescription, planIdOf } from './plan-reference.js';
import { runIdDescription, runOf } from './run-reference.js';

const ApplyRebalanceInput = builder.inputType('ApplyRebalanceInput', {
  description: 'Selects the plan to carry out.',
  fields: (t) => ({ planId: t.id({ required: true, description: planIdDescription }) }),
});

const PauseRunInput = builder.inputType('PauseRunInput', {
  description: 'Selects the run to pause.',
  fields: (t) => ({ runId: t.id({ required: true, description: runIdDescription }) }),
});

const ResumeRunInput = builder.inputType('ResumeRunInput', {
  description: 'Selects the paused run to continue.',
  fields: (t) => ({ runId: t.id({ required: true, description: runIdDescription }) }),
});

const ApplyRebalancePayload = payload('applyRebalance', {
  run: show(Run, 'The run that carries out the plan; it has just started.'),
});

const PauseRunPayload = payload('pauseRun', { run: show(Run, 'The run, which is now paused.') });

const ResumeRunPayload = payload('resumeRun', { run: show(Run, 'The run, which is now in progress.') });

const runErrors = [InvalidIdError, UnknownRunError, RunAlreadyEndedError, RunTakenOverError];

builder.mutationFields((t) => ({
  applyRebalance: t.field({
    type: ApplyRebalancePayload,
    description:
      'Starts a run that carries out a plan, wave by wave, and returns it at once; follow it with ' +
      'runProgress. The run continues by itself after a restart of the server. Fails with StalePlanError ' +
      'when the cluster has changed since the plan was made, and with RunInProgressError while another ' +
      'run changes the cluster.',
    args: { input: t.arg({ type: ApplyRebalanceInput, required: true, description: 'The plan to carry out.' }) },
    errors: payloadOr('applyRebalance', 'prevented the run', [
      InvalidIdError,
      UnknownPlanError,
      PlanNotApplicableError,
      StalePlanError,
      RunInProgressError,
    ]),
    resolve: async (_root, { input }, context) => {
      const run = await context.services.runs.applyRebalance(await planIdOf(input.planId, context));
      refresh(context);
      return { run };
    },
  }),
  pauseRun: t.field({
    type: PauseRunPayload,
    description:
      'Pauses a rebalance and returns it once it is paused. Moves in progress finish, because their ' +
      'copied data would be lost otherwise; no further move starts. Fails with RunAlreadyEndedError when ' +
      'the run has ended.',
    args: { input: t.arg({ type: PauseRunInput, required: true, description: 'The run to pause.' }) },
    errors: payloadOr('pauseRun', 'prevented the pause', runErrors),
    resolve: async (_root, { input }, context) => {
      const run = await context.services.runs.pause((await runOf(input.runId, context)).id);
      refresh(context);
      return { run };
    },
  }),
  resumeRun: t.field({
    type: ResumeRunPayload,
    description: 'Continues a paused rebalance. Fails with RunAlreadyEndedError when the run has ended.',
    args: { input: t.arg({ type: ResumeRunInput, required: true, description: 'The run to continue.' }) },
    errors: payloadOr('resumeRun', 'prevented the run from continuing', runErrors),
    resolve: async (_root, { input }, context) => {
      const run = await context.services.runs.resume((await runOf(input.runId, context)).id);
      refresh(context);
      return { run };
    },
  }),
}));
