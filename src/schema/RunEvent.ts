/** The events of a run: what happened, when, and how the run stood right after it. */
import type { RunEventBody } from '../services/model/run.js';
import type { FollowedEvent } from '../services/services.js';
import { builder } from './builder.js';
import { Report } from './Report.js';
import { Run, RunFailure } from './Run.js';
import { runCursor } from './run-cursor.js';
import { StepFacts } from './StepFacts.js';

type EventType = RunEventBody['type'];

/** An event of one type, with the run right after it. */
interface Followed<T extends EventType> extends FollowedEvent {
  readonly event: Extract<FollowedEvent['event'], { readonly type: T }>;
}

/** What every event tells. */
export const RunEvent = builder.interfaceRef<FollowedEvent>('RunEvent');

RunEvent.implement({
  description: 'Something that happened in a run. Sequence numbers start at 1 and have no gap.',
  resolveType: ({ event }) => event.type,
  fields: (t) => ({
    cursor: t.string({
      description: 'Cursor of this event: pass it to runProgress to see only what comes after.',
      resolve: ({ event }) => runCursor(event.runId, event.sequence),
    }),
    sequence: t.int({ description: 'Its number in the run, from 1.', resolve: ({ event }) => event.sequence }),
    at: t.field({ type: 'DateTime', description: 'When it happened.', resolve: ({ event }) => event.at }),
    run: t.field({
      type: Run,
      description: 'The run as it stood right after this event; within Run.events as that run is shown.',
      resolve: ({ run }) => run,
    }),
    message: t.string({ description: 'What happened, for people.', resolve: ({ event }) => event.message }),
  }),
});

const stepField = { description: 'Name of the step.' };

builder.objectRef<Followed<'RunStarted'>>('RunStarted').implement({
  description: 'The run has begun; its steps are known.',
  interfaces: [RunEvent],
});

builder.objectRef<Followed<'StepStarted'>>('StepStarted').implement({
  description: 'A step has begun.',
  interfaces: [RunEvent],
  fields: (t) => ({
    step: t.string({ ...stepField, resolve: ({ event }) => event.step }),
    total: t.field({ type: 'BigInt', description: 'Units of work in all.', resolve: ({ event }) => event.total }),
    unit: t.string({ description: 'What is counted, e.g. documents.', resolve: ({ event }) => event.unit }),
  }),
});

builder.objectRef<Followed<'StepProgressed'>>('StepProgressed').implement({
  description: 'A step has come so far.',
  interfaces: [RunEvent],
  fields: (t) => ({
    step: t.string({ ...stepField, resolve: ({ event }) => event.step }),
    done: t.field({ type: 'BigInt', description: 'Units of work done.', resolve: ({ event }) => event.done }),
    total: t.field({ type: 'BigInt', description: 'Units of work in all.', resolve: ({ event }) => event.total }),
    unit: t.string({ description: 'What is counted, e.g. documents.', resolve: ({ event }) => event.unit }),
    secondsLeft: t.float({
      nullable: true,
      description: 'Estimated from the pace so far, in seconds; null while nothing can be said.',
      resolve: ({ event }) => event.secondsLeft,
    }),
  }),
});

builder.objectRef<Followed<'StepCompleted'>>('StepCompleted').implement({
  description: 'A step has reached its end.',
  interfaces: [RunEvent],
  fields: (t) => ({
    step: t.string({ ...stepField, resolve: ({ event }) => event.step }),
    facts: t.field({ type: StepFacts, description: 'What it found.', resolve: ({ event }) => event.facts }),
  }),
});

builder.objectRef<Followed<'StepFailed'>>('StepFailed').implement({
  description: 'A step has failed; the run fails with it.',
  interfaces: [RunEvent],
  fields: (t) => ({
    step: t.string({ ...stepField, resolve: ({ event }) => event.step }),
    failure: t.field({ type: RunFailure, description: 'Why it failed.', resolve: ({ event }) => event.failure }),
    facts: t.field({
      type: StepFacts,
      nullable: true,
      description: 'What it had found; null where it did not get that far.',
      resolve: ({ event }) => event.facts,
    }),
  }),
});

const reportField = { nullable: true, description: 'The report of the run; null where none could be made.' } as const;

builder.objectRef<Followed<'RunCompleted'>>('RunCompleted').implement({
  description: 'The run has reached its end. Nothing follows.',
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
  description: 'The run has failed, or was interrupted because the server stopped. Nothing follows.',
  interfaces: [RunEvent],
  fields: (t) => ({
    failure: t.field({ type: RunFailure, description: 'Why it failed.', resolve: ({ event }) => event.failure }),
    report: t.field({
      type: Report,
      ...reportField,
      resolve: ({ event }, _args, { loaders }) =>
        event.reportId === null ? null : loaders.report.load(event.reportId),
    }),
  }),
});

builder.objectRef<Followed<'RunCancelled'>>('RunCancelled').implement({
  description: 'The run was cancelled. Nothing follows.',
  interfaces: [RunEvent],
  fields: (t) => ({
    reason: t.string({ description: 'Why it was cancelled.', resolve: ({ event }) => event.reason }),
    report: t.field({
      type: Report,
      ...reportField,
      resolve: ({ event }, _args, { loaders }) =>
        event.reportId === null ? null : loaders.report.load(event.reportId),
    }),
  }),
});
