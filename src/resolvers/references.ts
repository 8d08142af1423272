/** Finds the run or the plan that a client means: by its global id, or as the latest one. */
import type { Context } from '../schema/context.js';
import { allRunTypes, decodeId, runType } from '../schema/global-id.js';
import { latest, UnknownRunError } from '../services/errors/errors.js';
import type { Run } from '../services/model/run.js';

/** The description of every argument that names a run. */
export const runIdDescription = 'Global id of the run, or the word latest for the most recently started run.';

/** Returns the run. Throws InvalidIdError and UnknownRunError. */
export async function runOf(reference: string, { services }: Context): Promise<Run> {
  if (reference === latest) {
    const page = await services.runs.page({}, { limit: 1, after: null, before: null, fromEnd: false });
    const newest = page.items[0]?.item;
    if (!newest) throw new UnknownRunError(latest);
    return newest;
  }
  const { id, typename } = decodeId(reference, allRunTypes);
  const [run] = await services.runs.runsById([id]);
  if (!run || runType(run) !== typename) throw new UnknownRunError(id);
  return run;
}

/** The description of every argument that names a plan. */
export const planIdDescription = 'Global id of the plan, or the word latest for the most recently made plan.';

/** Returns the id of the plan in the domain. Throws InvalidIdError, and UnknownPlanError where there is no plan yet. */
export async function planIdOf(reference: string, { services }: Pick<Context, 'services'>): Promise<string> {
  if (reference === latest) return services.plans.latestId();
  return decodeId(reference, ['RebalancePlan']).id;
}
