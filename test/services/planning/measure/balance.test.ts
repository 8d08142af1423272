import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { inOneGo } from '../../../../src/services/base/turns.js';
import {
  allBalances,
  allBalancesInTurns,
  balanceOf,
  headroomOf,
} from '../../../../src/services/planning/measure/balance.js';
import { boundOf } from '../../../../src/services/planning/measure/bounds.js';
import { load, measuredLoadUnit, modelledLoadUnit } from '../../../../src/services/planning/measure/objectives/load.js';
import { cluster, demoCluster, evenCluster, unit } from '../../../support/clusters.js';
import { clusters } from '../../../support/random-clusters.js';

/** Tries every placement of the items on the holders, in their zones, and returns the least largest value. */
function trueOptimum(
  sizes: readonly number[],
  copies: number,
  zones: readonly number[],
  caps: readonly number[],
): number {
  const held = zones.map(() => 0);
  const zoneCount = new Set(zones).size;
  const most = zoneCount > 1 ? Math.ceil(copies / zoneCount) : copies;
  let best = Infinity;
  const place = (item: number): void => {
    if (Math.max(...held) >= best) return;
    if (item === sizes.length) best = Math.max(...held);
    else choose(item, 0, []);
  };
  const choose = (item: number, first: number, chosen: readonly number[]): void => {
    if (chosen.length === copies) {
      for (const server of chosen) held[server]! += sizes[item]!;
      if (held.every((value, server) => value <= caps[server]!)) place(item + 1);
      for (const server of chosen) held[server]! -= sizes[item]!;
      return;
    }
    for (let server = first; server < zones.length; server += 1) {
      const inZone = chosen.filter((other) => zones[other] === zones[server]).length;
      if (inZone < most) choose(item, server + 1, [...chosen, server]);
    }
  };
  place(0);
  return best;
}

describe('boundOf', () => {
  it('is never above the true optimum of a small problem', () => {
    const problems = fc.record({
      sizes: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }),
      copies: fc.integer({ min: 1, max: 3 }),
      servers: fc.array(fc.record({ zone: fc.nat(1), cap: fc.constantFrom(Infinity, Infinity, 60, 0) }), {
        minLength: 1,
        maxLength: 4,
      }),
      zoned: fc.boolean(),
    });
    fc.assert(
      fc.property(problems, ({ sizes, copies, servers, zoned }) => {
        fc.pre(copies <= servers.length);
        const usable = servers.filter(({ cap }) => cap > 0);
        const isZoned = zoned && new Set(usable.map(({ zone }) => zone)).size > 1;
        const zones = usable.map(({ zone }) => (isZoned ? zone : 0));
        const optimum = trueOptimum(
          sizes,
          copies,
          zones,
          usable.map(({ cap }) => cap),
        );
        fc.pre(optimum < Infinity);
        const items = sizes.map((size, index) => ({ groupId: String(index), size, copies }));
        const holders = servers.map(({ zone, cap }) => ({ cap, zone: isZoned ? zone : null }));

        expect(inOneGo(boundOf(items, holders)).value).toBeLessThanOrEqual(optimum);
      }),
      { numRuns: 500 },
    );
  });

  it('meets the optimum where groups are few and large', () => {
    const items = [4, 4, 2, 2, 2].map((size, index) => ({ groupId: String(index), size, copies: 2 }));
    const holders = Array.from({ length: 5 }, () => ({ cap: Infinity, zone: null }));

    expect(inOneGo(boundOf(items, holders))).toEqual({ value: 6, rule: 'INDIVISIBLE' });
  });
});

describe('balanceOf', () => {
  it('counts bytes of all replicas and leaders of all groups', () => {
    const bytes = balanceOf(demoCluster(), 'BYTES');
    const leaders = balanceOf(demoCluster(), 'LEADERS');

    expect(bytes.perServer.map(({ value }) => value / unit)).toEqual([2, 7, 5, 0, 0]);
    expect(leaders.perServer.map(({ value }) => value)).toEqual([4, 4, 4, 0, 0]);
    expect(leaders.bestReachable).toBe(3);
  });

  it('names the groups with data as the rule when there are fewer of them than servers', () => {
    const load = balanceOf(demoCluster(), 'LOAD');

    expect(load.bindingRule).toContain('5 groups hold data: no more than 5 servers can lead anything');
  });

  it('counts measured load only where every group with data was measured', () => {
    const measured = cluster(['a'], [{ leader: 'a', bytes: 500, load: 7.5 }, { leader: 'a' }]);
    const partly = cluster(
      ['a'],
      [
        { leader: 'a', bytes: 500, load: 7.5 },
        { leader: 'a', bytes: 1000 },
      ],
    );

    expect(balanceOf(measured, 'LOAD')).toMatchObject({ unit: measuredLoadUnit, max: 7.5 });
    expect(balanceOf(partly, 'LOAD')).toMatchObject({ unit: modelledLoadUnit, max: 3 });
    expect(load.sizeIn(partly)(partly.groups[1]!)).toBe(2);
  });

  it('does not expect anything of a server that is to leave', () => {
    const [first, ...others] = evenCluster().servers;
    const topology = { ...evenCluster(), servers: [{ ...first!, status: 'DRAINING' as const }, ...others] };

    expect(balanceOf(topology, 'LEADERS')).toMatchObject({ mean: 3, bestReachable: 2 });
  });

  it('gives finite figures for any cluster, with a best that is not above the most', () => {
    fc.assert(
      fc.property(clusters({ servers: [1, 6], groups: [0, 10], odd: true }), (topology) => {
        for (const { mean, max, maxOverMean, bestReachable, gap } of allBalances(topology)) {
          for (const value of [mean, max, maxOverMean, bestReachable, gap]) expect(Number.isFinite(value)).toBe(true);
          expect(bestReachable).toBeLessThanOrEqual(max);
          expect(gap).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  it('gives the same figures in turns, also for many groups', async () => {
    const sizes = Array.from({ length: 25_000 }, (_, index) => (index * 7919) % 10_007);
    const servers = ['x', 'y', 'z'].map((zone) => ({ serverId: zone, zone }));
    const groups = sizes.map((bytes, index) => ({ leader: 'xyz'[index % 3]!, followers: ['yzx'[index % 3]!], bytes }));
    const topology = cluster(servers, groups);

    expect(await allBalancesInTurns(topology)).toEqual(allBalances({ ...topology }));
  });

  it('copes with no server and no group', () => {
    expect(balanceOf(cluster([], []), 'BYTES')).toMatchObject({ max: 0, mean: 0, maxOverMean: 1, gap: 0 });
  });
});

describe('headroomOf', () => {
  it('counts further servers that could lead a group with data', () => {
    const three = cluster(
      ['a', 'b', 'c'],
      [1, 2, 3, 4, 5].map((size) => ({ leader: 'a', bytes: size * 1000 })),
    );

    expect(headroomOf(three)).toEqual({
      serversThatCanHelp: 2,
      bindingRule: 'All 5 groups hold data: no more than 5 servers can lead anything',
    });
    expect(headroomOf(demoCluster()).serversThatCanHelp).toBe(0);
  });
});
