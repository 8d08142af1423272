/** Puts a plan together from its moves: waves, the state they lead to, figures and the way back. */
import { fingerprint } from '../../model/fingerprint.js';
import type { Move, NonMove, PlanBody, PlanOptions } from '../../model/plan.js';
import type { ClusterTopology } from '../../model/topology.js';
import { summaryOf } from '../explain/summary.js';
import { inverseOf, topologyAfter, wavesOf } from './moves.js';

/** What a plan starts from and was asked for. */
export interface PlanStart {
  /** The cluster as it was given. */
  readonly topology: ClusterTopology;
  /** The same, sorted, with imagined servers and servers to be drained. */
  readonly before: ClusterTopology;
  readonly options: PlanOptions;
  readonly seed: number;
}

/** Returns the plan of moves that are in the order of their waves; `notMovedIn` is asked about the state they end in. */
export function planBodyOf(
  { topology, before, options, seed }: PlanStart,
  moves: readonly Move[],
  notMovedIn: (after: ClusterTopology) => readonly NonMove[],
): PlanBody {
  const waves = wavesOf(moves, options);
  const after = topologyAfter(before, moves);
  return {
    options,
    seed,
    baseFingerprint: fingerprint(topology),
    before,
    after,
    moves,
    waves,
    summary: summaryOf(before, after, moves, waves),
    notMoved: notMovedIn(after),
    inverse: inverseOf(moves),
  };
}
