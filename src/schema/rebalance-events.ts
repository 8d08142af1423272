/** The events of a rebalance besides those of every run: waves, moves with their stages, pauses. */
import type { RebalanceEventBody } from '../services/model/rebalance-run.js';
import type { FollowedEvent } from '../services/runs/log.js';
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

const waveField = { description: 'Index of the wave in the plan, from 0.' };
const indexField = { description: 'Index of the move in the plan, from 0.' };
const toField = { description: 'serverId of the DB-Server that receives the replica or role.' };

const MoveStage = builder.enumType('MoveStage', {
  description: 'What a move in progress is doing.',
  values: {
    COPYING: { description: 'The data is being copied to the target.' },
    SWITCHING: { description: 'The data has been copied; roles and placement are being changed.' },
  },
});

const ResumeCause = builder.enumType('ResumeCause', {
  description: 'Why a run was resumed.',
  values: {
    REQUEST: { description: 'The run was paused, and somebody called resumeRun.' },
    RESTART: { description: 'The server was restarted while the run was in progress.' },
  },
});

builder.objectRef<Followed<'WaveStarted'>>('WaveStarted').implement({
  description: 'A wave of moves has started; its moves run at the same time.',
  interfaces,
  fields: (t) => ({
    wave: t.int({ ...waveField, resolve: ({ event }) => event.wave }),
    moves: t.int({ description: 'Number of moves in the wave.', resolve: ({ event }) => event.moves }),
    bytes: t.field({ type: 'BigInt', description: 'Bytes that the wave copies.', resolve: ({ event }) => event.bytes }),
  }),
});

builder.objectRef<Followed<'WaveCompleted'>>('WaveCompleted').implement({
  description: 'Every move of a wave has ended, successfully or not.',
  interfaces,
  fields: (t) => ({
    wave: t.int({ ...waveField, resolve: ({ event }) => event.wave }),
    movesMade: t.int({
      description: 'Number of moves of the wave that were made.',
      resolve: ({ event }) => event.movesMade,
    }),
    movesNotMade: t.int({
      description: 'Number of moves of the wave that could not be made.',
      resolve: ({ event }) => event.movesNotMade,
    }),
  }),
});

builder.objectRef<Followed<'MoveStarted'>>('MoveStarted').implement({
  description: 'A move has started. After a restart, a move that had not taken effect starts again.',
  interfaces,
  fields: (t) => ({
    index: t.int({ ...indexField, resolve: ({ event }) => event.index }),
    attempt: t.int({
      description: 'Number of the attempt, from 1; higher after a retry.',
      resolve: ({ event }) => event.attempt,
    }),
    kind: t.field({
      type: MoveKind,
      description: 'The kind of move, e.g. MOVE_FOLLOWER.',
      resolve: ({ event }) => event.kind,
    }),
    groupId: t.string({ description: 'Name of the shard group that moves.', resolve: ({ event }) => event.groupId }),
    from: t.string({
      description: 'serverId of the DB-Server that gives up the replica or role.',
      resolve: ({ event }) => event.from,
    }),
    to: t.string({ ...toField, resolve: ({ event }) => event.to }),
    stage: t.field({
      type: MoveStage,
      description: 'Whether data is being copied or roles are being changed.',
      resolve: ({ event }) => event.stage,
    }),
    totalBytes: t.field({
      type: 'BigInt',
      description: 'Bytes to copy in total; 0 for a leadership transfer.',
      resolve: ({ event }) => event.totalBytes,
    }),
  }),
});

builder.objectRef<Followed<'MoveProgressed'>>('MoveProgressed').implement({
  description: 'A move has made progress.',
  interfaces,
  fields: (t) => ({
    index: t.int({ ...indexField, resolve: ({ event }) => event.index }),
    stage: t.field({
      type: MoveStage,
      description: 'Whether data is being copied or roles are being changed.',
      resolve: ({ event }) => event.stage,
    }),
    copiedBytes: t.field({
      type: 'BigInt',
      description: 'Bytes copied so far.',
      resolve: ({ event }) => event.copiedBytes,
    }),
    totalBytes: t.field({
      type: 'BigInt',
      description: 'Bytes to copy in total.',
      resolve: ({ event }) => event.totalBytes,
    }),
    bytesPerSecond: t.float({
      nullable: true,
      description: 'Copy rate so far, in bytes per second; null before anything is copied.',
      resolve: ({ event }) => event.bytesPerSecond,
    }),
    secondsLeft: t.float({
      nullable: true,
      description: 'Remaining time at that rate, in seconds; null before there is anything to estimate from.',
      resolve: ({ event }) => event.secondsLeft,
    }),
  }),
});

