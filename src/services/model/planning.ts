/** A plan that is being made: how far it is, and how far it may go. */

/** What the planner does, in order: for every plan once. */
export type PlannerStage = 'DRAINING' | 'EVENING_OUT' | 'SCHEDULING' | 'EXPLAINING';

/** How far the making of a plan is; of several, where one answer needs several. */
export interface PlannerStep {
  readonly stage: PlannerStage;
  /** Candidates that the search has looked at so far; never goes down. */
  readonly evaluatedMoves: number;
}

/** How long the search for a plan was, and why it ended. */
export interface PlanSearch {
  /** Candidates that it looked at. */
  readonly evaluatedMoves: number;
  /** true: it ended because it had looked at as many as the budget allows, and might have found more. */
  readonly isBudgetSpent: boolean;
}

/** Something that is being planned, or waits for its turn. */
export interface PlanningInProgress {
  readonly id: string;
  /** What was asked, in one sentence. */
  readonly question: string;
  /** WAITING: for its turn. PREPARING: the topology is being read and given to the planner. */
  readonly stage: 'WAITING' | 'PREPARING' | PlannerStage;
  readonly evaluatedMoves: number;
  /** The most candidates that may be looked at. */
  readonly budget: number;
  /** When it was asked: ISO 8601, UTC. */
  readonly startedAt: string;
}
