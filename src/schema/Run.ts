/** Something that takes time: a run with its steps, what it found, and its events so far. */
import { z } from 'zod';

import type { Run as DomainRun, RunStep as DomainStep } from '../services/model/run.js';
import type { RunFailure as DomainFailure } from '../services/model/run-failure.js';
import type { DemoScenario as Scenario } from '../services/model/scenario.js';
import { builder } from './builder.js';
import { Cluster } from './Cluster.js';
import type { ClusterView } from './cluster-view.js';
import type { Context } from './context.js';
import { runCursor } from './cursor.js';
import { enumOf } from './enum.js';
import { exposed, show, showOrNull } from './exposed.js';
import { runType } from './global-id.js';
import { connectionTo, pageSize } from './paging.js';
import { Report } from './Report.js';
import { RunEvent } from './RunEvent.js';
import { StepFacts } from './StepFacts.js';

/** What a run does. */
export const RunKind = enumOf('RunKind', 'The kind of work that a run does.', {
  DEMO: 'Plays the steps of the demo, in one of its scenarios.',
  TENANT_BATCH: 'Adds tenants while it queries the existing ones, then validates the result.',
  REBALANCE: 'Carries out the moves of a plan.',
});

/** How a run stands. */
export const RunStatus = enumOf('RunStatus', 'State of a run.', {
  RUNNING: 'The run is in progress.',
  PAUSED: 'The run is paused between two moves and waits for resumeRun.',
  COMPLETED: 'The run has ended successfully.',
  FAILED: 'The run has ended because a step failed; see failure.',
  CANCELLED: 'The run was cancelled on request.',
  INTERRUPTED: 'The run ended because the server stopped.',
});

const StepStatus = enumOf('StepStatus', 'State of a step of a run.', {
  PENDING: 'The step has not started.',
  RUNNING: 'The step is in progress.',
  COMPLETED: 'The step has ended successfully.',
  FAILED: 'The step failed, or was in progress when the run failed.',
  CANCELLED: 'The step was in progress when the run was cancelled.',
});

/** How long a demo pauses between steps. */
export const DemoPace = enumOf('DemoPace', 'How long the demo pauses, so that an audience can follow it.', {
  INSTANT: 'No pauses: for tests and scripts.',
  NORMAL: 'Short pauses: 1 second between steps.',
  PRESENTER: 'Long pauses for a live presentation: 6 seconds between steps.',
});

/** Which story a demo tells. */
export const DemoScenario = enumOf('DemoScenario', 'The story that the demo plays.', {
  DEMO: 'The five steps of the scale-out guide: three tenants, two DB-Servers, a rebalance.',
  RAPID_GROWTH: 'Ten start-ups join, then two DB-Servers, then a rebalance.',
  ENTERPRISE_ONBOARDING: 'One tenant with scale factor 5, two DB-Servers, a rebalance.',
  GEOGRAPHIC_EXPANSION:
    'Divisions EMEA and APAC, two DB-Servers in a zone for each, and replicas spread over the zones.',
  BATCH_ONBOARDING: 'Three tenants in one batch; no DB-Server is added and no shard moves.',
  OWN: 'The scenario passed as ownScenario.',
} satisfies Record<Scenario, string>);

/** Why a run or a step failed. */
export const RunFailure = builder.objectRef<DomainFailure>('RunFailure').implement({
  description: 'Why a run, a step or a move failed.',
  fields: exposed(() => ({
    code: show('String', 'Stable, machine-readable code of the failure.'),
    message: show('String', 'What failed, as a sentence for people.'),
    remedy: showOrNull('String', 'What to do about it; null when there is nothing to do.'),
  })),
});

const RunStep = builder.objectRef<DomainStep>('RunStep').implement({
  description: 'One named step of a run.',
  fields: exposed(() => ({
    name: show('String', 'Stable, machine-readable name of the step, e.g. TENANT_ADDITION.'),
    title: show('String', 'Name of the step for people.'),
    status: show(StepStatus, 'Whether the step is pending, in progress or ended.'),
    done: show('BigInt', 'Units of work done, 0 to total.'),
    total: show('BigInt', 'Units of work in total; 0 until the step has started.'),
    unit: show('String', 'The unit of work, e.g. documents; empty until the step has started.'),
    startedAt: showOrNull('DateTime', 'When the step started; null until then.'),
    finishedAt: showOrNull('DateTime', 'When the step ended; null until then.'),
    facts: showOrNull(StepFacts, 'Results of the step; null until it has ended, and when it has none.'),
  })),
});

