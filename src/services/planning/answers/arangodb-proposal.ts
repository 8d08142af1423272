/** Judges what ArangoDB's own rebalancer proposes by Shardbook's measures: the same yardstick as for a plan. */
import { counted, inBytes } from '../../base/wording.js';
import { MoveRefusedError } from '../../errors/errors.js';
import type { ArangoDbComparison, ArangoDbProposal, ProposedMove } from '../../model/arangodb-proposal.js';
import { moveGroup, type PlacementChange } from '../../model/placement.js';
import type { RebalancePlan } from '../../model/plan.js';
import { type ClusterTopology, groupSize, type TopologyGroup } from '../../model/topology.js';
import { allBalances } from '../measure/balance.js';

/**
 * Returns what the proposal comes to on the topology that it was made for, beside a plan. Moves of shards that the
 * topology does not have are left out of the figures, and so are moves that an earlier one made impossible.
 */
export function judgeProposal(
  topology: ClusterTopology,
  proposal: ArangoDbProposal,
  plan: RebalancePlan,
): ArangoDbComparison {
  const groups = new Map(topology.groups.map((group) => [group.groupId, group]));
  const groupIdOf = new Map(
    topology.groups.flatMap(({ groupId, shards }) => shards.map(({ shardId }) => [shardId, groupId] as const)),
  );
  let countedMoves = 0;
  let bytesMoved = 0n;
  for (const move of proposal.moves) {
    const group = groups.get(groupIdOf.get(move.shard) ?? '');
    const moved = group && carriedOut(group, topology, move);
    if (!moved) continue;
    groups.set(group.groupId, moved.group);
    countedMoves += 1;
    bytesMoved += moved.bytes;
  }
  const balancesAfter = allBalances({
    ...topology,
    groups: topology.groups.map((group) => groups.get(group.groupId) ?? group),
  });
  return {
    ...{ planId: plan.id, proposal, countedMoves, bytesMoved, balancesAfter },
    sentence: sentenceOf(countedMoves, bytesMoved, balancesAfter, plan),
  };
}

function carriedOut(
  group: TopologyGroup,
  { servers }: ClusterTopology,
  { from, to, isLeader }: ProposedMove,
): { readonly group: TopologyGroup; readonly bytes: bigint } | null {
  const isTransfer = isLeader && group.followers.includes(to);
  const kind = isTransfer ? 'LEADERSHIP_TRANSFER' : isLeader ? 'MOVE_LEADER' : 'MOVE_FOLLOWER';
  const change: PlacementChange = { kind, groupId: group.groupId, from, to };
  try {
    return { group: moveGroup(group, servers, change), bytes: isTransfer ? 0n : groupSize(group).bytes };
  } catch (error) {
    if (error instanceof MoveRefusedError) return null;
    throw error;
  }
}

function sentenceOf(
  moves: number,
  bytes: bigint,
  after: ArangoDbComparison['balancesAfter'],
  { moves: ours, summary }: RebalancePlan,
): string {
  const evenness = (balances: ArangoDbComparison['balancesAfter']): string =>
    balances.map(({ measure, maxOverMean }) => `${measure} ${maxOverMean.toFixed(2)}`).join(', ');
  return (
    `ArangoDB proposes ${counted(moves, 'move')}, ${inBytes(bytes)} to copy; max/mean after it: ${evenness(after)}. ` +
    `The plan has ${counted(ours.length, 'move')}, ${inBytes(summary.bytesMoved)} to copy; after it: ${evenness(summary.after)}`
  );
}
