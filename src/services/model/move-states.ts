/** How each move of a plan stands in a rebalance run, told from the plan and the run's small progress. */
import type { Move, PlanBody } from './plan.js';
import type { MoveUnderWay, RebalanceProgress } from './rebalance-run.js';
import type { RunFailure } from './run-failure.js';

/** PENDING: not started, and after the end of the run never made. COPYING and SWITCHING: under way. */
export type MoveStatus = 'PENDING' | 'COPYING' | 'SWITCHING' | 'COMPLETED' | 'FAILED';

export interface MoveState {
  /** As planned. */
  readonly move: Move;
  readonly status: MoveStatus;
  /** serverId of the target, which a retry may have changed. */
  readonly to: string;
  readonly copiedBytes: bigint;
  readonly totalBytes: bigint;
  /** Only while it is under way. */
  readonly underWay: MoveUnderWay | null;
  readonly failure: RunFailure | null;
}

/** Returns one state for each move of the plan, in its order. */
export function moveStatesOf({ moves }: Pick<PlanBody, 'moves'>, progress: RebalanceProgress): readonly MoveState[] {
  const { wave } = progress;
  const made = new Set(progress.madeInWave);
  const underWay = new Map(progress.underWay.map((move) => [move.index, move]));
  const failures = new Map(progress.notMade.map(({ index, failure }) => [index, failure]));
  const targets = new Map(progress.elsewhere.map(({ index, to }) => [index, to]));
  return moves.map((move): MoveState => {
    const state = { move, to: targets.get(move.index) ?? move.to, underWay: null, failure: null };
    const failure = failures.get(move.index);
    if (failure) return { ...state, status: 'FAILED', copiedBytes: 0n, totalBytes: move.bytes, failure };
    if (move.wave < wave || made.has(move.index)) {
      return { ...state, status: 'COMPLETED', copiedBytes: move.bytes, totalBytes: move.bytes };
    }
    const now = underWay.get(move.index);
    if (!now) return { ...state, status: 'PENDING', copiedBytes: 0n, totalBytes: move.bytes };
    const { stage, to, copiedBytes, totalBytes } = now;
    return { ...state, status: stage, to, copiedBytes, totalBytes, underWay: now };
  });
}

/** Returns the moves that were made, in the plan's order, each to the server that took it. */
export function movesMade(plan: Pick<PlanBody, 'moves'>, progress: RebalanceProgress): readonly Move[] {
  return moveStatesOf(plan, progress)
    .filter(({ status }) => status === 'COMPLETED')
    .map(({ move, to }) => ({ ...move, to }));
}

/** Returns the moves that were not made, in the plan's order, as they were planned. */
export function movesLeft(plan: Pick<PlanBody, 'moves'>, progress: RebalanceProgress): readonly Move[] {
  return moveStatesOf(plan, progress)
    .filter(({ status }) => status !== 'COMPLETED')
    .map(({ move }) => move);
}
