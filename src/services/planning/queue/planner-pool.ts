/** Where questions are answered: on this thread, which does nothing else meanwhile, or on threads of their own. */
import { setImmediate } from 'node:timers/promises';

import type { ClusterTopology } from '../../model/topology.js';
import type { PlanningObserver } from '../search/observer.js';
import { answerTo, type PlanningAnswers, type PlanningQuestion, type QuestionKind } from './questions.js';

export interface PlannerPool {
  /** Questions that it answers at the same time; it is not to be given more. */
  readonly capacity: number;
  /**
   * Resolves with the answer. Rejects with the signal's reason when it is aborted, with what the planner throws, and with
   * a PlanningFailedError when the planner has come to an end of its own.
   */
  answer<Kind extends QuestionKind>(
    question: PlanningQuestion<Kind>,
    topology: ClusterTopology,
    observe: PlanningObserver,
    signal: AbortSignal,
  ): Promise<PlanningAnswers[Kind]>;
  /** Resolves when nothing of it is left. What it still works on is to be aborted before. */
  close(): Promise<void>;
}

/** Returns a pool on this thread: for tests, and where there is no compiled thread. */
export function inlinePool(): PlannerPool {
  return {
    capacity: 1,
    async answer(question, topology, observe, signal) {
      // Whoever asked at the same time gets an answer that is quick before this one.
      await setImmediate();
      signal.throwIfAborted();
      return answerTo(question, topology, observe);
    },
    close: () => Promise.resolve(),
  };
}
