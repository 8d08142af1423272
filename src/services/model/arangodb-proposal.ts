/** What ArangoDB's own rebalancer says of a cluster and would do to it, and what that comes to by Shardbook's measures. */
import type { MeasureBalance } from './plan.js';

/** ArangoDB's two scores: higher is worse, and a score alone means nothing. */
export interface ArangoDbScores {
  readonly leaders: number;
  readonly shards: number;
}

/** One move as ArangoDB proposes it. */
export interface ProposedMove {
  /** serverIds. */
  readonly from: string;
  readonly to: string;
  readonly shard: string;
  readonly isLeader: boolean;
}

/** The answer of `POST /_admin/cluster/rebalance` with all kinds of moves allowed. */
export interface ArangoDbProposal {
  readonly before: ArangoDbScores;
  readonly after: ArangoDbScores;
  readonly moves: readonly ProposedMove[];
}

/** A proposal, carried out on the topology. */
export interface ArangoDbComparison {
  readonly planId: string;
  readonly proposal: ArangoDbProposal;
  /** Moves of shards that are in the topology; the rest are of system collections and Shardbook's own. */
  readonly countedMoves: number;
  /** Bytes that they copy. */
  readonly bytesMoved: bigint;
  /** By Shardbook's measures, with the limits that a plan would keep. */
  readonly balancesAfter: readonly MeasureBalance[];
  readonly sentence: string;
}
