/** The events of a rebalance besides those of every run: waves, moves with their stages, pauses. */
import type { RebalanceEventBody } from '../services/model/rebalance-run.js';
import type { FollowedEvent } from '../services/services.js';
import { builder } from './builder.js';
import { ProbeFigures } from './PerformanceReport.js';
import { MoveKind } from './RebalanceMove.js';
import { RebalancePlan } from './RebalancePlan.js';
import { RunFailure } from './Run.js';
import { RunEvent } from './RunEvent.js';

interface Followed<T extends RebalanceEventBody['type']> extends FollowedEvent {
  readonly event: Extract<FollowedEvent['event'], { readonly type: T }>;
}

const interfaces = [RunEvent];

const waveField = { description: 'The wave, from 0.' };
const indexField = { description: "The move's index in the plan." };
const toField = { description: 'serverId of the DB-Server that takes it.' };

const MoveStage = builder.enumType('MoveStage', {
  description: 'What a move that is under way is doing.',
  values: {
    COPYING: { description: 'Its data is being copied.' },
    SWITCHING: { description: 'Its data is there; roles and placement change.' },
  },
});

const ResumeCause = builder.enumType('ResumeCause', {
  description: 'Why a run goes on.',
  values: {
    REQUEST: { description: 'Somebody asked for it.' },
    RESTART: { description: 'The server was started again while the run was under way.' },
  },
});

builder.objectRef<Followed<'WaveStarted'>>('WaveStarted').implement({
  description: 'A wave of moves has begun; they run at the same time.',
  interfaces,
  fields: (t) => ({
    wave: t.int({ ...waveField, resolve: ({ event }) => event.wave }),
    moves: t.int({ description: 'Moves of the wave.', resolve: ({ event }) => event.moves }),
    bytes: t.field({ type: 'BigInt', description: 'Bytes that it copies.', resolve: ({ event }) => event.bytes }),
  }),
});

builder.objectRef<Followed<'WaveCompleted'>>('WaveCompleted').implement({
  description: 'All moves of a wave have ended, made or not.',
  interfaces,
  fields: (t) => ({
    wave: t.int({ ...waveField, resolve: ({ event }) => event.wave }),
    movesMade: t.int({ description: 'Moves of the wave that were made.', resolve: ({ event }) => event.movesMade }),
    movesNotMade: t.int({
      description: 'Moves of the wave that could not be made.',
      resolve: ({ event }) => event.movesNotMade,
    }),
  }),
});

builder.objectRef<Followed<'MoveStarted'>>('MoveStarted').implement({
  description: 'A move has begun. After a restart one that had not happened begins again.',
  interfaces,
  fields: (t) => ({
    index: t.int({ ...indexField, resolve: ({ event }) => event.index }),
    attempt: t.int({ description: 'From 1; more after a retry.', resolve: ({ event }) => event.attempt }),
    kind: t.field({ type: MoveKind, description: 'How it moves.', resolve: ({ event }) => event.kind }),
    groupId: t.string({ description: 'Name of the shard group.', resolve: ({ event }) => event.groupId }),
    from: t.string({
      description: 'serverId of the DB-Server that gives the replica or the role.',
      resolve: ({ event }) => event.from,
    }),
    to: t.string({ ...toField, resolve: ({ event }) => event.to }),
    stage: t.field({ type: MoveStage, description: 'What it is doing.', resolve: ({ event }) => event.stage }),
    totalBytes: t.field({
      type: 'BigInt',
      description: 'Bytes to be copied; 0 for a leadership transfer.',
      resolve: ({ event }) => event.totalBytes,
    }),
  }),
});

