/**
 * The order in which the planner looks at servers: by what they are and hold, not by name, so that a cluster whose servers
 * are called something else gets the same plan.
 */
import { compare } from '../../base/lists.js';
import { type ClusterTopology, replicasOf, type TopologyServer } from '../../model/topology.js';

interface Described {
  readonly server: TopologyServer;
  /** One number per replica, in the order of the groups: its group and its role. */
  readonly held: number[];
}

/** Leaders, followers in sync and others of one group are told apart by the last two bits. */
const roles = 4;

/**
 * Returns the servers of a topology whose groups are sorted: real before imagined ones, then by status, zone, capacity and
 * what they hold. Only servers that can stand for one another are ordered by serverId.
 */
export function serversInOrder({ servers, groups }: ClusterTopology): readonly TopologyServer[] {
  const described = servers.map((server): Described => ({ server, held: [] }));
  const byId = new Map(described.map((one) => [one.server.serverId, one]));
  groups.forEach((group, index) => {
    for (const serverId of replicasOf(group)) {
      const role = serverId === group.leader ? 0 : group.inSync.includes(serverId) ? 1 : 2;
      byId.get(serverId)?.held.push(index * roles + role);
    }
  });
  return described.sort(inOrder).map(({ server }) => server);
}

function inOrder(a: Described, b: Described): number {
  const [one, other] = [a.server, b.server];
  return (
    Number(one.isImagined ?? false) - Number(other.isImagined ?? false) ||
    compare(one.status, other.status) ||
    compare(one.zone ?? '', other.zone ?? '') ||
    compare(String(one.capacityBytes), String(other.capacityBytes)) ||
    compareLists(a.held, b.held) ||
    compare(one.serverId, other.serverId)
  );
}

function compareLists(a: readonly number[], b: readonly number[]): number {
  const shorter = Math.min(a.length, b.length);
  for (let place = 0; place < shorter; place += 1) {
    const difference = (a[place] ?? 0) - (b[place] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
