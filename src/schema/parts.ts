/** Finds parts of a cluster (servers, shards, tenants...) by their ids, in the state that each id names. */
import type { RebalancePlan } from '../services/model/plan.js';
import type { ClusterView } from './cluster-view.js';
import type { Context } from './context.js';
import { type NodeType, parsePartId } from './global-id.js';

/**
 * Returns the part that each id names, in the order of the ids; null where the state or the part does not exist. An id
 * that is none gives an InvalidIdError in its place.
 */
export function loadParts<T>(
  { loaders }: Context,
  ids: readonly string[],
  typename: NodeType,
  find: (view: ClusterView, name: string) => T | null,
): Promise<(T | null)[]> {
  return Promise.all(
    ids.map(async (id) => {
      const { source, name } = parsePartId(id, typename);
      const view = await loaders.cluster(source);
      return view && find(view, name);
    }),
  );
}

/** Returns what a state of the cluster must have because its own parts name it. Throws an Error when it does not. */
export function existing<T>(part: T | null, name: string): T {
  if (part === null) throw new Error(`The topology names ${name} but does not have it`);
  return part;
}

/** Returns the cluster before or after a plan. */
export async function stateOf(
  { id }: RebalancePlan,
  kind: 'before' | 'after',
  { loaders }: Context,
): Promise<ClusterView> {
  // A plan that was only just made has been stored before it got here.
  return existing(await loaders.cluster({ kind, id }), `plan ${id}`);
}
