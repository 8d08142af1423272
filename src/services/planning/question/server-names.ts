/** Lets people name servers as they speak of them: by short name as well as by serverId. */
import type { ClusterTopology } from '../../model/topology.js';
import type { PlanRequest } from './options.js';

/**
 * Returns the wish with the serverId in place of each short name that exactly one server has. Names that no server has
 * stay as they are: the planner refuses them.
 */
export function withServerIds(request: PlanRequest, { servers }: ClusterTopology): PlanRequest {
  const ids = new Set(servers.map(({ serverId }) => serverId));
  const byShortName = new Map<string, string | null>();
  for (const { serverId, shortName } of servers) {
    byShortName.set(shortName, byShortName.has(shortName) ? null : serverId);
  }
  const idOf = (name: string): string => (ids.has(name) ? name : (byShortName.get(name) ?? name));
  return {
    ...request,
    removeServers: request.removeServers?.map(idOf),
    replaceServers: request.replaceServers?.map((wish) => ({ ...wish, serverId: idOf(wish.serverId) })),
  };
}
