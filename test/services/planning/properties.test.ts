// What holds of every plan, for clusters with all that can be odd about one; the seed of a failure is in its message.
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';

import { fingerprint } from '../../../src/services/model/fingerprint.js';
import { applyMove } from '../../../src/services/model/placement.js';
import type { Measure, PlanBody } from '../../../src/services/model/plan.js';
import {
  type ClusterTopology,
  groupSize,
  replicasOf,
  type TopologyGroup,
} from '../../../src/services/model/topology.js';
import { planHashOf } from '../../../src/services/planning/answers/plan-body.js';
import { planRebalance } from '../../../src/services/planning/answers/planner.js';
import { measures } from '../../../src/services/planning/measure/objectives/list.js';
import { completeOptions, type PlanRequest } from '../../../src/services/planning/question/options.js';
import { cases } from '../../support/cases.js';
import { cluster } from '../../support/clusters.js';
import { brokenAtSomeMoment } from '../../support/moments.js';
import { oddCases } from '../../support/odd-clusters.js';
import { brokenOnTheWay, brokenOnTheWayBack } from '../../support/plan-checks.js';

const runs = { seed: 20_260_801, numRuns: cases(15) };
const sick = ['BAD', 'FAILED', 'UNCLEAR'] as const;
const anyCase = oddCases({ servers: [1, 6], groups: [0, 5], statuses: [...sick, 'DRAINING'] });
const chances = fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }));

/** Plans that were found in a test, so that one is not content with refusals only. */
let found = 0;

beforeEach(() => {
  found = 0;
});

/** Returns null when servers are to be emptied that cannot be, which has tests of its own. */
function planOf(topology: ClusterTopology, request: PlanRequest): PlanBody | null {
  try {
    const plan = planRebalance(topology, completeOptions(request), 1);
    found += 1;
    return plan;
  } catch (error) {
    expect(error).toMatchObject({ code: expect.stringMatching(/^(INFEASIBLE_PLAN|INVALID_INPUT)$/) as string });
    return null;
  }
}

describe('any plan', () => {
  it('keeps every limit and cap before, during and after every move', () => {
    let moves = 0;
    fc.assert(
      fc.property(anyCase, ({ topology, request }) => {
        const plan = planOf(topology, request);

        moves += plan?.moves.length ?? 0;
        if (plan) expect(brokenOnTheWay(plan)).toEqual([]);
      }),
      runs,
    );
    expect(moves).toBeGreaterThan(runs.numRuns);
  });

  it('keeps the limits at every moment of a wave, in whatever order its moves end', () => {
    fc.assert(
      fc.property(anyCase, chances, ({ topology, request }, stream) => {
        const plan = planOf(topology, request);

        if (plan) expect(brokenAtSomeMoment(plan, () => Number(stream.next().value))).toEqual([]);
      }),
      runs,
    );
    expect(found).toBeGreaterThan(runs.numRuns / 2);
  });

  it('finds room for the second copy of every move where servers are nearly full', () => {
    let moves = 0;
    fc.assert(
      fc.property(packedClusters, chances, (topology, stream) => {
        const plan = planRebalance(topology, completeOptions({ objectives: { ...nothing, LOAD: 1 } }), 1);

        moves += plan.moves.length;
        expect(brokenOnTheWay(plan)).toEqual([]);
        expect(brokenAtSomeMoment(plan, () => Number(stream.next().value))).toEqual([]);
      }),
      runs,
    );
    expect(moves).toBeGreaterThan(runs.numRuns);
  });

  it('goes back the way it came, each state no worse than the start', () => {
    fc.assert(
      fc.property(anyCase, ({ topology, request }) => {
        const plan = planOf(topology, request);

        if (plan) expect(brokenOnTheWayBack(plan)).toEqual([]);
      }),
      runs,
    );
    expect(found).toBeGreaterThan(runs.numRuns / 2);
  });

  it('has an inverse that leads to the first fingerprint', () => {
    fc.assert(
      fc.property(oddCases({ servers: [1, 6], groups: [0, 5], statuses: ['DRAINING'] }), ({ topology, request }) => {
        const plan = planOf(topology, { ...request, addServers: null, removeServers: null });
        if (!plan) return;
        const reached = plan.moves.reduce<ClusterTopology>(applyMove, topology);
        const back = plan.inverse.reduce<ClusterTopology>(applyMove, reached);

        expect(fingerprint(reached)).toBe(fingerprint(plan.after));
        expect(fingerprint(back)).toBe(fingerprint(topology));
        expect(fingerprint(topology)).toBe(plan.baseFingerprint);
      }),
      runs,
    );
    expect(found).toBeGreaterThan(runs.numRuns / 2);
  });

  it('ends no measure worse, unless servers have to be emptied', () => {
    const staying = oddCases({ servers: [1, 6], groups: [0, 5], statuses: sick });
    fc.assert(
      fc.property(staying, ({ topology, request }) => {
        const plan = planOf(topology, { ...request, removeServers: null });

        const before = plan && mostPerMeasure(plan.before);
        const after = plan && mostPerMeasure(plan.after);
        for (const measure of measures) {
          if (before && after) expect(after[measure]).toBeLessThanOrEqual(before[measure] * (1 + 1e-9));
        }
      }),
      runs,
    );
    expect(found).toBeGreaterThan(runs.numRuns / 2);
  });

  it('has no move where every server has the same share of everything', () => {
    fc.assert(
      fc.property(evenClusters, (topology) => {
        fc.pre(isSpreadOverZones(topology));
        expect(planRebalance(topology, completeOptions(), 1).moves).toEqual([]);
      }),
      runs,
    );
  });

  it('has the same bytes for servers, collections, groups, shards, tenants and followers in any order', () => {
    fc.assert(
      fc.property(anyCase, fc.nat(), ({ topology, request }, salt) => {
        const plan = planOf(topology, request);
        const again = planOf(shuffled(topology, salt), request);

        expect(again && planHashOf(again)).toBe(plan && planHashOf(plan));
      }),
      runs,
    );
    expect(found).toBeGreaterThan(runs.numRuns / 2);
  });
});