builder.objectRef<Followed<'MoveRetried'>>('MoveRetried').implement({
  description: 'A move did not finish and is tried again, on another DB-Server when the planned one cannot take it.',
  interfaces,
  fields: (t) => ({
    index: t.int({ ...indexField, resolve: ({ event }) => event.index }),
    to: t.string({ ...toField, resolve: ({ event }) => event.to }),
    failure: t.field({
      type: RunFailure,
      description: 'Why the last attempt failed.',
      resolve: ({ event }) => event.failure,
    }),
  }),
});

builder.objectRef<Followed<'MoveCompleted'>>('MoveCompleted').implement({
  description: 'A move has been made: the shard group is in sync in its new place.',
  interfaces,
  fields: (t) => ({
    index: t.int({ ...indexField, resolve: ({ event }) => event.index }),
    to: t.string({
      description: 'serverId of the DB-Server that received the replica or role.',
      resolve: ({ event }) => event.to,
    }),
    bytes: t.field({ type: 'BigInt', description: 'Bytes that the move copied.', resolve: ({ event }) => event.bytes }),
    elapsedMs: t.float({
      nullable: true,
      description: 'Time that the move took, in milliseconds; null when it was found made after a restart.',
      resolve: ({ event }) => event.elapsedMs,
    }),
  }),
});

builder.objectRef<Followed<'MoveFailed'>>('MoveFailed').implement({
  description: 'A move was not made and will not be tried again in this run.',
  interfaces,
  fields: (t) => ({
    index: t.int({ ...indexField, resolve: ({ event }) => event.index }),
    failure: t.field({
      type: RunFailure,
      description: 'Why the move was not made.',
      resolve: ({ event }) => event.failure,
    }),
  }),
});

builder.objectRef<Followed<'RunStopRequested'>>('RunStopRequested').implement({
  description:
    'Somebody asked for the run to be paused or cancelled. No further move starts; those in progress ' +
    'finish first.',
  interfaces,
});

builder.objectRef<Followed<'RunPaused'>>('RunPaused').implement({
  description: 'The run is paused between two moves; resumeRun continues it.',
  interfaces,
});

builder.objectRef<Followed<'RunResumed'>>('RunResumed').implement({
  description: 'A paused or restarted run continues.',
  interfaces,
  fields: (t) => ({
    cause: t.field({ type: ResumeCause, description: 'Why the run continues.', resolve: ({ event }) => event.cause }),
  }),
});

builder.objectRef<Followed<'RebalanceStopped'>>('RebalanceStopped').implement({
  description:
    'The rebalance ends before it has reached the state that its plan predicted. It offers plans to ' +
    'finish or to go back.',
  interfaces,
  fields: (t) => ({
    finishPlan: t.field({
      type: RebalancePlan,
      nullable: true,
      description: 'A plan for the remaining moves; null when none remains or none is possible.',
      resolve: ({ event }, _args, { loaders }) =>
        event.finishPlanId === null ? null : loaders.plan.load(event.finishPlanId),
    }),
    goBackPlan: t.field({
      type: RebalancePlan,
      nullable: true,
      description: 'A plan that undoes the moves made; null when none was made or none is possible.',
      resolve: ({ event }, _args, { loaders }) =>
        event.goBackPlanId === null ? null : loaders.plan.load(event.goBackPlanId),
    }),
  }),
});

builder.objectRef<Followed<'AvailabilityProbed'>>('AvailabilityProbed').implement({
  description: 'New results of querying existing tenants; sent after each wave and when the run stops.',
  interfaces,
  fields: (t) => ({
    probe: t.field({
      type: ProbeFigures,
      description: 'Results for the whole run so far.',
      resolve: ({ event }) => event.probe,
    }),
  }),
});
