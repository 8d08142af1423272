/** Something that takes time: a run with its steps, what it found, and its events so far. */
import { z } from 'zod';

import {
  type Run as DomainRun,
  type RunFailure as DomainFailure,
  type RunStep as DomainStep,
} from '../services/model/run.js';
import type { DemoScenario as Scenario } from '../services/model/scenario.js';
import { builder } from './builder.js';
import { Cluster } from './Cluster.js';
import type { ClusterView } from './cluster-view.js';
import { type Context, counted } from './context.js';
import { pageSize } from './paging.js';
import { Report } from './Report.js';
import { runCursor } from './run-cursor.js';
import { runType } from './run-id.js';
import { RunEvent } from './RunEvent.js';
import { StepFacts } from './StepFacts.js';

/** What a run does. */
export const RunKind = builder.enumType('RunKind', {
  description: 'What a run does.',
  values: {
    DEMO: { description: 'The steps of the demo, in one of its scenarios.' },
    TENANT_BATCH: { description: 'Adds tenants while the existing ones are being queried, then validates.' },
    REBALANCE: { description: 'The moves of a plan.' },
  },
});

/** How a run stands. */
export const RunStatus = builder.enumType('RunStatus', {
  description: 'How a run stands.',
  values: {
    RUNNING: { description: 'It is under way.' },
    PAUSED: { description: 'It was paused between two moves and waits for resumeRun.' },
    COMPLETED: { description: 'It reached its end.' },
    FAILED: { description: 'A step failed; its failure says why.' },
    CANCELLED: { description: 'It was cancelled on request.' },
    INTERRUPTED: { description: 'The server stopped during the run.' },
  },
});

const StepStatus = builder.enumType('StepStatus', {
  description: 'How a step stands.',
  values: {
    PENDING: { description: 'It has not begun.' },
    RUNNING: { description: 'It is under way.' },
    COMPLETED: { description: 'It reached its end.' },
    FAILED: { description: 'It failed, or was under way when the run failed.' },
    CANCELLED: { description: 'It was under way when the run was cancelled.' },
  },
});

/** How long a demo pauses between steps. */
export const DemoPace = builder.enumType('DemoPace', {
  description: 'How long the demo pauses so that people can follow.',
  values: {
    INSTANT: { description: 'It never waits: for tests and scripts.' },
    NORMAL: { description: 'Short pauses between steps.' },
    PRESENTER: { description: 'Long pauses, to talk over.' },
  },
});

/** Which story a demo tells. */
export const DemoScenario = builder.enumType('DemoScenario', {
  description: 'Which story the demo tells.',
  values: {
    DEMO: { description: 'The five steps of the scale-out guide: three tenants, two DB-Servers, rebalancing.' },
    RAPID_GROWTH: { description: 'Ten start-ups, two DB-Servers, rebalancing.' },
    ENTERPRISE_ONBOARDING: { description: 'One tenant of scale factor 5, two DB-Servers, rebalancing.' },
    GEOGRAPHIC_EXPANSION: {
      description: 'Divisions EMEA and APAC, two DB-Servers in a zone for each, replicas spread over zones.',
    },
    BATCH_ONBOARDING: { description: 'Three tenants in one batch; no DB-Server joins and no shard moves.' },
    OWN: { description: 'The one given as ownScenario.' },
  } satisfies Record<Scenario, { description: string }>,
});

/** Why a run or a step failed. */
export const RunFailure = builder.objectRef<DomainFailure>('RunFailure').implement({
  description: 'Why a run or a step failed.',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'Stable and machine readable.' }),
    message: t.exposeString('message', { description: 'What failed, for people.' }),
    remedy: t.exposeString('remedy', { nullable: true, description: 'What can be done; null where nothing can.' }),
  }),
});

