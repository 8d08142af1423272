/** The states of the cluster that a plan starts from and leads to. */
import type { RebalancePlan } from '../services/model/plan.js';
import type { ClusterView } from './cluster-view.js';
import type { Context } from './context.js';
import { existing } from './parts.js';

/** Returns the cluster before or after a plan. */
export async function stateOf(
  { id }: RebalancePlan,
  kind: 'before' | 'after',
  { loaders }: Context,
): Promise<ClusterView> {
  // A plan that was only just made has been stored before it got here.
  return existing(await loaders.cluster({ kind, id }), `plan ${id}`);
}
