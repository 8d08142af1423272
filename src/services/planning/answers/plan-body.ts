/** Puts a plan together from its moves: waves, the state they lead to, figures, the way back, and the hash that names it. */
import { canonicalJson, sha256 } from '../../base/canonical.js';
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

/** Returns the plan's name: the sha-256 of the body's canonical JSON. What else an object carries beside is left out. */
export function planHashOf(body: PlanBody): string {
  const { options, seed, baseFingerprint, before, after, moves, waves, summary, notMoved, inverse } = body;
  // The type sees to it that no part of a body is forgotten here.
  const whole: Required<PlanBody> = {
    ...{ options, seed, baseFingerprint, before, after },
    ...{ moves, waves, summary, notMoved, inverse },
  };
  return sha256(canonicalJson(whole));
}
