/** The fingerprint of a topology: equal placement, equal fingerprint; sizes and tenants do not count. */
import { canonicalJson, sha256 } from './canonical.js';
import type { ClusterTopology } from './topology.js';

/**
 * Returns the sha-256 of the canonical topology: servers (id, zone, status, capacity), collections (sharding) and shard groups with leader and
 * followers. Order of servers, collections, groups and followers does not matter; sizes, load and tenants are left
 * out, so that writing documents does not make a plan stale.
 */
export function fingerprint(topology: ClusterTopology): string {
  const by = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  return sha256(
    canonicalJson({
      servers: topology.servers
        .map(({ serverId, zone, status, capacityBytes }) => ({ serverId, zone, status, capacityBytes }))
        .sort((a, b) => by(a.serverId, b.serverId)),
      collections: [...topology.collections].sort((a, b) => by(a.name, b.name)),
      groups: topology.groups
        .map(({ groupId, leader, followers, inSync }) => ({
          groupId,
          leader,
          followers: [...followers].sort(),
          inSync: [...inSync].sort(),
        }))
        .sort((a, b) => by(a.groupId, b.groupId)),
    }),
  );
}
