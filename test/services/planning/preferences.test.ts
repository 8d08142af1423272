/** What a plan aims at beside even measures: leaders of each collection on many DB-Servers, and little that is copied. */
import { describe, expect, it } from 'vitest';

import type { ClusterTopology } from '../../../src/services/model/topology.js';
import { makePlan } from '../../../src/services/planning/answers/plan.js';
import { cluster, demoCluster, type GroupPlan } from '../../support/clusters.js';

/** Two DB-Servers, two collections of two shards: each server leads both shards of one, so leaders are even in all. */
function crowdedCollections(): ClusterTopology {
  const groups: GroupPlan[] = ['a', 'a', 'b', 'b'].map((leader) => ({
    leader,
    followers: [leader === 'a' ? 'b' : 'a'],
    bytes: 1000,
  }));
  const crowded = cluster(['a', 'b'], groups);
  const graphOf = (index: number): string => (index < 2 ? 'first' : 'second');
  return { ...crowded, groups: crowded.groups.map((group, index) => ({ ...group, graph: graphOf(index) })) };
}

/** Three DB-Servers, the third one empty, and six shard groups of equal size. */
function oneIsEmpty(): ClusterTopology {
  const groups = Array.from({ length: 6 }, (_, index): GroupPlan => {
    const [leader, follower] = index % 2 === 0 ? ['a', 'b'] : ['b', 'a'];
    return { leader, followers: [follower], bytes: 1_000_000 };
  });
  return cluster(['a', 'b', 'c'], groups);
}

describe('a plan', () => {
  it('spreads the leaders of each collection where leaders are even in all', () => {
    const { moves, after, figures } = makePlan(crowdedCollections(), {}, 1);

    expect(moves.map(({ kind }) => kind)).toEqual(['LEADERSHIP_TRANSFER', 'LEADERSHIP_TRANSFER']);
    for (const graph of ['first', 'second']) {
      const leaders = after.groups.filter((group) => group.graph === graph).map(({ leader }) => leader);
      expect([...leaders].sort()).toEqual(['a', 'b']);
    }
    expect(figures.leaderSpreadAfter?.collectionsAboveLeast).toBe(0);
  });

  it('gives the spread of leaders as the reason where nothing else is gained', () => {
    const { moves } = makePlan(crowdedCollections(), {}, 1);

    const reason = moves.find(({ reason: { code } }) => code === 'SPREADS_LEADERS')?.reason;
    expect(reason?.sentence).toMatch(/DBServer-[ab] led 2 shard groups of (first|second) and DBServer-[ab] 0$/);
  });

  it('leaves leaders where they are when their spread does not count', () => {
    expect(makePlan(crowdedCollections(), { objectives: { LEADER_SPREAD: 0 } }, 1).moves).toEqual([]);
  });

  it('copies as balance asks for when copying is free, and nothing when it is very dear', () => {
    const bytesMoved = [0, 1, 1000].map(
      (weight) => makePlan(oneIsEmpty(), { objectives: { LEAST_MOVED: weight } }, 1).summary.bytesMoved,
    );

    expect(bytesMoved).toEqual([4_000_000n, 4_000_000n, 0n]);
  });
});

/** Two replicas of each of three groups share a zone, although there are two zones with room. */
function crowdedZone(): ClusterTopology {
  const servers = ['a1', 'a2', 'b1', 'b2'].map((serverId) => ({ serverId, zone: serverId.slice(0, 1) }));
  const groups: GroupPlan[] = [
    { leader: 'a1', followers: ['a2'], bytes: 1000, tenants: ['p'] },
    { leader: 'a2', followers: ['a1'], bytes: 1000 },
    { leader: 'b1', followers: ['b2'], bytes: 1000 },
    { leader: 'b2', followers: ['b1'], bytes: 1000 },
  ];
  return cluster(servers, groups);
}

describe('a plan for groups that are badly spread over zones', () => {
  it('spreads them, and ends no measure worse than it was', () => {
    const { after, summary } = makePlan(crowdedZone(), {}, 1);

    for (const { leader, followers } of after.groups) {
      expect(new Set([leader, ...followers].map((serverId) => serverId.slice(0, 1))).size).toBe(2);
    }
    for (const [index, { max }] of summary.after.entries()) expect(max).toBeLessThanOrEqual(summary.before[index]!.max);
  });

  it('says of such a move how many replicas the zone held', () => {
    const { moves } = makePlan(crowdedZone(), {}, 1);

    const sentences = moves.flatMap(({ reason }) => (reason.code === 'SPREADS_OVER_ZONES' ? [reason.sentence] : []));
    expect(sentences.length).toBeGreaterThan(0);
    for (const sentence of sentences) expect(sentence).toMatch(/zone [ab] held 2 of the 2 replicas of g\/\d$/);
  });

  it('leaves a group alone whose tenant is pinned', () => {
    const { moves } = makePlan(crowdedZone(), { limits: { pinnedTenants: ['p'] } }, 1);

    expect(moves.some(({ groupId }) => groupId === 'g/0')).toBe(false);
  });
});

it('says of an empty copy whose target leads afterwards what it is for', () => {
  const { moves } = makePlan(demoCluster(), {}, 1);

  const arrivals = moves.filter(({ reason }) => reason.code === 'BRINGS_NEXT_LEADER');
  expect(arrivals.length).toBeGreaterThan(0);
  for (const { groupId, to, index } of arrivals) {
    const later = moves.slice(index + 1).filter((move) => move.groupId === groupId);
    expect(later.map((move) => [move.kind, move.to])).toContainEqual(['LEADERSHIP_TRANSFER', to]);
  }
});