/** Whether no group has more replicas in one zone than an even spread has. */
function isSpreadOverZones({ servers, groups }: ClusterTopology): boolean {
  const zoneOf = new Map(servers.map(({ serverId, zone }) => [serverId, zone]));
  const zones = new Set(zoneOf.values());
  return groups.every(({ leader, followers }) => {
    const held = [leader, ...followers].map((serverId) => zoneOf.get(serverId));
    const most = Math.ceil(held.length / zones.size);
    return [...zones].every((zone) => held.filter((other) => other === zone).length <= most);
  });
}

describe('a plan for servers with other names', () => {
  it('is as good: the same moves, bytes and largest values', () => {
    fc.assert(
      fc.property(
        oddCases({ servers: [2, 6], groups: [1, 8], statuses: [...sick] }),
        fc.nat(),
        ({ topology }, salt) => {
          const plan = planOf(topology, {});
          const renamed = planOf(withOtherNames(topology, salt), {});

          expect(renamed && qualityOf(renamed)).toEqual(plan && qualityOf(plan));
        },
      ),
      runs,
    );
  });
});

/** All that a reader of a plan cares about but the names; rounded where sums of 64-bit floats may differ. */
function qualityOf({ moves, waves, summary }: PlanBody): unknown {
  return {
    moves: moves.map(({ kind, groupId, wave }) => [kind, groupId, wave]),
    waves: waves.length,
    bytesMoved: summary.bytesMoved,
    largest: summary.after.map(({ max }) => max.toPrecision(12)),
  };
}

/** The same cluster with the serverIds dealt out anew. */
function withOtherNames(topology: ClusterTopology, salt: number): ClusterTopology {
  const ids = topology.servers.map(({ serverId }) => serverId);
  const dealt = new Map(
    ids.map((id, at) => [id, ids[(salt % 2 === 0 ? salt + at : salt + ids.length - at) % ids.length]!]),
  );
  const nameOf = (id: string): string => dealt.get(id) ?? id;
  return {
    ...topology,
    servers: topology.servers.map((server) => ({ ...server, serverId: nameOf(server.serverId) })),
    groups: topology.groups.map((group) => ({
      ...group,
      leader: nameOf(group.leader),
      followers: group.followers.map(nameOf),
      inSync: group.inSync.map(nameOf),
    })),
  };
}

