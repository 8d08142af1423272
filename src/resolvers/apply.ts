/** Carries out a plan, and pauses and resumes that. */
import '../schema/plan-errors.js';
import '../schema/rebalance-events.js';
import '../schema/RebalanceRun.js';

import { builder } from '../schema/builder.js';
import { refresh } from '../schema/context.js';
import { changeErrors } from '../schema/Error.js';
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
import type { Run as DomainRun } from '../services/model/run.js';
import { planIdDescription, planIdOf } from './plan-reference.js';
import { runIdDescription, runOf } from './run-reference.js';

interface RunShape {
  readonly run: DomainRun;
}

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

const ApplyRebalancePayload = builder.objectRef<RunShape>('ApplyRebalancePayload').implement({
  description: 'Returned by applyRebalance when it succeeds.',
  fields: (t) => ({
    run: t.field({
      type: Run,
      description: 'The run that carries out the plan; it has just started.',
      resolve: ({ run }) => run,
    }),
  }),
});

const PauseRunPayload = builder.objectRef<RunShape>('PauseRunPayload').implement({
  description: 'Returned by pauseRun when it succeeds.',
  fields: (t) => ({
    run: t.field({ type: Run, description: 'The run, which is now paused.', resolve: ({ run }) => run }),
  }),
});

const ResumeRunPayload = builder.objectRef<RunShape>('ResumeRunPayload').implement({
  description: 'Returned by resumeRun when it succeeds.',
  fields: (t) => ({
    run: t.field({ type: Run, description: 'The run, which is now in progress.', resolve: ({ run }) => run }),
  }),
});

const runErrors = [...changeErrors, InvalidIdError, UnknownRunError, RunAlreadyEndedError, RunTakenOverError];

builder.mutationFields((t) => ({
  applyRebalance: t.field({
    type: ApplyRebalancePayload,
    description:
      'Starts a run that carries out a plan, wave by wave, and returns it at once; follow it with ' +
      'runProgress. The run continues by itself after a restart of the server. Fails with StalePlanError ' +
      'when the cluster has changed since the plan was made, and with RunInProgressError while another ' +
      'run changes the cluster.',
    args: { input: t.arg({ type: ApplyRebalanceInput, required: true, description: 'The plan to carry out.' }) },
    errors: {
      types: [
        ...changeErrors,
        InvalidIdError,
        UnknownPlanError,
        PlanNotApplicableError,
        StalePlanError,
        RunInProgressError,
      ],
      union: { description: 'The payload of applyRebalance, or the error that prevented the run.' },
    },
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
    errors: {
      types: runErrors,
      union: { description: 'The payload of pauseRun, or the error that prevented the pause.' },
    },
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
    errors: {
      types: runErrors,
      union: { description: 'The payload of resumeRun, or the error that prevented the run from continuing.' },
    },
    resolve: async (_root, { input }, context) => {
      const run = await context.services.runs.resume((await runOf(input.runId, context)).id);
      refresh(context);
      return { run };
    },
  }),
}));
