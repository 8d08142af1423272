/** Keeps the plans of a comparison and sets them side by side. */
import type { PlanComparison } from '../model/comparison.js';
import type { RebalancePlan } from '../model/plan.js';
import { type Attempt, comparisonOf } from './answers/comparison.js';
import type { MadePlan } from './answers/plan.js';
import type { MadeAttempt } from './answers/variants.js';

/** Returns the comparison of attempts in the order of `planVariants`; every plan among them is kept by `keep`. */
export async function compareAttempts(
  attempts: readonly MadeAttempt[],
  keep: (plan: MadePlan) => Promise<RebalancePlan>,
): Promise<PlanComparison> {
  const kept: Attempt[] = [];
  for (const attempt of attempts) kept.push({ ...attempt, plan: attempt.plan && (await keep(attempt.plan)) });
  const balanced = attempts.find(({ variant }) => variant === 'BALANCED')?.plan;
  if (!balanced) throw new RangeError('A comparison needs a plan for the plain question');
  return comparisonOf(kept, balanced.options.objectives);
}
