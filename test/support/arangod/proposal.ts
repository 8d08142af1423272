/**
 * Proposes moves as POST /_admin/cluster/rebalance does: always the one that improves the imbalance most, until none does
 * (docs-hugo 3.12, develop/http-api/cluster.md). For the small clusters of tests; every candidate is measured in full.
 */
import { imbalanceOf, type MovableShard } from './imbalance.js';
import type { MoveRequest } from './moves.js';

/** Which kinds of move are considered, and how many at most. */
export interface ProposalOptions {
  readonly piFactor: number;
  readonly leaderChanges: boolean;
  readonly moveLeaders: boolean;
  readonly moveFollowers: boolean;
  readonly maximumNumberOfMoves: number;
}

interface Candidate {
  readonly shard: MovableShard;
  readonly plan: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly isLeader: boolean;
}

/** Returns the moves in their order; changes the plans in `shards` to what they would be afterwards. */
export function proposeMoves(
  shards: readonly MovableShard[],
  servers: readonly string[],
  options: ProposalOptions,
): MoveRequest[] {
  const moves: MoveRequest[] = [];
  let now = scoreOf(shards, servers, options);
  while (moves.length < options.maximumNumberOfMoves) {
    let best: Candidate | null = null;
    for (const candidate of candidates(shards, servers, options)) {
      const { shard } = candidate;
      const { plan } = shard;
      shard.plan = candidate.plan;
      const score = scoreOf(shards, servers, options);
      shard.plan = plan;
      if (score >= now) continue;
      now = score;
      best = candidate;
    }
    if (!best) break;
    best.shard.plan = best.plan;
    const { from, to, isLeader, shard } = best;
    moves.push({ from, to, shard: shard.shard.id, collection: Number(shard.owner.id), isLeader });
  }
  return moves;
}

function scoreOf(shards: readonly MovableShard[], servers: readonly string[], { piFactor }: ProposalOptions): number {
  const { leader, shards: data } = imbalanceOf(shards, servers, piFactor);
  return leader.imbalance + data.imbalance;
}

function* candidates(
  shards: readonly MovableShard[],
  servers: readonly string[],
  options: ProposalOptions,
): Iterable<Candidate> {
  for (const shard of shards) {
    const [leader = '', ...followers] = shard.plan;
    const free = servers.filter((server) => !shard.plan.includes(server));
    for (const to of options.leaderChanges ? followers : []) {
      const others = followers.filter((id) => id !== to);
      yield { shard, plan: [to, ...others, leader], from: leader, to, isLeader: true };
    }
    for (const to of options.moveLeaders ? free : []) {
      yield { shard, plan: [to, ...followers], from: leader, to, isLeader: true };
    }
    for (const from of options.moveFollowers ? followers : []) {
      for (const to of free) {
        yield { shard, plan: shard.plan.map((id) => (id === from ? to : id)), from, to, isLeader: false };
      }
    }
  }
}
