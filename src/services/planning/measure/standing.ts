/** How each server stands, in figures: what advice and forecasts start from. */
import type { ServerStanding } from '../../model/advice.js';
import { type ClusterTopology, groupSize } from '../../model/topology.js';

interface Sums {
  bytes: bigint;
  documents: number;
  leaders: number;
  leadersWithData: number;
  followers: number;
  tenantsLed: number;
}

/** Returns one entry per server, in the order of the topology's servers. */
export function standingsOf(topology: ClusterTopology): readonly ServerStanding[] {
  const sums = new Map<string, Sums>(topology.servers.map(({ serverId }) => [serverId, noSums()]));
  const tenants = new Map<string, number>();
  for (const { groupId } of topology.tenants) tenants.set(groupId, (tenants.get(groupId) ?? 0) + 1);
  for (const group of topology.groups) {
    const { bytes, documents } = groupSize(group);
    for (const serverId of [group.leader, ...group.followers]) {
      const sum = sums.get(serverId);
      if (!sum) continue;
      sum.bytes += bytes;
      sum.documents += documents;
      if (serverId !== group.leader) {
        sum.followers += 1;
        continue;
      }
      sum.leaders += 1;
      if (documents > 0) sum.leadersWithData += 1;
      sum.tenantsLed += tenants.get(group.groupId) ?? 0;
    }
  }
  const total = [...sums.values()].reduce((sum, { bytes }) => sum + bytes, 0n);
  return topology.servers.map(({ serverId, shortName, zone, status, capacityBytes }) => {
    const sum = sums.get(serverId) ?? noSums();
    const shareOfBytes = total > 0n ? Number(sum.bytes) / Number(total) : 0;
    return { serverId, shortName, zone, status, capacityBytes, ...sum, shareOfBytes };
  });
}

function noSums(): Sums {
  return { bytes: 0n, documents: 0, leaders: 0, leadersWithData: 0, followers: 0, tenantsLed: 0 };
}
