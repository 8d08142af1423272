/** The events of a run: what happened, when, and how the run stood right after it. */
import type { Run as DomainRun, RunEvent as DomainEvent } from '../services/model/run.js';
import { builder } from './builder.js';
import type { Context } from './context.js';
import { runCursor } from './cursor.js';
import { exposed, show, showOrNull } from './exposed.js';
import { Report } from './Report.js';
import { Run, RunFailure } from './Run.js';
import { StepFacts } from './StepFacts.js';

/** An event, with the run right after it. */
type EventShape = DomainEvent & { readonly run: DomainRun };

/** An event of one type. */
export type EventOf<T extends DomainEvent['type']> = Extract<EventShape, { readonly type: T }>;

/** What every event tells. */
export const RunEvent = builder.interfaceRef<EventShape>('RunEvent');

RunEvent.implement({
  description: 'Something that happened in a run. Sequence numbers start at 1 without gaps.',
  resolveType: ({ type }) => type,
  fields: (t) => ({
    cursor: t.string({
      description: 'Cursor of this event. Pass it to runProgress as after to receive later events only.',
      resolve: ({ runId, sequence }) => runCursor(runId, sequence),
    }),
    sequence: t.exposeInt('sequence', { description: 'Sequence number of the event in its run, from 1.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When the event happened.' }),
    run: t.expose('run', {
      type: Run,
      description: 'The run as it was right after this event; within Run.events, as that run is shown.',
    }),
    message: t.exposeString('message', { description: 'What happened, as a sentence for people.' }),
  }),
});

const stepField = { description: 'Name of the step, e.g. TENANT_ADDITION.' };

builder.objectRef<EventOf<'RunStarted'>>('RunStarted').implement({
  description: 'The run has started, and its steps are known.',
  interfaces: [RunEvent],
});

builder.objectRef<EventOf<'StepStarted'>>('StepStarted').implement({
  description: 'A step has begun its work.',
  interfaces: [RunEvent],
  fields: exposed((t) => ({
    step: t.exposeString('step', stepField),
    total: show('BigInt', 'Units of work in total.'),
    unit: show('String', 'The unit of work, e.g. documents.'),
  })),
});

builder.objectRef<EventOf<'StepProgressed'>>('StepProgressed').implement({
  description: 'A step has made progress.',
  interfaces: [RunEvent],
  fields: exposed((t) => ({
    step: t.exposeString('step', stepField),
    done: show('BigInt', 'Units of work done, 0 to total.'),
    total: show('BigInt', 'Units of work in total.'),
    unit: show('String', 'The unit of work, e.g. documents.'),
    secondsLeft: showOrNull(
      'Float',
      'Estimated remaining time of the step, in seconds; null before there is anything to estimate from.',
    ),
  })),
});

builder.objectRef<EventOf<'StepCompleted'>>('StepCompleted').implement({
  description: 'A step has ended successfully.',
  interfaces: [RunEvent],
  fields: (t) => ({
    step: t.exposeString('step', stepField),
    facts: t.expose('facts', { type: StepFacts, description: 'Results of the completed step.' }),
  }),
});

builder.objectRef<EventOf<'StepFailed'>>('StepFailed').implement({
  description: 'A step has failed, and the run fails with it.',
  interfaces: [RunEvent],
  fields: exposed((t) => ({
    step: t.exposeString('step', stepField),
    failure: show(RunFailure, 'Why the step failed.'),
    facts: showOrNull(StepFacts, 'Results up to the failure; null when there are none.'),
  })),
});

const reportField = {
  type: Report,
  nullable: true,
  description: 'The report of the run; null when none could be made.',
  resolve: ({ reportId }: { readonly reportId: string | null }, _args: object, { loaders }: Context) =>
    reportId === null ? null : loaders.report.load(reportId),
} as const;

builder.objectRef<EventOf<'RunCompleted'>>('RunCompleted').implement({
  description: 'The run has ended successfully. This is its last event.',
  interfaces: [RunEvent],
  fields: (t) => ({
    report: t.field(reportField),
  }),
});

builder.objectRef<EventOf<'RunFailed'>>('RunFailed').implement({
  description: 'The run has failed, or was interrupted because the server stopped. This is its last event.',
  interfaces: [RunEvent],
  fields: (t) => ({
    failure: t.expose('failure', { type: RunFailure, description: 'Why the run failed.' }),
    report: t.field(reportField),
  }),
});

builder.objectRef<EventOf<'RunCancelled'>>('RunCancelled').implement({
  description: 'The run was cancelled. This is its last event.',
  interfaces: [RunEvent],
  fields: (t) => ({
    reason: t.exposeString('reason', { description: 'Why the run was cancelled.' }),
    report: t.field(reportField),
  }),
});
