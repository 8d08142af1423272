// Figures about plans: ArangoDB's own scores checked by hand, room and time that a plan needs, spread of leaders.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { PlanBody } from '../../../../src/services/model/plan.js';
import { type ClusterTopology, groupSize, replicasOf } from '../../../../src/services/model/topology.js';
import { planRebalance } from '../../../../src/services/planning/answers/planner.js';
import { figuresOf, makespanOf, peaksOf } from '../../../../src/services/planning/explain/figures.js';
import { arangoDbImbalanceOf } from '../../../../src/services/planning/measure/arangodb-imbalance.js';
import { leaderSpreadOf } from '../../../../src/services/planning/measure/objectives/leader-spread.js';
import { completeOptions, type PlanRequest } from '../../../../src/services/planning/question/options.js';
import { cases } from '../../../support/cases.js';
import { allLeadersOnFirst, cluster, demoCluster, evenCluster, unit } from '../../../support/clusters.js';
import { clusters } from '../../../support/random-clusters.js';

const anyCluster = clusters({ servers: [1, 6], groups: [0, 12], odd: true });

function plan(topology: ClusterTopology, request: PlanRequest = {}): PlanBody {
  return planRebalance(topology, completeOptions(request), 1);
}

describe('the imbalance that ArangoDB reports', () => {
  it('weighs a leader with its coupled shards and counts every replica as 1 MiB', () => {
    const topology = cluster(
      ['a', 'b'],
      [
        { leader: 'a', bytes: 100 },
        { leader: 'a', bytes: 300 },
        { leader: 'b', bytes: 900 },
      ],
    );

    // Two coupled collections: leaders weigh 2, so 4 and 2 around 3; leaders of the collection 2 and 1 around 1.5.
    expect(arangoDbImbalanceOf(topology)).toEqual({
      leaders: 1 + 1 + 256e6 * (0.25 + 0.25),
      shards: 2 * (0.5 * 1024 * 1024) ** 2,
      shardsBySize: 2 * 250 ** 2,
    });
  });

  it('counts crowding only over the servers that lead any shard of the collection', () => {
    expect(arangoDbImbalanceOf(allLeadersOnFirst()).leaders).toBe((12 - 4) ** 2 + 4 ** 2 + 4 ** 2);
  });

  it('is 0 for an even cluster, and for none', () => {
    const none = { leaders: 0, shards: 0, shardsBySize: 0 };

    expect(arangoDbImbalanceOf(evenCluster())).toEqual(none);
    expect(arangoDbImbalanceOf(cluster([], []))).toEqual(none);
    expect(arangoDbImbalanceOf(cluster(['a', 'b'], [{ leader: 'a' }])).leaders).toBe(2);
  });

  it('aims at sizes in proportion to the capacities where all are known', () => {
    const servers = [
      { serverId: 'a', capacityBytes: 300n },
      { serverId: 'b', capacityBytes: 100n },
    ];
    const groups = [
      { leader: 'a', bytes: 150 },
      { leader: 'b', bytes: 50 },
    ];

    expect(arangoDbImbalanceOf(cluster(servers, groups)).shardsBySize).toBe(0);
  });
});

describe('the peak of a plan', () => {
  it('is what a source still has and a target has already', () => {
    const topology = cluster(
      ['a', 'b', 'c'],
      [
        { leader: 'a', bytes: 60 },
        { leader: 'b', bytes: 50 },
      ],
    );
    const move = { kind: 'MOVE_LEADER', estimatedSeconds: 1, documents: 0, tenantKeys: [] } as const;
    const reason = { code: 'X', sentence: '', gains: [], bindingRule: null, rejectedAlternative: null };
    const moves = [
      { ...move, reason, index: 0, wave: 0, groupId: 'g/0', from: 'a', to: 'b', bytes: 60n },
      { ...move, reason, index: 1, wave: 0, groupId: 'g/1', from: 'b', to: 'c', bytes: 50n },
    ];

    expect(peaksOf(topology, moves)).toEqual([
      { serverId: 'a', peakBytes: 60n, peakExtraBytes: 0n },
      { serverId: 'b', peakBytes: 110n, peakExtraBytes: 50n },
      { serverId: 'c', peakBytes: 50n, peakExtraBytes: 0n },
    ]);
  });

  it('is never below what a server has at the start and at the end of any plan', () => {
    fc.assert(
      fc.property(anyCluster, (topology) => {
        const body = plan(topology);
        const end = usedBytes(body.after);
        const start = usedBytes(body.before);
        for (const { serverId, peakBytes, peakExtraBytes } of peaksOf(body.before, body.moves)) {
          const settled = [start, end].map((used) => used.get(serverId) ?? 0n).reduce((a, b) => (a > b ? a : b));
          expect(peakExtraBytes).toBe(peakBytes - settled);
          expect(peakExtraBytes >= 0n).toBe(true);
        }
      }),
      { numRuns: cases(25) },
    );
  });
});

