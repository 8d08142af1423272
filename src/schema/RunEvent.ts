/** The events of a run: what happened, when, and how the run stood right after it. */
import type { RunEventBody } from '../services/model/run.js';
import type { FollowedEvent } from '../services/runs/log.js';
import { builder } from './builder.js';
import { runCursor } from './cursor.js';
import { Report } from './Report.js';
import { Run, RunFailure } from './Run.js';
import { StepFacts } from './StepFacts.js';

type EventType = RunEventBody['type'];

/** An event of one type, with the run right after it. */
interface Followed<T extends EventType> extends FollowedEvent {
  readonly event: Extract<FollowedEvent['event'], { readonly type: T }>;
}

/** What every event tells. */
export const RunEvent = builder.interfaceRef<FollowedEvent>('RunEvent');

RunEvent.implement({
  description: 'Something that happened in a run. Sequence numbers start at 1 without gaps.',
  resolveType: ({ event }) => event.type,
  fields: (t) => ({
    cursor: t.string({
      description: 'Cursor of this event. Pass it to runProgress as after to receive later events only.',
      resolve: ({ event }) => runCursor(event.runId, event.sequence),
    }),
    sequence: t.int({
      description: 'Sequence number of the event in its run, from 1.',
      resolve: ({ event }) => event.sequence,
    }),
    at: t.field({ type: 'DateTime', description: 'When the event happened.', resolve: ({ event }) => event.at }),
    run: t.field({
      type: Run,
      description: 'The run as it was right after this event; within Run.events, as that run is shown.',
      resolve: ({ run }) => run,
    }),
    message: t.string({
      description: 'What happened, as a sentence for people.',
      resolve: ({ event }) => event.message,
    }),
  }),
});

const stepField = { description: 'Name of the step, e.g. TENANT_ADDITION.' };

builder.objectRef<Followed<'RunStarted'>>('RunStarted').implement({
  description: 'The run has started, and its steps are known.',
  interfaces: [RunEvent],
});

builder.objectRef<Followed<'StepStarted'>>('StepStarted').implement({
  description: 'A step has begun its work.',
  interfaces: [RunEvent],
  fields: (t) => ({
    step: t.string({ ...stepField, resolve: ({ event }) => event.step }),
    total: t.field({ type: 'BigInt', description: 'Units of work in total.', resolve: ({ event }) => event.total }),
    unit: t.string({ description: 'The unit of work, e.g. documents.', resolve: ({ event }) => event.unit }),
  }),
});

builder.objectRef<Followed<'StepProgressed'>>('StepProgressed').implement({
  description: 'A step has made progress.',
  interfaces: [RunEvent],
  fields: (t) => ({
    step: t.string({ ...stepField, resolve: ({ event }) => event.step }),
    done: t.field({
      type: 'BigInt',
      description: 'Units of work done, 0 to total.',
      resolve: ({ event }) => event.done,
    }),
    total: t.field({ type: 'BigInt', description: 'Units of work in total.', resolve: ({ event }) => event.total }),
    unit: t.string({ description: 'The unit of work, e.g. documents.', resolve: ({ event }) => event.unit }),
    secondsLeft: t.float({
      nullable: true,
      description: 'Estimated remaining time of the step, in seconds; null before there is anything to estimate from.',
      resolve: ({ event }) => event.secondsLeft,
    }),
  }),
});

builder.objectRef<Followed<'StepCompleted'>>('StepCompleted').implement({
  description: 'A step has ended successfully.',
  interfaces: [RunEvent],
  fields: (t) => ({
    step: t.string({ ...stepField, resolve: ({ event }) => event.step }),
    facts: t.field({
      type: StepFacts,
      description: 'Results of the completed step.',
      resolve: ({ event }) => event.facts,
    }),
  }),
});

builder.objectRef<Followed<'StepFailed'>>('StepFailed').implement({
  description: 'A step has failed, and the run fails with it.',
  interfaces: [RunEvent],
  fields: (t) => ({
    step: t.string({ ...stepField, resolve: ({ event }) => event.step }),
    failure: t.field({ type: RunFailure, description: 'Why the step failed.', resolve: ({ event }) => event.failure }),
    facts: t.field({
      type: StepFacts,
      nullable: true,
      description: 'Results up to the failure; null when there are none.',
      resolve: ({ event }) => event.facts,
    }),
  }),
});

const reportField = { nullable: true, description: 'The report of the run; null when none could be made.' } as const;

builder.objectRef<Followed<'RunCompleted'>>('RunCompleted').implement({
  description: 'The run has ended successfully. This is its last event.',
  interfaces: [RunEvent],
  fields: (t) => ({
    report: t.field({
      type: Report,
      ...reportField,
      resolve: ({ event }, _args, { loaders }) =>
        event.reportId === null ? null : loaders.report.load(event.reportId),
    }),
  }),
});

builder.objectRef<Followed<'RunFailed'>>('RunFailed').implement({
  description: 'The run has failed, or was interrupted because the server stopped. This is its last event.',
  interfaces: [RunEvent],
  fields: (t) => ({
    failure: t.field({ type: RunFailure, description: 'Why the run failed.', resolve: ({ event }) => event.failure }),
    report: t.field({
      type: Report,
      ...reportField,
      resolve: ({ event }, _args, { loaders }) =>
        event.reportId === null ? null : loaders.report.load(event.reportId),
    }),
  }),
});

builder.objectRef<Followed<'RunCancelled'>>('RunCancelled').implement({
  description: 'The run was cancelled. This is its last event.',
  interfaces: [RunEvent],
  fields: (t) => ({
    reason: t.string({ description: 'Why the run was cancelled.', resolve: ({ event }) => event.reason }),
    report: t.field({
      type: Report,
      ...reportField,
      resolve: ({ event }, _args, { loaders }) =>
        event.reportId === null ? null : loaders.report.load(event.reportId),
    }),
  }),
});
