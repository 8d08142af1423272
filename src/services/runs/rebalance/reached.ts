/** Compares what a plan predicted with what was reached. */
import type { ClusterTopology, TopologyGroup } from '../../model/topology.js';

/**
 * Returns the groupIds of the predicted shard groups whose leader, followers or in-sync followers are different now, in
 * the order of the groups. Servers, collections and groups that came meanwhile do not matter.
 */
export function differingGroups(predicted: ClusterTopology, now: ClusterTopology): readonly string[] {
  const present = new Map(now.groups.map((group) => [group.groupId, placementOf(group)]));
  return predicted.groups
    .filter((group) => present.get(group.groupId) !== placementOf(group))
    .map(({ groupId }) => groupId);
}

function placementOf({ leader, followers, inSync }: TopologyGroup): string {
  return [leader, [...followers].sort().join(' '), [...inSync].sort().join(' ')].join('/');
}
