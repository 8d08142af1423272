/** How evenly the leaders of each single collection are spread: with uncoupled collections this is more than LEADERS tells. */
import type { LeaderSpread } from '../../model/plan-figures.js';
import type { ClusterTopology } from '../../model/topology.js';
import { leadersByGraph } from './arangodb-imbalance.js';

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
