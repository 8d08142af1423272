/** Would the servers that are left have room for the replicas of one that is lost? A pure calculation on a topology. */
import { type ClusterTopology, groupSize, replicasOf } from '../../model/topology.js';
import { isServing, usedBytesByServer } from '../health.js';

/** What the loss of one server would leave without a place. */
export interface LossOutcome {
  readonly serverId: string;
  readonly shortName: string;
  /** Bytes that would have to be copied to other servers. */
  readonly bytes: bigint;
  /** Shard groups for which no server without a replica of them has room. */
  readonly groupsWithoutPlace: number;
}

/**
 * Returns what the loss of each serving server would mean, in the order of the servers. Every lost replica goes, largest
 * first, to the serving server with the most free space that holds none of its group: a placement that fits is one that
 * can be reached. A server whose capacity is unknown counts as having none; ask only when all are known.
 */
export function lossOutcomes(topology: ClusterTopology): readonly LossOutcome[] {
  const used = usedBytesByServer(topology);
  const serving = topology.servers.filter(({ status }) => isServing(status));
  const groups = topology.groups
    .map((group) => ({ servers: new Set(replicasOf(group)), bytes: groupSize(group).bytes }))
    .toSorted((a, b) => (a.bytes > b.bytes ? -1 : a.bytes < b.bytes ? 1 : 0));
  return serving.map((lost) => {
    const free = new Map(
      serving
        .filter(({ serverId }) => serverId !== lost.serverId)
        .map(({ serverId, capacityBytes }) => [serverId, (capacityBytes ?? 0n) - (used.get(serverId) ?? 0n)]),
    );
    let bytes = 0n;
    let groupsWithoutPlace = 0;
    for (const group of groups) {
      if (!group.servers.has(lost.serverId)) continue;
      bytes += group.bytes;
      const target = roomiest(free, group.servers);
      const room = target === null ? -1n : (free.get(target) ?? 0n);
      if (target === null || room < group.bytes) groupsWithoutPlace += 1;
      else free.set(target, room - group.bytes);
    }
    return { serverId: lost.serverId, shortName: lost.shortName, bytes, groupsWithoutPlace };
  });
}

function roomiest(free: ReadonlyMap<string, bigint>, without: ReadonlySet<string>): string | null {
  let best: string | null = null;
  let most = 0n;
  for (const [serverId, bytes] of free) {
    if (without.has(serverId) || (best !== null && bytes <= most)) continue;
    best = serverId;
    most = bytes;
  }
  return best;
}
