/**
 * A rebalance run as an event log: what its events say besides those of every run, and what the run has come to, folded
 * from them. The fold stays small however long the plan is: moves of finished waves are known from what was not made.
 */
import type { ProbeFigures } from './check.js';
import type { MoveKind } from './plan.js';
import type { RunFailure } from './run-failure.js';

export interface RebalanceInput {
  /** Id of the plan that is carried out. */
  readonly planId: string;
}

/** What somebody asked a run to do between two moves. */
export type StopRequest = 'PAUSE' | 'CANCEL';

/** COPYING: bytes are on their way. SWITCHING: the data is there, roles and placement change. */
export type MoveStage = 'COPYING' | 'SWITCHING';

/** A move that has been started and has not ended. */
export interface MoveUnderWay {
  /** The move's index in the plan. */
  readonly index: number;
  /** From 1; more than 1 after a retry. */
  readonly attempt: number;
  /** serverId of the target, which a retry may have changed. */
  readonly to: string;
  readonly stage: MoveStage;
  readonly copiedBytes: bigint;
  readonly totalBytes: bigint;
  /** Bytes per second since the attempt began; null before anything is copied. */
  readonly bytesPerSecond: number | null;
  /** At that rate; null while nothing can be said. */
  readonly secondsLeft: number | null;
}

export interface MoveNotMade {
  readonly index: number;
  readonly failure: RunFailure;
}

/** A move that was made to another server than planned. */
export interface MoveElsewhere {
  readonly index: number;
  /** serverId that took it. */
  readonly to: string;
}

/** What a rebalance run has come to. */
export interface RebalanceProgress {
  readonly moves: number;
  readonly waves: number;
  /** Bytes that the plan copies. */
  readonly bytes: bigint;
  /** The wave that is under way or comes next, from 0; all waves before it are over. Equals `waves` after the last. */
  readonly wave: number;
  readonly isWaveOpen: boolean;
  readonly movesMade: number;
  readonly bytesMoved: bigint;
  /** Indexes of the moves of the present wave that have been made. */
  readonly madeInWave: readonly number[];
  readonly underWay: readonly MoveUnderWay[];
  /** At most as many as a run puts up with before it ends. */
  readonly notMade: readonly MoveNotMade[];
  /** Likewise. */
  readonly elsewhere: readonly MoveElsewhere[];
  /** Asked for and not yet in effect: moves under way finish first. */
  readonly stopRequested: StopRequest | null;
  /** Plans that were offered when the run ended early; null where there is none. */
  readonly finishPlanId: string | null;
  readonly goBackPlanId: string | null;
  /** What the probes of the whole run saw, as far as it has been told; null before that. */
  readonly probe: ProbeFigures | null;
}

/** What the events of a rebalance say, besides those of every run. `index` is that of a move in the plan. */
export type RebalanceEventBody =
  | {
      readonly type: 'WaveStarted';
      readonly message: string;
      readonly wave: number;
      readonly moves: number;
      readonly bytes: bigint;
    }
  | {
      readonly type: 'WaveCompleted';
      readonly message: string;
      readonly wave: number;
      readonly movesMade: number;
      readonly movesNotMade: number;
    }
  | {
      readonly type: 'MoveStarted';
      readonly message: string;
      readonly index: number;
      readonly attempt: number;
      readonly kind: MoveKind;
      readonly groupId: string;
      readonly from: string;
      readonly to: string;
      readonly stage: MoveStage;
      readonly totalBytes: bigint;
    }
  | {
      readonly type: 'MoveProgressed';
      readonly message: string;
      readonly index: number;
      readonly stage: MoveStage;
      readonly copiedBytes: bigint;
      readonly totalBytes: bigint;
      readonly bytesPerSecond: number | null;
      readonly secondsLeft: number | null;
    }
  | {
      readonly type: 'MoveRetried';
      readonly message: string;
      readonly index: number;
      /** serverId of the next target. */
      readonly to: string;
      /** Whether that is another one than planned. */
      readonly isElsewhere: boolean;
      /** Why the last attempt came to nothing. */
      readonly failure: RunFailure;
    }
  | {
      readonly type: 'MoveCompleted';
      readonly message: string;
      readonly index: number;
      /** serverId that took it. */
      readonly to: string;
      readonly bytes: bigint;
      /** Measured; null where it was found done after a restart. */
      readonly elapsedMs: number | null;
    }
  | { readonly type: 'MoveFailed'; readonly message: string; readonly index: number; readonly failure: RunFailure }
  | { readonly type: 'RunStopRequested'; readonly message: string; readonly request: StopRequest }
  | { readonly type: 'RunPaused'; readonly message: string }
  | {
      readonly type: 'RunResumed';
      readonly message: string;
      /** RESTART: the server was started again while the run was under way. */
      readonly cause: 'REQUEST' | 'RESTART';
    }
  | {
      readonly type: 'RebalanceStopped';
      readonly message: string;
      readonly afterSnapshotId: string;
      readonly finishPlanId: string | null;
      readonly goBackPlanId: string | null;
    }
  | {
      readonly type: 'AvailabilityProbed';
      readonly message: string;
      /** Of the whole run so far. */
      readonly probe: ProbeFigures;
    };

