/** The events of a rebalance besides those of every run: waves, moves with their stages, pauses. */
import { enumOf } from './enum.js';
import { show, showOrNull } from './exposed.js';
import { ProbeFigures } from './PerformanceReport.js';
import { MoveKind } from './RebalanceMove.js';
import { RebalancePlan } from './RebalancePlan.js';
import { RunFailure } from './Run.js';
import { eventType } from './RunEvent.js';

const wave = show('Int', 'Index of the wave in the plan, from 0.');
const index = show('Int', 'Index of the move in the plan, from 0.');
const to = show('String', 'serverId of the DB-Server that receives the replica or role.');

const MoveStage = enumOf('MoveStage', 'What a move in progress is doing.', {
  COPYING: 'The data is being copied to the target.',
  SWITCHING: 'The data has been copied; roles and placement are being changed.',
});

const ResumeCause = enumOf('ResumeCause', 'Why a run was resumed.', {
  REQUEST: 'The run was paused, and somebody called resumeRun.',
  RESTART: 'The server was restarted while the run was in progress.',
});

eventType('WaveStarted', 'A wave of moves has started; its moves run at the same time.', () => ({
  wave,
  moves: show('Int', 'Number of moves in the wave.'),
  bytes: show('BigInt', 'Bytes that the wave copies.'),
}));

eventType('WaveCompleted', 'Every move of a wave has ended, successfully or not.', () => ({
  wave,
  movesMade: show('Int', 'Number of moves of the wave that were made.'),
  movesNotMade: show('Int', 'Number of moves of the wave that could not be made.'),
}));

eventType('MoveStarted', 'A move has started. After a restart, a move that had not taken effect starts again.', () => ({
  index,
  attempt: show('Int', 'Number of the attempt, from 1; higher after a retry.'),
  kind: show(MoveKind, 'The kind of move, e.g. MOVE_FOLLOWER.'),
  groupId: show('String', 'Name of the shard group that moves.'),
  from: show('String', 'serverId of the DB-Server that gives up the replica or role.'),
  to,
  stage: show(MoveStage, 'Whether data is being copied or roles are being changed.'),
  totalBytes: show('BigInt', 'Bytes to copy in total; 0 for a leadership transfer.'),
}));

eventType('MoveProgressed', 'A move has made progress.', () => ({
  index,
  stage: show(MoveStage, 'Whether data is being copied or roles are being changed.'),
  copiedBytes: show('BigInt', 'Bytes copied so far.'),
  totalBytes: show('BigInt', 'Bytes to copy in total.'),
  bytesPerSecond: showOrNull('Float', 'Copy rate so far, in bytes per second; null before anything is copied.'),
  secondsLeft: showOrNull(
    'Float',
    'Remaining time at that rate, in seconds; null before there is anything to estimate from.',
  ),
}));

eventType(
  'MoveRetried',
  'A move did not finish and is tried again, on another DB-Server when the planned one cannot take it.',
  (t) => ({
    index,
    to,
    failure: t.expose('failure', { type: RunFailure, description: 'Why the last attempt failed.' }),
  }),
);

eventType('MoveCompleted', 'A move has been made: the shard group is in sync in its new place.', () => ({
  index,
  to: show('String', 'serverId of the DB-Server that received the replica or role.'),
  bytes: show('BigInt', 'Bytes that the move copied.'),
  elapsedMs: showOrNull(
    'Float',
    'Time that the move took, in milliseconds; null when it was found made after a restart.',
  ),
}));

eventType('MoveFailed', 'A move was not made and will not be tried again in this run.', (t) => ({
  index,
  failure: t.expose('failure', { type: RunFailure, description: 'Why the move was not made.' }),
}));

eventType(
  'RunStopRequested',
  'Somebody asked for the run to be paused or cancelled. No further move starts; those in progress ' + 'finish first.',
);

eventType('RunPaused', 'The run is paused between two moves; resumeRun continues it.');

eventType('RunResumed', 'A paused or restarted run continues.', () => ({
  cause: show(ResumeCause, 'Why the run continues.'),
}));

eventType(
  'RebalanceStopped',
  'The rebalance ends before it has reached the state that its plan predicted. It offers plans to ' +
    'finish or to go back.',
  (t) => ({
    finishPlan: t.field({
      type: RebalancePlan,
      nullable: true,
      description: 'A plan for the remaining moves; null when none remains or none is possible.',
      resolve: ({ finishPlanId }, _args, { loaders }) =>
        finishPlanId === null ? null : loaders.plan.load(finishPlanId),
    }),
    goBackPlan: t.field({
      type: RebalancePlan,
      nullable: true,
      description: 'A plan that undoes the moves made; null when none was made or none is possible.',
      resolve: ({ goBackPlanId }, _args, { loaders }) =>
        goBackPlanId === null ? null : loaders.plan.load(goBackPlanId),
    }),
  }),
);

eventType(
  'AvailabilityProbed',
  'New results of querying existing tenants; sent after each wave and when the run stops.',
  () => ({
    probe: show(ProbeFigures, 'Results for the whole run so far.'),
  }),
);
