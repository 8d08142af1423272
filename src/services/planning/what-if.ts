/** The cluster as a plan starts from it: sorted, with servers that do not exist yet and those that are to leave marked. */
import { InvalidInputError, UnknownServerError, UnknownTenantError } from '../errors.js';
import type { NewServers, PlanOptions } from '../model/plan.js';
import type { ClusterTopology, TopologyServer } from '../model/topology.js';

/** Returns the topology with servers by id, groups by graph and index, tenants by key: one form for one cluster. */
export function sortedTopology(topology: ClusterTopology): ClusterTopology {
  return {
    ...topology,
    servers: [...topology.servers].sort((a, b) => compare(a.serverId, b.serverId)),
    groups: [...topology.groups].sort(
      (a, b) => compare(a.graph, b.graph) || a.index - b.index || compare(a.groupId, b.groupId),
    ),
    tenants: [...topology.tenants].sort((a, b) => compare(a.key, b.key)),
  };
}

/**
 * Returns the starting point of a plan: new servers named `new-1`, `new-2`, ... are there and empty, servers to be
 * removed are DRAINING. Throws UnknownServerError and UnknownTenantError for names that the topology does not have, and
 * InvalidInputError when no server would stay.
 */
export function startingPoint(topology: ClusterTopology, options: PlanOptions): ClusterTopology {
  const sorted = sortedTopology(topology);
  const known = new Set(sorted.servers.map(({ serverId }) => serverId));
  const unknown = options.removeServers.find((serverId) => !known.has(serverId));
  if (unknown !== undefined) throw new UnknownServerError(unknown);
  const tenants = new Set(sorted.tenants.map(({ key }) => key));
  const stranger = options.limits.pinnedTenants.find((key) => !tenants.has(key));
  if (stranger !== undefined) throw new UnknownTenantError(stranger);
  const leaving = new Set(options.removeServers);
  const marked = sorted.servers.map((server): TopologyServer =>
    leaving.has(server.serverId) ? { ...server, status: 'DRAINING' } : server,
  );
  const servers = [...marked, ...imaginedServers(marked, options.addServers)];
  if (leaving.size > 0 && servers.every(({ status }) => status === 'DRAINING')) {
    throw new InvalidInputError(
      'removeServers',
      `removeServers names all ${leaving.size} servers`,
      'Leave at least one server in the cluster, or add new ones in the same plan',
    );
  }
  return sortedTopology({ ...sorted, servers });
}

/** Servers that do not exist yet; zones are filled up, fewest servers first, unless one is asked for. */
function imaginedServers(servers: readonly TopologyServer[], wish: NewServers): readonly TopologyServer[] {
  const taken = new Set(servers.map(({ serverId }) => serverId));
  const capacityBytes = wish.capacityBytes ?? largestCapacity(servers);
  const perZone = new Map<string, number>();
  for (const { zone, status } of servers) {
    if (zone !== null) perZone.set(zone, (perZone.get(zone) ?? 0) + (status === 'DRAINING' ? 0 : 1));
  }
  const added: TopologyServer[] = [];
  for (let number = 1; added.length < wish.count; number += 1) {
    const serverId = `new-${number}`;
    if (taken.has(serverId)) continue;
    const zone = wish.zone ?? emptiestZone(perZone);
    if (zone !== null) perZone.set(zone, (perZone.get(zone) ?? 0) + 1);
    added.push({ serverId, shortName: `new server ${number}`, zone, status: 'GOOD', capacityBytes });
  }
  return added;
}

function largestCapacity(servers: readonly TopologyServer[]): bigint | null {
  return servers.reduce<bigint | null>(
    (largest, { capacityBytes }) =>
      capacityBytes !== null && (largest === null || capacityBytes > largest) ? capacityBytes : largest,
    null,
  );
}

function emptiestZone(perZone: ReadonlyMap<string, number>): string | null {
  const zones = [...perZone].sort(([a, m], [b, n]) => m - n || compare(a, b));
  return zones[0]?.[0] ?? null;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
