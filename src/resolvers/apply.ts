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
  description: 'A plan to be carried out.',
  fields: (t) => ({ planId: t.id({ required: true, description: planIdDescription }) }),
});

const PauseRunInput = builder.inputType('PauseRunInput', {
  description: 'A run to be paused.',
  fields: (t) => ({ runId: t.id({ required: true, description: runIdDescription }) }),
});

const ResumeRunInput = builder.inputType('ResumeRunInput', {
  description: 'A paused run that is to go on.',
  fields: (t) => ({ runId: t.id({ required: true, description: runIdDescription }) }),
});

const ApplyRebalancePayload = builder.objectRef<RunShape>('ApplyRebalancePayload').implement({
  description: 'What applyRebalance brought.',
  fields: (t) => ({
    run: t.field({ type: Run, description: 'The run, which has only just begun.', resolve: ({ run }) => run }),
  }),
});

const PauseRunPayload = builder.objectRef<RunShape>('PauseRunPayload').implement({
  description: 'What pauseRun did.',
  fields: (t) => ({ run: t.field({ type: Run, description: 'The run, paused.', resolve: ({ run }) => run }) }),
});

const ResumeRunPayload = builder.objectRef<RunShape>('ResumeRunPayload').implement({
  description: 'What resumeRun did.',
  fields: (t) => ({ run: t.field({ type: Run, description: 'The run, under way.', resolve: ({ run }) => run }) }),
});

const runErrors = [...changeErrors, InvalidIdError, UnknownRunError, RunAlreadyEndedError, RunTakenOverError];

builder.mutationFields((t) => ({
  applyRebalance: t.field({
    type: ApplyRebalancePayload,
    description:
      'Starts to carry out a plan, wave by wave, and returns its run; follow it with runProgress. It goes on by itself after the server was stopped.',
    args: { input: t.arg({ type: ApplyRebalanceInput, required: true, description: 'Which plan.' }) },
    errors: {
      types: [
        ...changeErrors,
        InvalidIdError,
        UnknownPlanError,
        PlanNotApplicableError,
        StalePlanError,
        RunInProgressError,
      ],
      union: { description: 'The run, or why there is none.' },
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
      'Asks a rebalance to pause between two moves: no further move begins, not even of the wave under way; moves under way are finished, since what they copied would have to be copied again; then it returns.',
    args: { input: t.arg({ type: PauseRunInput, required: true, description: 'Which run.' }) },
    errors: { types: runErrors, union: { description: 'The run, or why it could not be paused.' } },
    resolve: async (_root, { input }, context) => {
      const run = await context.services.runs.pause((await runOf(input.runId, context)).id);
      refresh(context);
      return { run };
    },
  }),
  resumeRun: t.field({
    type: ResumeRunPayload,
    description: 'Lets a paused rebalance go on.',
    args: { input: t.arg({ type: ResumeRunInput, required: true, description: 'Which run.' }) },
    errors: { types: runErrors, union: { description: 'The run, or why it cannot go on.' } },
    resolve: async (_root, { input }, context) => {
      const run = await context.services.runs.resume((await runOf(input.runId, context)).id);
      refresh(context);
      return { run };
    },
  }),
}));
