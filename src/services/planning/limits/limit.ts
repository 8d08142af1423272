/** What a limit is: a rule that no plan breaks, not even between two moves. It judges one step in one state. */
import type { PlanState, Step } from '../problem/state.js';

export interface Accepted {
  readonly isAccepted: true;
}

export interface Refused {
  readonly isAccepted: false;
  /** Code of the limit that refuses. */
  readonly limit: LimitCode;
  /** Why, as a sentence with the numbers. Built on demand: the search asks far more often than anyone reads. */
  readonly sentence: () => string;
}

export type Verdict = Accepted | Refused;

/** Stable and machine readable; also the codes of moves that were not made. */
export type LimitCode =
  | 'DIFFERENT_SERVERS'
  | 'ZONES'
  | 'CAPACITY'
  | 'WRITE_CONCERN'
  | 'HEALTH'
  | 'MOVE_KINDS'
  | 'READ_ONLY'
  | 'PINNED_TENANTS'
  | 'PINNED_COLLECTIONS'
  | 'MAXIMUM_NUMBER_OF_MOVES'
  | 'MAX_BYTES_MOVED';

export interface Limit {
  /** Returns whether the step may be made in this state; changes nothing. */
  judge(step: Step, state: PlanState): Verdict;
}

/** The answer when nothing speaks against a step. */
export const accepted: Accepted = { isAccepted: true };

/** Returns a refusal. */
export function refused(limit: LimitCode, sentence: () => string): Refused {
  return { isAccepted: false, limit, sentence };
}

/** Returns a server's name for people. */
export function nameOf(state: PlanState, server: number): string {
  return state.problem.servers[server]?.shortName ?? 'a server that is gone';
}

/** Returns a group's id. */
export function groupIdOf(state: PlanState, group: number): string {
  return state.problem.groups[group]?.groupId ?? '';
}
