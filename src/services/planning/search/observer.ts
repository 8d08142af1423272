/**
 * Lets somebody watch a plan being made. What is told depends on nothing but the search, and the search on nothing that
 * is told, so a plan that is watched has the same bytes.
 */
import type { PlannerStage, PlannerStep } from '../../model/planning.js';

/** Called with each stage as it begins, and after so many candidates. Must not throw. */
export type PlanningObserver = (step: PlannerStep) => void;

/** A few hundredths of a second of search: counted, because a clock would tell something else each time. */
const candidatesBetweenSteps = 10_000;

/** Counts candidates for an observer. */
export class ProgressReporter {
  readonly #observe: PlanningObserver | undefined;
  #stage: PlannerStage = 'DRAINING';
  #evaluated = 0;
  #told = 0;

  constructor(observe?: PlanningObserver) {
    this.#observe = observe;
  }

  enter(stage: PlannerStage): void {
    this.#stage = stage;
    this.#tell();
  }

  count(candidates: number): void {
    this.#evaluated += candidates;
    if (this.#evaluated - this.#told >= candidatesBetweenSteps) this.#tell();
  }

  #tell(): void {
    this.#told = this.#evaluated;
    this.#observe?.({ stage: this.#stage, evaluatedMoves: this.#evaluated });
  }
}

/** Returns observers, one after the other, of plans that are made for one answer: they tell one count for all. */
export function observersInTurn(observe: PlanningObserver | undefined): () => PlanningObserver {
  let before = 0;
  let latest = 0;
  return () => {
    before = latest;
    return ({ stage, evaluatedMoves }) => {
      latest = before + evaluatedMoves;
      observe?.({ stage, evaluatedMoves: latest });
    };
  };
}