/** How much a plan has ahead. */
export type PlanExtent = Pick<RebalanceProgress, 'moves' | 'waves' | 'bytes'>;

/** Returns the progress before the first event. */
export function progressBefore(extent: PlanExtent): RebalanceProgress {
  return {
    ...extent,
    wave: 0,
    isWaveOpen: false,
    movesMade: 0,
    bytesMoved: 0n,
    madeInWave: [],
    underWay: [],
    notMade: [],
    elsewhere: [],
    stopRequested: null,
    finishPlanId: null,
    goBackPlanId: null,
    probe: null,
  };
}

/** Returns the progress after one more event. Neither argument is changed. */
export function progressAfter(progress: RebalanceProgress, event: RebalanceEventBody): RebalanceProgress {
  switch (event.type) {
    case 'WaveStarted':
      return { ...progress, wave: event.wave, isWaveOpen: true, madeInWave: [] };
    case 'WaveCompleted':
      return { ...progress, wave: event.wave + 1, isWaveOpen: false, madeInWave: [] };
    case 'MoveStarted':
      return { ...progress, underWay: [...othersUnderWay(progress, event.index), started(event)] };
    case 'MoveProgressed':
      return {
        ...progress,
        underWay: progress.underWay.map((move) =>
          move.index === event.index ? { ...move, ...figuresOf(event) } : move,
        ),
      };
    case 'MoveRetried':
      return { ...progress, underWay: othersUnderWay(progress, event.index), elsewhere: nowElsewhere(progress, event) };
    case 'MoveCompleted':
      return {
        ...progress,
        movesMade: progress.movesMade + 1,
        bytesMoved: progress.bytesMoved + event.bytes,
        madeInWave: [...progress.madeInWave, event.index],
        underWay: othersUnderWay(progress, event.index),
      };
    case 'MoveFailed':
      return {
        ...progress,
        underWay: othersUnderWay(progress, event.index),
        notMade: [...progress.notMade, { index: event.index, failure: event.failure }],
        elsewhere: progress.elsewhere.filter(({ index }) => index !== event.index),
      };
    case 'RunStopRequested':
      return { ...progress, stopRequested: event.request };
    case 'RunPaused':
      return { ...progress, stopRequested: null, underWay: [] };
    case 'RunResumed':
      return progress;
    case 'RebalanceStopped': {
      const { finishPlanId, goBackPlanId } = event;
      return { ...progress, underWay: [], finishPlanId, goBackPlanId };
    }
    case 'AvailabilityProbed':
      return { ...progress, probe: event.probe };
  }
}

function started({ index, attempt, to, stage, totalBytes }: EventOf<'MoveStarted'>): MoveUnderWay {
  return { index, attempt, to, stage, copiedBytes: 0n, totalBytes, bytesPerSecond: null, secondsLeft: null };
}

type EventOf<T extends RebalanceEventBody['type']> = Extract<RebalanceEventBody, { readonly type: T }>;

function figuresOf(event: EventOf<'MoveProgressed'>): Partial<MoveUnderWay> {
  const { stage, copiedBytes, totalBytes, bytesPerSecond, secondsLeft } = event;
  return { stage, copiedBytes, totalBytes, bytesPerSecond, secondsLeft };
}

function othersUnderWay({ underWay }: RebalanceProgress, index: number): readonly MoveUnderWay[] {
  return underWay.filter((move) => move.index !== index);
}

function nowElsewhere(
  { elsewhere }: RebalanceProgress,
  { index, to, isElsewhere }: EventOf<'MoveRetried'>,
): readonly MoveElsewhere[] {
  const others = elsewhere.filter((move) => move.index !== index);
  return isElsewhere ? [...others, { index, to }] : others;
}
