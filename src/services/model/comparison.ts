/** Several plans for the same question side by side: how even each gets the cluster, and at what cost. */
import type { Measure, RebalancePlan } from './plan.js';

/** From the least freedom to the most: what an earlier one may do, every later one may do too. */
export const planVariants = ['LEADERSHIP_ONLY', 'GENTLE', 'BALANCED', 'THOROUGH'] as const;

export type PlanVariant = (typeof planVariants)[number];

/** How even a state is, and what it costs to get there: one point on the frontier. */
export interface FrontierPoint {
  /** max / mean of each measure, in the order of `measures`; 1 is perfect. */
  readonly balance: readonly { readonly measure: Measure; readonly maxOverMean: number; readonly gap: number }[];
  /** The mean of max / mean over the measures, weighted as the question weighs them; 1 is perfect. */
  readonly imbalance: number;
  readonly bytesMoved: bigint;
  readonly moves: number;
  /** Modelled. */
  readonly estimatedSeconds: number;
}

/** One plan of a comparison; exactly one of `plan` and `refusal` is not null. */
export interface PlanOutcome {
  readonly variant: PlanVariant;
  /** How its options differ from the question's. */
  readonly terms: string;
  readonly plan: RebalancePlan | null;
  readonly point: FrontierPoint | null;
  /** Why there is no plan on these terms. */
  readonly refusal: { readonly message: string; readonly remedy: string | null } | null;
  /** Plans that are at least as good in every measure and every cost, and better in one. */
  readonly dominatedBy: readonly PlanVariant[];
  /** The first plan that comes out with the same figures; null when none does. */
  readonly sameAs: PlanVariant | null;
}

export interface PlanComparison {
  /** The cluster from which all plans start. */
  readonly start: FrontierPoint;
  /** In the order of `planVariants`. */
  readonly outcomes: readonly PlanOutcome[];
  /** null: leave the cluster as it is. */
  readonly recommended: PlanVariant | null;
  readonly sentence: string;
  /** Where a plan with more freedom ends with a measure higher than one with less, one sentence each. */
  readonly remarks: readonly string[];
}