builder.objectRef<Followed<'MoveProgressed'>>('MoveProgressed').implement({
  description: 'A move has come so far.',
  interfaces,
  fields: (t) => ({
    index: t.int({ ...indexField, resolve: ({ event }) => event.index }),
    stage: t.field({ type: MoveStage, description: 'What it is doing.', resolve: ({ event }) => event.stage }),
    copiedBytes: t.field({
      type: 'BigInt',
      description: 'Bytes that have been copied.',
      resolve: ({ event }) => event.copiedBytes,
    }),
    totalBytes: t.field({
      type: 'BigInt',
      description: 'Bytes to be copied.',
      resolve: ({ event }) => event.totalBytes,
    }),
    bytesPerSecond: t.float({
      nullable: true,
      description: 'Rate so far; null before anything is copied.',
      resolve: ({ event }) => event.bytesPerSecond,
    }),
    secondsLeft: t.float({
      nullable: true,
      description: 'Estimated from the rate, in seconds; null while nothing can be said.',
      resolve: ({ event }) => event.secondsLeft,
    }),
  }),
});

builder.objectRef<Followed<'MoveRetried'>>('MoveRetried').implement({
  description:
    'A move did not come to its end and is tried again, on another server where the planned one cannot take it.',
  interfaces,
  fields: (t) => ({
    index: t.int({ ...indexField, resolve: ({ event }) => event.index }),
    to: t.string({ ...toField, resolve: ({ event }) => event.to }),
    failure: t.field({
      type: RunFailure,
      description: 'Why the last attempt came to nothing.',
      resolve: ({ event }) => event.failure,
    }),
  }),
});

builder.objectRef<Followed<'MoveCompleted'>>('MoveCompleted').implement({
  description: 'A move has been made: the shard group is in sync in its new place.',
  interfaces,
  fields: (t) => ({
    index: t.int({ ...indexField, resolve: ({ event }) => event.index }),
    to: t.string({ description: 'serverId of the DB-Server that took it.', resolve: ({ event }) => event.to }),
    bytes: t.field({ type: 'BigInt', description: 'Bytes that were copied.', resolve: ({ event }) => event.bytes }),
    elapsedMs: t.float({
      nullable: true,
      description: 'How long it took, in milliseconds; null where it was found done after a restart.',
      resolve: ({ event }) => event.elapsedMs,
    }),
  }),
});

builder.objectRef<Followed<'MoveFailed'>>('MoveFailed').implement({
  description: 'A move was not made, and will not be in this run.',
  interfaces,
  fields: (t) => ({
    index: t.int({ ...indexField, resolve: ({ event }) => event.index }),
    failure: t.field({ type: RunFailure, description: 'Why it was not made.', resolve: ({ event }) => event.failure }),
  }),
});

builder.objectRef<Followed<'RunStopRequested'>>('RunStopRequested').implement({
  description: 'Somebody asked the run to pause or to end. No further move begins; those under way are finished first.',
  interfaces,
});

builder.objectRef<Followed<'RunPaused'>>('RunPaused').implement({
  description: 'The run is paused between two moves; resumeRun lets it go on.',
  interfaces,
});

builder.objectRef<Followed<'RunResumed'>>('RunResumed').implement({
  description: 'The run goes on.',
  interfaces,
  fields: (t) => ({
    cause: t.field({ type: ResumeCause, description: 'Why it goes on.', resolve: ({ event }) => event.cause }),
  }),
});

builder.objectRef<Followed<'RebalanceStopped'>>('RebalanceStopped').implement({
  description:
    'The rebalance ends without having reached what its plan predicted; it offers plans to finish or to go back.',
  interfaces,
  fields: (t) => ({
    finishPlan: t.field({
      type: RebalancePlan,
      nullable: true,
      description: 'The moves that are left; null where none is left or possible.',
      resolve: ({ event }, _args, { loaders }) =>
        event.finishPlanId === null ? null : loaders.plan.load(event.finishPlanId),
    }),
    goBackPlan: t.field({
      type: RebalancePlan,
      nullable: true,
      description: 'The moves that undo what was done; null where nothing was done or none is possible.',
      resolve: ({ event }, _args, { loaders }) =>
        event.goBackPlanId === null ? null : loaders.plan.load(event.goBackPlanId),
    }),
  }),
});

builder.objectRef<Followed<'AvailabilityProbed'>>('AvailabilityProbed').implement({
  description: 'How existing tenants fared so far; told after each wave and when the run stops.',
  interfaces,
  fields: (t) => ({
    probe: t.field({
      type: ProbeFigures,
      description: 'Of the whole run so far.',
      resolve: ({ event }) => event.probe,
    }),
  }),
});
