/** What is said between the services and a planner thread. Errors lose their class on the way and get it back here. */
import type { Slice } from '../../base/slices.js';
import { DomainError, errorClasses } from '../../errors/errors.js';
import type { PlannerStep } from '../../model/planning.js';
import type { ClusterTopology } from '../../model/topology.js';
import type { PlanningQuestion } from './questions.js';

/** One question at a time, with what it is about. */
export interface PlannerTask {
  readonly question: PlanningQuestion;
  readonly topology: ClusterTopology;
}

/**
 * The slices of a task, then ANSWER. Slices of the answer are sent for each NEXT: all messages that have come are taken
 * in one turn of the event loop, so more than one at a time would hold it.
 */
export type PlannerRequest = Slice | 'ANSWER' | 'NEXT';

/** Steps, then either a failure or the slices of the answer, the first one unasked, and DONE. */
export type PlannerReply =
  { readonly step: PlannerStep } | { readonly slice: Slice } | { readonly failure: PlannerFailure } | 'DONE';

export type PlannerFailure =
  | { readonly name: string; readonly message: string; readonly facts: Readonly<Record<string, unknown>> }
  | { readonly unexpected: unknown };

/** Returns an error in a form that can be sent. */
export function failureOf(error: unknown): PlannerFailure {
  if (!(error instanceof DomainError)) return { unexpected: error };
  // The message is no enumerable property, all facts are.
  return { name: error.name, message: error.message, facts: Object.fromEntries(Object.entries(error)) };
}

/** Returns the error that was sent: of the same class, with the same facts. */
export function errorOf(failure: PlannerFailure): unknown {
  if ('unexpected' in failure) return failure.unexpected;
  const prototype = errorClasses.find(({ name }) => name === failure.name)?.prototype ?? DomainError.prototype;
  // Constructors make their messages of their facts, each in its own way; what they made is here already.
  return Object.assign(Object.setPrototypeOf(new Error(failure.message), prototype) as Error, failure.facts);
}
