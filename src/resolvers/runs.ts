/** Runs of every kind: what starts demos, tenant batches and the carrying out of plans, and what pauses and ends them. */
import '../schema/plan-errors.js';
import '../schema/rebalance-events.js';
import '../schema/RebalanceRun.js';

import { builder } from '../schema/builder.js';
import { changed } from '../schema/context.js';
import { show } from '../schema/exposed.js';
import { pageComplexity, pageRequest, toConnection } from '../schema/paging.js';
import { DemoPace, DemoScenario, Run, RunConnection, RunKind, RunStatus } from '../schema/Run.js';
import { type NamedScenario, Scenario } from '../schema/Scenario.js';
import { NamingConvention } from '../schema/Tenant.js';
import { TenantBatchRun } from '../schema/TenantBatchRun.js';
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
import { maxServersAtOnce } from '../services/model/request-limits.js';
import type { DemoScenario as DomainScenario } from '../services/model/scenario.js';
import { guideScenarios } from '../services/model/scenarios.js';
import { atMost, tenantsField } from './inputs.js';
import { payload, payloadOr } from './payload.js';
import { planIdDescription, planIdOf, runIdDescription, runOf } from './references.js';

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

const runErrors = [InvalidIdError, UnknownRunError, RunAlreadyEndedError, RunTakenOverError];

const CancelRunInput = builder.inputType('CancelRunInput', {
  description: 'Selects the run to cancel.',
  fields: (t) => ({ runId: t.id({ required: true, description: runIdDescription }) }),
});

const StartDemoPayload = payload('startDemo', { run: show(Run, 'The demo run, which has just started.') });

const CancelRunPayload = payload('cancelRun', { run: show(Run, 'The run, which has ended as CANCELLED.') });

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
    errors: payloadOr('startDemo', 'prevented the run', [RunInProgressError]),
    resolve: async (_root, { input }, context) => {
      const { ownScenario, ...rest } = input;
      const run = await changed(context, context.services.runs.startDemo({ ...rest, own: ownScenario }));
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
    errors: payloadOr('cancelRun', 'prevented the cancellation', runErrors),
    resolve: async (_root, { input }, context) => ({
      run: await changed(context, context.services.runs.cancel((await runOf(input.runId, context)).id)),
    }),
  }),
}));

builder.queryFields((t) => ({
  scenarios: t.field({
    type: [Scenario],
    description: 'The built-in scenarios of the demo, which startDemo accepts by name.',
    resolve: () =>
      Object.entries(guideScenarios).map(([name, scenario]): NamedScenario => ({
        name: name as DomainScenario,
        scenario,
      })),
  }),
}));

// Ranges are checked by the service, which says where in a long scenario something is wrong.
const ScenarioServersInput = builder.inputType('ScenarioServersInput', {
  description: 'DB-Servers to add, all in one zone.',
  fields: (t) => ({
    count: t.int({ required: true, defaultValue: 1, description: 'Number of DB-Servers to add, 1 to 100.' }),
    zone: t.string({ description: 'Availability zone of the DB-Servers; chosen by the cluster when omitted.' }),
    capacityBytes: t.field({
      type: 'BigInt',
      description: 'Capacity of each DB-Server in bytes; that of the largest existing DB-Server when omitted.',
    }),
  }),
});

/** A scenario of one's own. */
const ScenarioInput = builder.inputType('ScenarioInput', {
  description: 'A custom scenario for the demo. It has only the steps that it needs.',
  fields: (t) => ({
    title: t.string({ description: 'Title of the scenario and of its report, at most 100 characters.' }),
    description: t.string({ description: 'What the scenario demonstrates, at most 1,000 characters.' }),
    tenants: t.field({ ...tenantsField, required: true, defaultValue: [] }),
    servers: t.field({
      type: [ScenarioServersInput],
      required: true,
      defaultValue: [],
      description: 'The DB-Servers to add, at most 100 in all.',
      validate: atMost(maxServersAtOnce),
    }),
    homeZone: t.string({
      description: 'Zone to assign to simulated DB-Servers that have none, before others are added.',
    }),
    isRebalanced: t.boolean({
      description: 'Whether the scenario ends with a rebalance; by default it does when it adds DB-Servers.',
    }),
  }),
});

const StartTenantBatchInput = builder.inputType('StartTenantBatchInput', {
  description: 'The tenants to add in one run.',
  fields: (t) => ({
    tenants: t.field({ ...tenantsField, required: true }),
  }),
});

const StartTenantBatchPayload = payload('startTenantBatch', {
  run: show(TenantBatchRun, 'The tenant batch run, which has just started.'),
});

builder.mutationFields((t) => ({
  startTenantBatch: t.field({
    type: StartTenantBatchPayload,
    description:
      'Starts a run that adds tenants and returns it at once; follow it with runProgress. Existing ' +
      'tenants are queried meanwhile, and everything is validated at the end. A tenant that cannot be ' +
      'added does not stop the others; an existing tenant with the same name and size is left unchanged. ' +
      'The run makes a report. Fails with RunInProgressError while another run changes the cluster.',
    args: { input: t.arg({ type: StartTenantBatchInput, required: true, description: 'The tenants to add.' }) },
    errors: payloadOr('startTenantBatch', 'prevented the run', [RunInProgressError]),
    resolve: async (_root, { input }, context) => ({
      run: await changed(context, context.services.runs.startTenantBatch(input.tenants)),
    }),
  }),
}));

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
    resolve: async (_root, { input }, context) => ({
      run: await changed(context, context.services.runs.applyRebalance(await planIdOf(input.planId, context))),
    }),
  }),
  pauseRun: t.field({
    type: PauseRunPayload,
    description:
      'Pauses a rebalance and returns it once it is paused. Moves in progress finish, because their ' +
      'copied data would be lost otherwise; no further move starts. Fails with RunAlreadyEndedError when ' +
      'the run has ended.',
    args: { input: t.arg({ type: PauseRunInput, required: true, description: 'The run to pause.' }) },
    errors: payloadOr('pauseRun', 'prevented the pause', runErrors),
    resolve: async (_root, { input }, context) => ({
      run: await changed(context, context.services.runs.pause((await runOf(input.runId, context)).id)),
    }),
  }),
  resumeRun: t.field({
    type: ResumeRunPayload,
    description: 'Continues a paused rebalance. Fails with RunAlreadyEndedError when the run has ended.',
    args: { input: t.arg({ type: ResumeRunInput, required: true, description: 'The run to continue.' }) },
    errors: payloadOr('resumeRun', 'prevented the run from continuing', runErrors),
    resolve: async (_root, { input }, context) => ({
      run: await changed(context, context.services.runs.resume((await runOf(input.runId, context)).id)),
    }),
  }),
}));
