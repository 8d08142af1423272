/**
 * The leaders of each single collection are spread over the servers, so that a query over all of its shards, or a write
 * to many, finds every server at work: with many collections, even leaders in all do not see to that.
 */
import type { LeaderSpread } from '../../../model/plan.js';
import type { ClusterTopology } from '../../../model/topology.js';
import { leadersByGraph } from '../arangodb-imbalance.js';
import type { SpreadObjective } from './objective.js';

declare module '../../../model/plan.js' {
  interface ObjectiveCodes {
    readonly LEADER_SPREAD: true;
  }
}

export const leaderSpread: SpreadObjective = {
  kind: 'SPREAD',
  code: 'LEADER_SPREAD',
  weighs: 'leaders of each single collection on many DB-Servers',
  defaultWeight: 0.1,
  // Coupled collections have their groups in common and count as one.
  classOf: ({ graph }) => graph,
  reason: {
    code: 'SPREADS_LEADERS',
    sentence: ({ className, from, ledByFrom, to, ledByTo }) =>
      `${from} led ${ledByFrom} shard groups of ${className} and ${to} ${ledByTo}`,
  },
};

/**
 * Returns the spread of the collection (coupled ones count once) whose most crowded server is farthest above an even
 * spread; the first by name among equals. null when no collection has more than one shard group.
 */
export function leaderSpreadOf(topology: ClusterTopology): LeaderSpread | null {
  const staying = topology.servers.filter(({ status }) => status !== 'DRAINING').length;
  let worst: Omit<LeaderSpread, 'collectionsAboveLeast'> | null = null;
  let collectionsAboveLeast = 0;
  for (const [graph, leaders] of [...leadersByGraph(topology.groups)].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const counts = [...leaders.values()];
    const shardGroups = counts.reduce((sum, led) => sum + led, 0);
    if (shardGroups < 2) continue;
    const mostOnOneServer = counts.reduce((most, led) => Math.max(most, led), 0);
    const leastPossible = Math.ceil(shardGroups / Math.max(1, staying));
    if (mostOnOneServer > leastPossible) collectionsAboveLeast += 1;
    if (!worst || mostOnOneServer / leastPossible > worst.mostOnOneServer / worst.leastPossible) {
      worst = { graph, shardGroups, mostOnOneServer, leastPossible };
    }
  }
  return worst && { ...worst, collectionsAboveLeast };
}
