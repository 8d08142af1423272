/** Starts, cancels and lists runs. */
import { builder } from '../schema/builder.js';
import { refresh } from '../schema/context.js';
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
  description: 'Selects runs; a run has to meet all conditions.',
  fields: (t) => ({
    kind: t.field({ type: RunKind, description: 'Only runs of this kind.' }),
    status: t.field({ type: RunStatus, description: 'Only runs with this status.' }),
  }),
});

builder.queryFields((t) => ({
  runs: t.connection(
    {
      type: Run,
      description: 'The runs, newest first.',
      args: { filter: t.arg({ type: RunFilter, description: 'Which runs to list; all of them when omitted.' }) },
      complexity: pageComplexity,
      resolve: async (_root, args, context) => {
        const page = await context.services.runs.page(args.filter ?? {}, pageRequest('runs', args));
        return toConnection('runs', page, (run) => run);
      },
    },
    RunConnection,
  ),
}));

const StartDemoInput = builder.inputType('StartDemoInput', {
  description: 'How to run the demo; every field has a default.',
  fields: (t) => ({
    scenario: t.field({
      type: DemoScenario,
      required: true,
      defaultValue: 'DEMO',
      description: 'The built-in scenario to play; ignored when ownScenario is given.',
    }),
    ownScenario: t.field({
      type: ScenarioInput,
      description: 'A custom scenario, used instead of a built-in one.',
    }),
    naming: t.field({
      type: NamingConvention,
      required: true,
      defaultValue: 'camelCase',
      description: 'Naming convention for the documents of the tenants that the demo adds.',
    }),
    pace: t.field({
      type: DemoPace,
      required: true,
      defaultValue: 'NORMAL',
      description: 'How long the demo pauses between steps.',
    }),
  }),
});

const CancelRunInput = builder.inputType('CancelRunInput', {
  description: 'Selects the run to cancel.',
  fields: (t) => ({ runId: t.id({ required: true, description: runIdDescription }) }),
});

interface RunShape {
  readonly run: DomainRun;
}

const StartDemoPayload = builder.objectRef<RunShape>('StartDemoPayload').implement({
  description: 'Returned by startDemo when it succeeds.',
  fields: (t) => ({
    run: t.field({ type: Run, description: 'The demo run, which has just started.', resolve: ({ run }) => run }),
  }),
});

const CancelRunPayload = builder.objectRef<RunShape>('CancelRunPayload').implement({
  description: 'Returned by cancelRun when it succeeds.',
  fields: (t) => ({
    run: t.field({ type: Run, description: 'The run, which has ended as CANCELLED.', resolve: ({ run }) => run }),
  }),
});

builder.mutationFields((t) => ({
  startDemo: t.field({
    type: StartDemoPayload,
    description:
      'Starts the demo in one of its scenarios and returns the run at once; follow it with demoProgress. ' +
      'Fails with RunInProgressError while another run changes the cluster.',
    args: {
      input: t.arg({
        type: StartDemoInput,
        required: true,
        description: 'How to run the demo; every field has a default.',
      }),
    },
    errors: {
      types: [...changeErrors, RunInProgressError],
      union: { description: 'The payload of startDemo, or the error that prevented the run.' },
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
      'Cancels a run between two units of work and returns it once it has ended. Moves in progress ' +
      'finish, so that no copied data is lost and every shard group is complete; no further move starts. ' +
      'A cancelled rebalance offers a plan to finish and a plan to go back. Fails with ' +
      'RunAlreadyEndedError when the run has ended.',
    args: { input: t.arg({ type: CancelRunInput, required: true, description: 'The run to cancel.' }) },
    errors: {
      types: [...changeErrors, InvalidIdError, UnknownRunError, RunAlreadyEndedError, RunTakenOverError],
      union: { description: 'The payload of cancelRun, or the error that prevented the cancellation.' },
    },
    resolve: async (_root, { input }, context) => {
      const run = await context.services.runs.cancel((await runOf(input.runId, context)).id);
      refresh(context);
      return { run };
    },
  }),
}));