/** A run as it is now, or as it was right after its event number `lastSequence`: with an id of its own. */
export type ShownRun = DomainRun & { readonly isAsOf?: true };

/** What every run tells. */
export const Run = builder.interfaceRef<ShownRun>('Run');

/** A page of runs. */
export const RunConnection = connectionTo(Run, 'One page of runs, newest first.');

const maxEvents = pageSize.most;

Run.implement({
  description:
    'Work that takes time: a demo, a tenant batch or a rebalance, as it is now; as it was after an event ' +
    'only where a field says so.',
  interfaces: [builder.nodeInterfaceRef()],
  resolveType: runType,
  fields: (t) => ({
    kind: t.field({ type: RunKind, description: 'The kind of work that the run does.', resolve: ({ kind }) => kind }),
    status: t.expose('status', {
      type: RunStatus,
      description: 'Whether the run is in progress, paused or ended, and how it ended.',
    }),
    startedAt: t.expose('startedAt', { type: 'DateTime', description: 'When the run started.' }),
    finishedAt: t.expose('finishedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the run ended; null until then.',
    }),
    steps: t.field({ type: [RunStep], description: 'The steps of the run, in order.', resolve: ({ steps }) => steps }),
    failure: t.field({
      type: RunFailure,
      nullable: true,
      description: 'Why the run failed; null when it did not fail.',
      resolve: ({ failure }) => failure,
    }),
    before: t.field({
      type: Cluster,
      nullable: true,
      description: 'The cluster before the first step; null until that state is stored.',
      resolve: ({ beforeSnapshotId }, _args, context) => snapshotView(beforeSnapshotId, context),
    }),
    after: t.field({
      type: Cluster,
      nullable: true,
      description: 'The cluster after the latest finished step; null until that state is stored.',
      resolve: ({ afterSnapshotId }, _args, context) => snapshotView(afterSnapshotId, context),
    }),
    report: t.field({
      type: Report,
      nullable: true,
      description: 'The report that the run made when it ended; null until then, and when none could be made.',
      resolve: ({ reportId }, _args, { loaders }) => (reportId === null ? null : loaders.report.load(reportId)),
    }),
    events: t.field({
      type: [RunEvent],
      description: 'The most recent events of the run, in chronological order.',
      args: {
        last: t.arg.int({
          required: true,
          defaultValue: 20,
          description: `Maximum number of events, 1 to ${maxEvents}.`,
          validate: z.int('is not a whole number').min(1, 'is less than 1').max(maxEvents, `is more than ${maxEvents}`),
        }),
      },
      complexity: ({ last }) => ({ field: 1, multiplier: Math.min(Math.max(last, 1), maxEvents) }),
      resolve: async (run, { last }, context) => {
        const request = { runId: run.id, upTo: run.lastSequence, limit: last };
        const events = await context.loaders.lastEvents.load(request);
        return events.map((event) => ({ ...event, runAsOf: null }));
      },
    }),
    lastCursor: t.string({
      description: 'Cursor of the newest event. Pass it to runProgress as after to receive later events only.',
      resolve: ({ id, lastSequence }) => runCursor(id, lastSequence),
    }),
  }),
});

/** Returns what makes a type of run a Node. Each run has one id, and one for each of its events as it was right after it. */
export function runNode(kind: DomainRun['kind']) {
  return {
    id: {
      description: 'Opaque global id of the run, or of the run as it was right after one of its events.',
      resolve: ({ id, isAsOf, lastSequence }: ShownRun) => (isAsOf ? `${id}@${lastSequence}` : id),
    },
    loadManyWithoutCache: async (ids: readonly string[], { loaders }: Context) => {
      const runs = await Promise.all(
        ids.map(async (id) => {
          const [, runId, sequence] = /^(.+)@([1-9]\d{0,8})$/.exec(id) ?? [];
          return runId === undefined ? loaders.run.load(id) : runAsOf(runId, Number(sequence), loaders);
        }),
      );
      return runs.map((run) => (run?.kind === kind ? run : null));
    },
  };
}

/** Resolves with the run as it was right after this event; null when there is no such run or event. */
export async function runAsOf(runId: string, sequence: number, loaders: Context['loaders']): Promise<ShownRun | null> {
  const run = await loaders.runAsOf.load({ runId, sequence });
  return run && asOf(run);
}

/** Returns a run that was read as it stood after an event, to be shown as such. */
export function asOf(run: DomainRun): ShownRun {
  return { ...run, isAsOf: true };
}

async function snapshotView(id: string | null, { loaders }: Context): Promise<ClusterView | null> {
  return id === null ? null : loaders.cluster({ kind: 'snapshot', id });
}
