/** Asks ArangoDB's own rebalancer what it would do; nothing is moved. */
import type { ArangoDbProposal, ArangoDbScores, ProposedMove } from '../../model/arangodb-proposal.js';
import type { ArangoClient } from './client.js';

interface Scores {
  readonly leader: { readonly imbalance: number };
  readonly shards: { readonly imbalance: number };
}

/** As many moves as ArangoDB computes at most (`develop/http-api/cluster.md`). */
const mostMoves = 5000;

/** Returns the proposal with every kind of move allowed. Needs write access to `_system`. */
export async function readProposal(client: ArangoClient): Promise<ArangoDbProposal> {
  const { result } = await client.request<{
    readonly result: {
      readonly imbalanceBefore: Scores;
      readonly imbalanceAfter: Scores;
      readonly moves: readonly ProposedMove[];
    };
  }>({
    method: 'POST',
    path: '/_admin/cluster/rebalance',
    database: '_system',
    body: {
      version: 1,
      maximumNumberOfMoves: mostMoves,
      leaderChanges: true,
      moveLeaders: true,
      moveFollowers: true,
      excludeSystemCollections: true,
    },
    isRepeatable: true,
  });
  return {
    before: scoresOf(result.imbalanceBefore),
    after: scoresOf(result.imbalanceAfter),
    moves: result.moves.map(({ from, to, shard, isLeader }) => ({ from, to, shard, isLeader })),
  };
}

function scoresOf({ leader, shards }: Scores): ArangoDbScores {
  return { leaders: leader.imbalance, shards: shards.imbalance };
}
