/** Plans for clusters with many single collections, whose leaders are to be spread one by one. */
import { describe, expect, it } from 'vitest';

import { clusterOf, type PlannerProblem } from '../../../../bench/planner-problems.js';
import type { ClusterTopology } from '../../../../src/services/model/topology.js';
import { makePlan } from '../../../../src/services/planning/answers/plan.js';
import { brokenOnTheWay } from '../../../support/plan-checks.js';

const promised = { seconds: 1, bytesOverBound: 1.002, loadOverBound: 1.01, movedOverLeast: 1.05 };

/** Ten DB-Servers of which two are empty; 60 collections of 20 shards each. */
const many: PlannerProblem = {
  ...{ name: 'many', servers: 10, emptyServers: 2, groups: 1200, collections: 60 },
  ...{ replicationFactor: 3, zones: 0, sizes: 'LOGNORMAL', promised },
};

/** Leaders of one collection on one server beyond so many, in all. */
function ledBeyond(most: number, { groups }: ClusterTopology): number {
  const led = new Map<string, number>();
  for (const { graph, leader } of groups) {
    const key = `${graph} ${leader}`;
    led.set(key, (led.get(key) ?? 0) + 1);
  }
  return [...led.values()].reduce((sum, count) => sum + Math.max(0, count - most), 0);
}

describe('a plan for many collections', () => {
  const { before, after, summary, search } = makePlan(clusterOf(many, 1), {}, 1);

  it('spreads the leaders of each as evenly as can be, nearly', () => {
    // Two of the 20 on each of ten servers would be even.
    expect(ledBeyond(2, before)).toBeGreaterThan(350);
    expect(ledBeyond(2, after)).toBeLessThan(80);
  });

  it('evens out bytes and load as well as with one collection', () => {
    const [bytes, , , load] = summary.after;

    expect(bytes!.max / bytes!.bestReachable).toBeLessThan(1.002);
    expect(load!.max / load!.bestReachable).toBeLessThan(1.002);
  });

  it('keeps every limit between two moves', () => {
    expect(brokenOnTheWay(makePlan(clusterOf(many, 2), {}, 1))).toEqual([]);
  });

  it('leaves the leaders of a pinned collection where they are', () => {
    const { moves } = makePlan(clusterOf(many, 1), { limits: { pinnedCollections: ['bench-007'] } }, 1);

    expect(moves.filter(({ groupId }) => groupId.startsWith('bench-007/'))).toEqual([]);
    expect(moves.some(({ groupId }) => groupId.startsWith('bench-008/'))).toBe(true);
  });

  it('is found among fewer than 200 candidates for each shard group', () => {
    expect(search.evaluatedMoves / many.groups).toBeLessThan(200);
  });
});

describe('a plan that may copy little', () => {
  it('goes as far as its cap, and no further', () => {
    const maxBytesMoved = 100_000_000_000n;
    const plan = makePlan(clusterOf(many, 1), { limits: { maxBytesMoved } }, 1);

    expect(plan.summary.bytesMoved).toBeLessThanOrEqual(maxBytesMoved);
    expect(plan.summary.bytesMoved).toBeGreaterThan((maxBytesMoved * 99n) / 100n);
    expect(brokenOnTheWay(plan)).toEqual([]);
  });
});
