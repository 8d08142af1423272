/** Servers that do not exist yet: those that a question adds, and the successors of those that it replaces. */
import type { NewServers, ServerReplacement } from '../../model/plan.js';
import type { TopologyServer } from '../../model/topology.js';

/**
 * Returns one successor for each replacement, in the same order, named after the server that leaves: with its zone and
 * capacity unless others are asked for. Servers that are not among `servers` are left out.
 */
export function successorsOf(
  servers: readonly TopologyServer[],
  replacements: readonly ServerReplacement[],
): readonly TopologyServer[] {
  const byId = new Map(servers.map((server) => [server.serverId, server]));
  return replacements.flatMap((wish): TopologyServer[] => {
    const old = byId.get(wish.serverId);
    if (!old) return [];
    return [
      {
        serverId: freeName(`successor-of-${old.serverId}`, byId),
        shortName: `successor of ${old.shortName}`,
        zone: wish.zone ?? old.zone,
        status: 'GOOD',
        capacityBytes: wish.capacityBytes ?? old.capacityBytes,
        isImagined: true,
      },
    ];
  });
}

/**
 * Returns the servers that a question adds, named `new-1`, `new-2`, ...; zones are filled up, fewest servers first,
 * unless one is asked for. `servers` are those that the cluster has besides.
 */
export function addedServers(servers: readonly TopologyServer[], wish: NewServers): readonly TopologyServer[] {
  const taken = new Map(servers.map((server) => [server.serverId, server]));
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
    const shortName = `new server ${number}`;
    added.push({ serverId, shortName, zone, status: 'GOOD', capacityBytes, isImagined: true });
  }
  return added;
}

function freeName(name: string, taken: ReadonlyMap<string, unknown>): string {
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? name : `${name}-${number}`;
    if (!taken.has(candidate)) return candidate;
  }
}

function largestCapacity(servers: readonly TopologyServer[]): bigint | null {
  return servers.reduce<bigint | null>(
    (largest, { capacityBytes }) =>
      capacityBytes !== null && (largest === null || capacityBytes > largest) ? capacityBytes : largest,
    null,
  );
}

function emptiestZone(perZone: ReadonlyMap<string, number>): string | null {
  const zones = [...perZone].sort(([a, m], [b, n]) => m - n || (a < b ? -1 : 1));
  return zones[0]?.[0] ?? null;
}
