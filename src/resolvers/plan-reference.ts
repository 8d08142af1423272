/** Finds the plan that a client means: by its global id, or as the latest one. */
import type { Context } from '../schema/context.js';
import { decodeId } from '../schema/global-id.js';
import { latest } from '../services/errors/errors.js';

/** The description of every argument that names a plan. */
export const planIdDescription = 'Global id of the plan, or the word latest for the most recently made plan.';

/** Returns the id of the plan in the domain. Throws InvalidIdError, and UnknownPlanError where there is no plan yet. */
export async function planIdOf(reference: string, { services }: Pick<Context, 'services'>): Promise<string> {
  if (reference === latest) return services.plans.latestId();
  return decodeId(reference, ['RebalancePlan']).id;
}
