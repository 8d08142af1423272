/** Figures about a plan beyond its summary: ArangoDB's own scores, time and room that it needs, spread of leaders. */

/** ArangoDB's imbalance scores: higher is worse, and a score alone means nothing, so compare before with after. */
export interface ArangoDbImbalance {
  /**
   * As `GET /_admin/cluster/rebalance` reports it: leaders weighted with their coupled shards. Crowding counts only over
   * the servers that lead any shard of a collection, so the score can rise when new servers begin to lead.
   */
  readonly leaders: number;
  /** As reported there: every shard counts as 1 MiB, coupled shards as one. In bytes squared. */
  readonly shards: number;
  /** The formula of `shards`, told what it does not know: real sizes, and capacities where all are known. */
  readonly shardsBySize: number;
}

/** The room that a plan needs on one server while it runs. */
export interface ServerPeak {
  readonly serverId: string;
  /** The most that is on the server at any moment of the plan. */
  readonly peakBytes: bigint;
  /** By how much that is more than it has at the start and at the end. */
  readonly peakExtraBytes: bigint;
}

/** How the leaders of one collection are spread; the collection with the most crowded server stands for all. */
export interface LeaderSpread {
  /** The SmartGraph or single collection that is spread worst. */
  readonly graph: string;
  readonly shardGroups: number;
  /** The most shard groups of it that one server leads. */
  readonly mostOnOneServer: number;
  /** What an even spread over the servers that may lead would have as its most. */
  readonly leastPossible: number;
  /** Collections, coupled ones counted once, whose most is above their least possible. */
  readonly collectionsAboveLeast: number;
}

/** What a plan takes against what any schedule of its moves must take; modelled from its limits. */
export interface Makespan {
  readonly boundSeconds: number;
  /** estimatedSeconds / boundSeconds - 1; 0 where there is nothing to move. */
  readonly gap: number;
  /** What decides the bound, as a sentence. */
  readonly bindingRule: string;
}

/** All of it is a function of the plan's body. */
export interface PlanFigures {
  /** Bytes copied over the least that any plan would copy; null when that is 0. */
  readonly movedOverLeast: number | null;
  readonly makespan: Makespan;
  readonly arangodbBefore: ArangoDbImbalance;
  readonly arangodbAfter: ArangoDbImbalance;
  /** In the order of the plan's servers. */
  readonly peaks: readonly ServerPeak[];
  /** null when no collection has more than one shard group. */
  readonly leaderSpreadBefore: LeaderSpread | null;
  readonly leaderSpreadAfter: LeaderSpread | null;
}
