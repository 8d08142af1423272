/** The events of a run: what happened, when, and how the run was right after it. */
import type { FieldMap } from '@pothos/core';

import { isFinal, type Run as DomainRun, type RunEvent as DomainEvent } from '../services/model/run.js';
import { builder } from './builder.js';
import type { Context } from './context.js';
import { runCursor } from './cursor.js';
import { type Checked, exposed, type FieldBuilder, show, showOrNull } from './exposed.js';
import { existing } from './parts.js';
import { Report } from './Report.js';
import { asOf, Run, runAsOf, RunFailure } from './Run.js';
import { StepFacts } from './StepFacts.js';

/** An event, with the run right after it where that is at hand. */
type EventShape = DomainEvent & { readonly runAsOf: DomainRun | null };

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
    run: t.field({
      type: Run,
      description: 'The run as it is now, however old the event is.',
      resolve: async ({ runId }, _args, { loaders }) => existing(await loaders.run.load(runId), `run ${runId}`),
    }),
    runAsOf: t.field({
      type: Run,
      description:
        'The run as it was right after this event. It has an id of its own, so that a cache does not take it for ' +
        'the run as it is now.',
      complexity: { field: 10, multiplier: 1 },
      resolve: async (event, _args, { loaders }) =>
        event.runAsOf
          ? asOf(event.runAsOf)
          : existing(await runAsOf(event.runId, event.sequence, loaders), `run ${event.runId}`),
    }),
    message: t.exposeString('message', { description: 'What happened, as a sentence for people.' }),
    isFinal: t.boolean({
      description: 'Whether this event ends the run: true for its last event and for no other.',
      resolve: (event) => isFinal(event),
    }),
  }),
});

const eventTypes = {
  RunStarted: 'The run has started, and its steps are known.',
  StepStarted: 'A step has begun its work.',
  StepProgressed: 'A step has made progress.',
  StepCompleted: 'A step has ended successfully.',
  StepFailed: 'A step has failed, and the run fails with it.',
  WaveStarted: 'A wave of moves has started.',
  WaveCompleted: 'Every move of a wave has ended.',
  MoveStarted: 'A shard group begins to move, or its leadership does.',
  MoveProgressed: 'A move has made progress.',
  MoveRetried: 'A move did not finish and is tried again.',
  MoveCompleted: 'A move has been made.',
  MoveFailed: 'A move was not made and will not be tried again.',
  RunStopRequested: 'Somebody asked for the run to be paused or cancelled.',
  RunPaused: 'The run is paused between two moves.',
  RunResumed: 'A paused or restarted run continues.',
  RebalanceStopped: 'The rebalance ends before it has reached the state that its plan predicted.',
  AvailabilityProbed: 'New results of querying existing tenants.',
  RunCompleted: 'The run has ended successfully; its last event.',
  RunFailed: 'The run has failed or was interrupted; its last event.',
  RunCancelled: 'The run was cancelled; its last event.',
} satisfies Record<DomainEvent['type'], string>;

/** What kinds of events there are, to choose from. */
export const RunEventType = builder.enumType('RunEventType', {
  description: 'The types of the events of a run: RUN_STARTED is RunStarted, and so on.',
  values: Object.fromEntries(
    Object.entries(eventTypes).map(([name, description]) => [
      name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase(),
      { value: name as DomainEvent['type'], description },
    ]),
  ),
});

/** Defines the type of an event: its description, and the fields that it has besides those of every event. */
export function eventType<T extends DomainEvent['type'], F>(
  type: T,
  description: string,
  define?: (t: FieldBuilder<EventOf<T>>) => F & Checked<EventOf<T>, F>,
): void {
  builder.objectRef<EventShape>(type).implement({
    description,
    interfaces: [RunEvent],
    ...(define && { fields: exposed(define) as () => FieldMap }),
  });
}

const step = show('String', 'Name of the step, e.g. TENANT_ADDITION.');

eventType('RunStarted', 'The run has started, and its steps are known.');

eventType('StepStarted', 'A step has begun its work.', () => ({
  step,
  total: show('BigInt', 'Units of work in total.'),
  unit: show('String', 'The unit of work, e.g. documents.'),
}));

eventType('StepProgressed', 'A step has made progress.', () => ({
  step,
  done: show('BigInt', 'Units of work done, 0 to total.'),
  total: show('BigInt', 'Units of work in total.'),
  unit: show('String', 'The unit of work, e.g. documents.'),
  secondsLeft: showOrNull(
    'Float',
    'Estimated remaining time of the step, in seconds; null before there is anything to estimate from.',
  ),
}));

eventType('StepCompleted', 'A step has ended successfully.', (t) => ({
  step,
  facts: t.expose('facts', { type: StepFacts, description: 'Results of the completed step.' }),
}));

eventType('StepFailed', 'A step has failed, and the run fails with it.', () => ({
  step,
  failure: show(RunFailure, 'Why the step failed.'),
  facts: showOrNull(StepFacts, 'Results up to the failure; null when there are none.'),
}));

const reportField = {
  type: Report,
  nullable: true,
  description: 'The report of the run; null when none could be made.',
  resolve: ({ reportId }: { readonly reportId: string | null }, _args: object, { loaders }: Context) =>
    reportId === null ? null : loaders.report.load(reportId),
} as const;

eventType('RunCompleted', 'The run has ended successfully. This is its last event.', (t) => ({
  report: t.field(reportField),
}));

eventType(
  'RunFailed',
  'The run has failed, or was interrupted because the server stopped. This is its last event.',
  (t) => ({
    failure: t.expose('failure', { type: RunFailure, description: 'Why the run failed.' }),
    report: t.field(reportField),
  }),
);

eventType('RunCancelled', 'The run was cancelled. This is its last event.', (t) => ({
  reason: t.exposeString('reason', { description: 'Why the run was cancelled.' }),
  report: t.field(reportField),
}));