/** The largest value on one server that is there, from the plain topology. */
function mostPerMeasure({ servers, groups }: ClusterTopology): Readonly<Record<Measure, number>> {
  const isMeasured = groups.filter(hasData).every(({ measuredLoad }) => measuredLoad !== null) && groups.some(hasData);
  const most = (valueOn: (group: TopologyGroup, server: string) => number): number =>
    Math.max(0, ...servers.map(({ serverId }) => groups.reduce((sum, group) => sum + valueOn(group, serverId), 0)));
  const ledBy = (of: (group: TopologyGroup) => number): number =>
    most((group, server) => (group.leader === server ? of(group) : 0));
  const heldBy = (of: (group: TopologyGroup) => number): number =>
    most((group, server) => (replicasOf(group).includes(server) ? of(group) : 0));
  return {
    BYTES: heldBy((group) => Number(groupSize(group).bytes)),
    DOCUMENTS: heldBy((group) => groupSize(group).documents),
    LEADERS: ledBy(() => 1),
    LOAD: ledBy((group) => (isMeasured ? (group.measuredLoad ?? 0) : groupSize(group).documents)),
  };
}

function hasData(group: TopologyGroup): boolean {
  return groupSize(group).documents > 0;
}

const nothing = { BYTES: 0, DOCUMENTS: 0, LEADERS: 0, LOAD: 0 };

/** Servers with room for one or two groups more than they have, and with very different loads. */
const packedClusters = fc
  .record({
    slack: fc.array(fc.integer({ min: 100, max: 260 }), { minLength: 3, maxLength: 5 }),
    groups: fc.array(fc.record({ bytes: fc.integer({ min: 80, max: 130 }), load: fc.nat(500) }), {
      minLength: 6,
      maxLength: 14,
    }),
  })
  .map(({ slack, groups }): ClusterTopology => {
    const plans = groups.map(({ bytes, load }, index) => ({ leader: `s${index % slack.length}`, bytes, load }));
    const heldBy = (server: string): number =>
      plans.reduce((sum, { leader, bytes }) => (leader === server ? sum + bytes : sum), 0);
    const servers = slack.map((room, index) => ({
      serverId: `s${index}`,
      capacityBytes: BigInt(heldBy(`s${index}`) + room),
    }));
    return cluster(servers, plans);
  });

/** Rings of groups of one size, as many as there are servers: each server leads one and follows as many as the others. */
const evenClusters = fc
  .record({
    servers: fc.integer({ min: 1, max: 6 }),
    zones: fc.constantFrom(0, 2, 3),
    isFull: fc.boolean(),
    copies: fc.integer({ min: 1, max: 3 }),
    rings: fc.array(fc.record({ bytes: fc.nat(5000), stride: fc.nat(5) }), { maxLength: 4 }),
  })
  .map(({ servers, zones, isFull, copies, rings }): ClusterTopology => {
    const count = Math.min(copies, servers);
    const used = rings.reduce((sum, { bytes }) => sum + bytes * count, 0);
    const names = Array.from({ length: servers }, (_, index) => `s${index}`);
    return cluster(
      names.map((serverId, index) => ({
        serverId,
        zone: zones > 0 ? `z${index % zones}` : null,
        capacityBytes: isFull ? BigInt(used) : null,
      })),
      rings.flatMap(({ bytes, stride }) =>
        names.map((leader, first) => {
          const others = names.filter((name) => name !== leader);
          const turned = [...names.slice(first + 1), ...names.slice(0, first)];
          const followers = Array.from({ length: count - 1 }, (_, copy) => turned[(stride + copy) % others.length]!);
          return { leader, followers, bytes };
        }),
      ),
    );
  });

/** The same cluster told in another order. */
function shuffled(topology: ClusterTopology, salt: number): ClusterTopology {
  const turn = <T>(list: readonly T[]): T[] => {
    const at = list.length === 0 ? 0 : salt % list.length;
    const turned = [...list.slice(at), ...list.slice(0, at)];
    return salt % 2 === 0 ? turned : turned.reverse();
  };
  return {
    ...topology,
    servers: turn(topology.servers),
    collections: turn(topology.collections),
    tenants: turn(topology.tenants),
    groups: turn(topology.groups).map((group) => ({
      ...group,
      followers: turn(group.followers),
      inSync: turn(group.inSync).reverse(),
      shards: turn(group.shards),
    })),
  };
}
