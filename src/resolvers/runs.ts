/** Starts, cancels and lists runs. */
import { builder } from '../schema/builder.js';
import { counted, refresh } from '../schema/context.js';
import { changeErrors } from '../schema/Error.js';
import { pageComplexity, pageRequest, toConnection } from '../schema/paging.js';
import { DemoPace, DemoScenario, Run, RunConnection, RunKind, RunStatus } from '../schema/Run.js';
import { NamingConvention } from '../schema/Tenant.js';
import {
  InvalidIdError,
  RunAlreadyEndedError,
  RunInProgressError,
  RunTakenOverError,
  UnknownRunError,
} from '../services/errors/errors.js';
import type { Run as DomainRun } from '../services/model/run.js';
import { runIdDescription, runOf } from './run-reference.js';
import { ScenarioInput } from './scenarios.js';

const RunFilter = builder.inputType('RunFilter', {
  description: 'Which runs to show; all conditions have to hold.',
  fields: (t) => ({
    kind: t.field({ type: RunKind, description: 'Only runs of this kind.' }),
    status: t.field({ type: RunStatus, description: 'Only runs that stand so.' }),
  }),
});

builder.queryFields((t) => ({
  runs: t.connection(
    {
      type: Run,
      description: 'The runs, newest first.',
      args: { filter: t.arg({ type: RunFilter, description: 'Which runs to show; all when left out.' }) },
      complexity: pageComplexity,
      resolve: async (_root, args, context) => {
        const page = await context.services.runs.page(args.filter ?? {}, pageRequest('runs', args));
        counted(context, page.items);
        return toConnection('runs', page, (run) => run);
      },
    },
    RunConnection,
  ),
}));

const StartDemoInput = builder.inputType('StartDemoInput', {
  description: 'How to run the demo; everything has a default.',
  fields: (t) => ({
    scenario: t.field({
      type: DemoScenario,
      required: true,
      defaultValue: 'DEMO',
      description: 'Which story to tell.',
    }),
    ownScenario: t.field({
      type: ScenarioInput,
      description: 'A scenario of your own, instead of one by name.',
    }),
    naming: t.field({
      type: NamingConvention,
      required: true,
      defaultValue: 'camelCase',
      description: 'How the documents of its tenants are spelt.',
    }),
    pace: t.field({ type: DemoPace, required: true, defaultValue: 'NORMAL', description: 'How long it pauses.' }),
  }),
});

const CancelRunInput = builder.inputType('CancelRunInput', {
  description: 'A run to be cancelled.',
  fields: (t) => ({ runId: t.id({ required: true, description: runIdDescription }) }),
});

interface RunShape {
  readonly run: DomainRun;
}

const StartDemoPayload = builder.objectRef<RunShape>('StartDemoPayload').implement({
  description: 'What startDemo brought.',
  fields: (t) => ({
    run: t.field({ type: Run, description: 'The run, which has only just begun.', resolve: ({ run }) => run }),
  }),
});

const CancelRunPayload = builder.objectRef<RunShape>('CancelRunPayload').implement({
  description: 'What cancelRun did.',
  fields: (t) => ({ run: t.field({ type: Run, description: 'The run, ended.', resolve: ({ run }) => run }) }),
});

builder.mutationFields((t) => ({
  startDemo: t.field({
    type: StartDemoPayload,
    description: 'Starts the demo, in one of its scenarios, and returns its run at once; follow it with demoProgress.',
    args: {
      input: t.arg({ type: StartDemoInput, required: true, description: 'How to run it; everything has a default.' }),
    },
    errors: {
      types: [...changeErrors, RunInProgressError],
      union: { description: 'The run, or why there is none.' },
    },
    resolve: async (_root, { input }, context) => {
      const { ownScenario, ...rest } = input;
      const run = await context.services.runs.startDemo({ ...rest, own: ownScenario });
      refresh(context);
      return { run };
    },
  }),
  cancelRun: t.field({
    type: CancelRunPayload,
    description:
      'Asks a run to stop between two units of work, and returns it when it has ended. No further move of a rebalance begins, not even of the wave under way; moves under way are finished first, so that no copy is wasted and every group is whole; the run then offers a plan to finish and one to go back.',
    args: { input: t.arg({ type: CancelRunInput, required: true, description: 'Which run.' }) },
    errors: {
      types: [...changeErrors, InvalidIdError, UnknownRunError, RunAlreadyEndedError, RunTakenOverError],
      union: { description: 'The run, or why it could not be cancelled.' },
    },
    resolve: async (_root, { input }, context) => {
      const run = await context.services.runs.cancel((await runOf(input.runId, context)).id);
      refresh(context);
      return { run };
    },
  }),
}));