const RunStep = builder.objectRef<DomainStep>('RunStep').implement({
  description: 'One named step of a run.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Stable and machine readable, e.g. TENANT_ADDITION.' }),
    title: t.exposeString('title', { description: 'For people.' }),
    status: t.expose('status', { type: StepStatus, description: 'How it stands.' }),
    done: t.expose('done', { type: 'BigInt', description: 'Units of work done, 0 to total.' }),
    total: t.expose('total', { type: 'BigInt', description: 'Units of work in all; 0 before it begins.' }),
    unit: t.exposeString('unit', { description: 'What is counted, e.g. documents; empty before it begins.' }),
    startedAt: t.expose('startedAt', { type: 'DateTime', nullable: true, description: 'When it began; null before.' }),
    finishedAt: t.expose('finishedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it ended; null before.',
    }),
    facts: t.field({
      type: StepFacts,
      nullable: true,
      description: 'What it found, once it has ended; null before, and where it found nothing.',
      resolve: ({ facts }) => facts,
    }),
  }),
});

/** What every run tells. Reached through an event, a run is shown as it stood right after that event. */
export const Run = builder.interfaceRef<DomainRun>('Run');

/** A page of runs. */
export const RunConnection = builder.connectionObject({
  type: Run,
  name: 'RunConnection',
  description: 'One page of runs, newest first.',
});

const mostEvents = pageSize.most;

Run.implement({
  description: 'Something that takes time. Reached through an event it is shown as it stood right after that event.',
  interfaces: [builder.nodeInterfaceRef()],
  resolveType: runType,
  fields: (t) => ({
    kind: t.field({ type: RunKind, description: 'What it does.', resolve: ({ kind }) => kind }),
    status: t.expose('status', { type: RunStatus, description: 'How it stands.' }),
    startedAt: t.expose('startedAt', { type: 'DateTime', description: 'When it began.' }),
    finishedAt: t.expose('finishedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it ended; null before.',
    }),
    steps: t.field({ type: [RunStep], description: 'Its steps, in order.', resolve: ({ steps }) => steps }),
    failure: t.field({
      type: RunFailure,
      nullable: true,
      description: 'Why it failed; null when it did not.',
      resolve: ({ failure }) => failure,
    }),
    before: t.field({
      type: Cluster,
      nullable: true,
      description: 'The cluster before the first step; null until it is kept.',
      resolve: ({ beforeSnapshotId }, _args, context) => snapshotView(beforeSnapshotId, context),
    }),
    after: t.field({
      type: Cluster,
      nullable: true,
      description: 'The cluster after the last step so far; null until one is kept.',
      resolve: ({ afterSnapshotId }, _args, context) => snapshotView(afterSnapshotId, context),
    }),
    report: t.field({
      type: Report,
      nullable: true,
      description: 'The report that the run made at its end; null before, and where none could be made.',
      resolve: ({ reportId }, _args, { loaders }) => (reportId === null ? null : loaders.report.load(reportId)),
    }),
    events: t.field({
      type: [RunEvent],
      description: 'The newest events so far, oldest of them first.',
      args: {
        last: t.arg.int({
          required: true,
          defaultValue: 20,
          description: `At most so many, 1 to ${mostEvents}.`,
          validate: z
            .int('is not a whole number')
            .min(1, 'is less than 1')
            .max(mostEvents, `is more than ${mostEvents}`),
        }),
      },
      complexity: ({ last }) => ({ field: 1, multiplier: Math.min(Math.max(last, 1), mostEvents) }),
      resolve: async (run, { last }, context) => {
        const request = { runId: run.id, upTo: run.lastSequence, limit: last };
        const events = await context.loaders.lastEvents.load(request);
        return counted(
          context,
          // An older event is shown with the run as it stands here: the state after each would have to be folded again.
          events.map((event) => ({ event, run })),
        );
      },
    }),
    lastCursor: t.string({
      description: 'Cursor of the newest event: pass it to runProgress to see only what comes after.',
      resolve: ({ id, lastSequence }) => runCursor(id, lastSequence),
    }),
  }),
});

async function snapshotView(id: string | null, { loaders }: Context): Promise<ClusterView | null> {
  return id === null ? null : loaders.cluster({ kind: 'snapshot', id });
}
