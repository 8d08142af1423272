/**
 * What a limit is: a rule that no plan breaks, not even between two moves. All that is said of one comes from its
 * descriptor: what a question can set of it, the API's input, the line of reports, why a move is refused and what to do.
 */
import { at } from '../../base/cells.js';
import type { PlanProblem, PlanState, Step } from '../problem/state.js';
import type { LimitSetting } from './setting.js';

/** Why a step is refused, as a sentence with the numbers. Built on demand: the search asks far more often than anyone reads. */
export type Refusal = () => string;

export interface Limit {
  /** Stable and machine readable; also the code of moves that were not made. */
  readonly code: string;
  /** What a question can set of it; missing: nothing. */
  readonly setting?: LimitSetting;
  /** Returns null when the step may be made in this state, else why not; changes nothing. */
  readonly judge: (step: Step, state: PlanState) => Refusal | null;
  /** Returns what to do where it keeps a group of so many bytes on a server that is to be emptied. */
  readonly remedy: (problem: PlanProblem, bytes: number) => string;
}

export interface Accepted {
  readonly isAccepted: true;
}

export interface Refused {
  readonly isAccepted: false;
  /** The limit that refuses. */
  readonly limit: Limit;
  readonly sentence: Refusal;
}

export type Verdict = Accepted | Refused;

/** Returns a server's name for people. */
export function nameOf(state: PlanState, server: number): string {
  return state.problem.servers[server]?.shortName ?? 'a server that is gone';
}

/** Returns a group's id. */
export function groupIdOf(state: PlanState, group: number): string {
  return at(state.problem.groups, group).groupId;
}
