/**
 * How many shard groups of each single collection every server leads: what the objective of leaders spread by collection
 * counts. With one SmartGraph alone this is what LEADERS counts, and there is nothing to keep.
 */
import { float, int } from '../../base/cells.js';
import type { TopologyGroup } from '../../model/topology.js';

/** Counts over servers by index; `counts`, `squares` and `crowding` change with the state that they belong to. */
export interface LeaderCounts {
  readonly servers: number;
  /** One entry per group: the index of its collection, coupled ones as one; -1 where that has one group only. */
  readonly graphOf: Int32Array;
  /** One entry per collection: its groups, and what an even spread would have as its most. */
  readonly sizes: Int32Array;
  readonly least: Int32Array;
  /** Groups in all these collections. */
  readonly total: number;
  /** One entry per collection and server, collection by collection. */
  readonly counts: Int32Array;
  /** One entry per collection: the sum of its squared counts, which stays below 2^53 and so exact. */
  readonly squares: Float64Array;
  /** One entry per server: leaders beyond what an even spread has as its most, over all collections. */
  readonly crowding: Float64Array;
}

/** Returns counts of 0; null when fewer than two collections have groups to spread. `staying`: servers that may lead. */
export function leaderCountsOf(
  groups: readonly TopologyGroup[],
  servers: number,
  staying: number,
): LeaderCounts | null {
  const sizeOf = new Map<string, number>();
  for (const { graph } of groups) sizeOf.set(graph, (sizeOf.get(graph) ?? 0) + 1);
  const spread = [...sizeOf].filter(([, size]) => size > 1);
  if (sizeOf.size < 2 || spread.length === 0 || staying < 2) return null;
  const indexOf = new Map(spread.map(([graph], index) => [graph, index]));
  return {
    servers,
    graphOf: Int32Array.from(groups, ({ graph }) => indexOf.get(graph) ?? -1),
    sizes: Int32Array.from(spread, ([, size]) => size),
    least: Int32Array.from(spread, ([, size]) => Math.ceil(size / staying)),
    total: spread.reduce((sum, [, size]) => sum + size, 0),
    counts: new Int32Array(spread.length * servers),
    squares: new Float64Array(spread.length),
    crowding: new Float64Array(servers),
  };
}

/** Returns how many groups of a group's collection a server leads; 0 where nothing is counted. */
export function ledOf({ graphOf, counts, servers }: LeaderCounts, group: number, server: number): number {
  const graph = int(graphOf, group);
  return graph < 0 ? 0 : int(counts, graph * servers + server);
}

/** Counts a leader that comes to a server (1) or leaves it (-1). */
export function countLeader(leaders: LeaderCounts, group: number, server: number, sign: 1 | -1): void {
  const graph = int(leaders.graphOf, group);
  if (graph < 0) return;
  const place = graph * leaders.servers + server;
  const count = int(leaders.counts, place);
  leaders.counts[place] = count + sign;
  leaders.squares[graph] = float(leaders.squares, graph) + 2 * count * sign + 1;
  const least = int(leaders.least, graph);
  const beyond = Math.max(0, count + sign - least) - Math.max(0, count - least);
  leaders.crowding[server] = float(leaders.crowding, server) + beyond;
}
