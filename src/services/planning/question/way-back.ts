/** What plans that finish or take back a run are asked for: the run's own question without what no longer applies. */
import type { PlanOptions } from '../../model/plan.js';

/** The same question without anything imagined: what was imagined is not there, or the plan would not have been applied. */
export function finishOptions({ addServers, removeServers, objectives, limits, budget }: PlanOptions): PlanOptions {
  return { addServers: { ...addServers, count: 0 }, removeServers, objectives, limits, budget };
}

/** Servers that were to leave take back what they had, and undoing is not held to the caps of doing. */
export function goBackOptions(options: PlanOptions): PlanOptions {
  const finish = finishOptions(options);
  return { ...finish, removeServers: [], limits: { ...finish.limits, maxBytesMoved: null } };
}