function usedBytes({ groups }: ClusterTopology): Map<string, bigint> {
  const used = new Map<string, bigint>();
  for (const group of groups) {
    for (const server of replicasOf(group)) used.set(server, (used.get(server) ?? 0n) + groupSize(group).bytes);
  }
  return used;
}

describe('the bound of the makespan', () => {
  it('is reached by a single copy, and says which server decides it', () => {
    const topology = cluster(
      ['a', 'b'],
      [
        { leader: 'a', bytes: 10 * unit },
        { leader: 'a', bytes: 10 * unit },
      ],
    );
    const body = plan(topology, { limits: { bandwidthBytesPerSecond: unit } });

    const { boundSeconds, gap, bindingRule } = makespanOf(body);

    expect(boundSeconds).toBe(11);
    expect(gap).toBe(0);
    expect(bindingRule).toBe('DBServer-a sends 5.00 MB at 500 kB/s');
  });

  it('is 0 where nothing moves', () => {
    expect(makespanOf(plan(evenCluster()))).toEqual({
      boundSeconds: 0,
      gap: 0,
      bindingRule: 'There is nothing to move',
    });
  });

  it('is never above the time of the plan', () => {
    fc.assert(
      fc.property(anyCluster, fc.integer({ min: 1, max: 3 }), (topology, concurrentMovesPerServer) => {
        // Whole bytes at one byte per second: no time is rounded.
        const body = plan(topology, { limits: { concurrentMovesPerServer, bandwidthBytesPerSecond: 1 } });

        expect(makespanOf(body).boundSeconds).toBeLessThanOrEqual(body.summary.estimatedSeconds);
      }),
      { numRuns: cases(40) },
    );
  });
});

describe('the spread of leaders', () => {
  it('names the collection with the most crowded server', () => {
    expect(leaderSpreadOf(allLeadersOnFirst())).toEqual({
      graph: 'g',
      shardGroups: 6,
      mostOnOneServer: 6,
      leastPossible: 2,
      collectionsAboveLeast: 1,
    });
    expect(leaderSpreadOf(evenCluster())).toMatchObject({ collectionsAboveLeast: 0 });
    expect(leaderSpreadOf(cluster(['a'], [{ leader: 'a' }]))).toBeNull();
  });
});

describe('figuresOf', () => {
  it('compares moved bytes with the least, and has no ratio where the least is 0', () => {
    const body = plan(demoCluster());
    const { bytesMoved, leastBytes } = body.summary;

    expect(leastBytes).toBe(BigInt(6.4 * unit));
    expect(figuresOf(body).movedOverLeast).toBe(Number(bytesMoved) / (6.4 * unit));
    expect(figuresOf(plan(allLeadersOnFirst())).movedOverLeast).toBeNull();
  });

  it('tells ArangoDB scores and spread before and after', () => {
    const figures = figuresOf(plan(allLeadersOnFirst()));

    expect(figures.arangodbBefore.leaders).toBe(96);
    expect(figures.arangodbAfter.leaders).toBe(0);
    expect(figures.leaderSpreadBefore?.mostOnOneServer).toBe(6);
    expect(figures.leaderSpreadAfter?.mostOnOneServer).toBe(2);
  });
});
