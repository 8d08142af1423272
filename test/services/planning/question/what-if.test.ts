// What a plan imagines: replacements, other shard groups, growth. Nothing of it may touch the topology that was asked about.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { documentsOfTenant } from '../../../../src/services/model/asset.js';
import { fingerprint } from '../../../../src/services/model/fingerprint.js';
import { shardPosition } from '../../../../src/services/model/sharding.js';
import { type ClusterTopology, groupSize, replicasOf } from '../../../../src/services/model/topology.js';
import { planHashOf } from '../../../../src/services/planning/answers/plan-body.js';
import { planRebalance } from '../../../../src/services/planning/answers/planner.js';
import { whatIfOf } from '../../../../src/services/planning/explain/imagined.js';
import { ungrown } from '../../../../src/services/planning/question/growth.js';
import { completeOptions, type PlanRequest } from '../../../../src/services/planning/question/options.js';
import { sortedTopology, startingPoint } from '../../../../src/services/planning/question/what-if.js';
import { cases } from '../../../support/cases.js';
import { cluster, demoCluster, evenCluster, unit } from '../../../support/clusters.js';
import { clusters } from '../../../support/random-clusters.js';

const anyCluster = clusters({ servers: [3, 6], groups: [1, 10], odd: true });

/** The cluster with a load that was measured for every group. */
function measured(topology: ClusterTopology): ClusterTopology {
  return { ...topology, groups: topology.groups.map((group, at) => ({ ...group, measuredLoad: 5 + 7 * at })) };
}

function start(topology: ClusterTopology, request: PlanRequest): ClusterTopology {
  return startingPoint(topology, completeOptions(request));
}

function totals({ groups }: ClusterTopology): { documents: number; bytes: bigint } {
  return groups
    .map(groupSize)
    .reduce((sum, { documents, bytes }) => ({ documents: sum.documents + documents, bytes: sum.bytes + bytes }), {
      documents: 0,
      bytes: 0n,
    });
}

function refusal(topology: ClusterTopology, request: PlanRequest): unknown {
  try {
    start(topology, request);
  } catch (error) {
    return error;
  }
  return null;
}

describe('replacing a server', () => {
  const zoned = cluster(
    [
      { serverId: 'a', zone: 'x', capacityBytes: 9_000_000n },
      { serverId: 'b', zone: 'y', capacityBytes: 8_000_000n },
    ],
    [
      { leader: 'a', followers: ['b'], bytes: unit },
      { leader: 'b', followers: ['a'], bytes: unit },
    ],
  );

  it('drains it onto a successor in its zone with its capacity', () => {
    const body = planRebalance(zoned, completeOptions({ replaceServers: [{ serverId: 'b' }] }), 1);

    expect(body.before.servers.find(({ serverId }) => serverId === 'successor-of-b')).toEqual({
      serverId: 'successor-of-b',
      shortName: 'successor of DBServer-b',
      zone: 'y',
      status: 'GOOD',
      capacityBytes: 8_000_000n,
      isImagined: true,
    });
    expect(body.after.groups.flatMap(replicasOf)).not.toContain('b');
    expect(body.baseFingerprint).toBe(fingerprint(zoned));
  });

  it('takes another zone and capacity when they are given', () => {
    const wish = { serverId: 'b', zone: 'z', capacityBytes: 5n };

    const successor = start(zoned, { replaceServers: [wish] }).servers.find(({ isImagined }) => isImagined);

    expect(successor).toMatchObject({ zone: 'z', capacityBytes: 5n });
  });

  it('does not name the server that leaves as the reason why others keep what they have', () => {
    const groups = [5, 3, 2, 1, 1].map((size) => ({ leader: 'b', bytes: size * unit }));
    const { notMoved } = planRebalance(
      cluster(['a', 'b', 'c'], groups),
      completeOptions({ replaceServers: [{ serverId: 'a' }] }),
      1,
    );

    expect(notMoved.length).toBeGreaterThan(0);
    for (const { sentence } of notMoved) expect(sentence).not.toContain('DRAINING');
  });

  it('may replace every server, as successors are there', () => {
    const { servers } = start(zoned, { replaceServers: [{ serverId: 'b' }, { serverId: 'a' }] });

    expect(servers.filter(({ status }) => status === 'GOOD')).toHaveLength(2);
  });

  it('refuses a server that is not there', () => {
    expect(refusal(zoned, { replaceServers: [{ serverId: 'x' }] })).toMatchObject({ code: 'UNKNOWN_SERVER' });
  });
});

describe('another numberOfShards', () => {
  it('moves each tenant to the group of its hash with all that it has', () => {
    const before = start(demoCluster(), { numberOfShards: 24 });

    expect(before.groups).toHaveLength(24);
    expect(before.collections.every(({ numberOfShards }) => numberOfShards === 24)).toBe(true);
    for (const { key, groupId } of before.tenants) expect(groupId).toBe(`g/${shardPosition(key, 24)}`);
    expect(totals(before)).toEqual(totals(demoCluster()));
  });

  it('places the groups round robin on the servers that are GOOD', () => {
    const { groups } = start(demoCluster(), { numberOfShards: 4, addServers: { count: 1 } });

    expect(groups.map((group) => replicasOf(group).join(' '))).toEqual(['a b', 'b c', 'c d', 'd e']);
    expect(new Set(groups.flatMap(({ shards }) => shards.map(({ shardId }) => shardId))).size).toBe(8);
  });

  it('is refused when it would give more shards than a topology may have', () => {
    const [prototype] = demoCluster().collections;
    const collections = Array.from({ length: 300 }, (_, at) => ({ ...prototype!, name: `c${at}` }));

    const refused = refusal({ ...demoCluster(), collections }, { numberOfShards: 1000 });

    expect(refused).toMatchObject({
      ...{ code: 'INVALID_INPUT', field: 'numberOfShards', remedy: 'Give at most 666' },
      message: '300 collections with 1,000 shards each have more than 200,000 shards',
    });
  });

  it('spreads data that belongs to no tenant evenly', () => {
    const nobodys = cluster(['a', 'b'], [{ leader: 'a', bytes: 1001, documents: 10 }]);

    const { groups } = start(nobodys, { numberOfShards: 2 });

    expect(groups.map(groupSize)).toEqual([
      { documents: 5, bytes: 501n },
      { documents: 5, bytes: 500n },
    ]);
  });

  it('keeps every document and byte of any cluster', () => {
    fc.assert(
      fc.property(anyCluster, fc.integer({ min: 1, max: 30 }), (topology, numberOfShards) => {
        expect(totals(start(topology, { numberOfShards }))).toEqual(totals(topology));
      }),
      { numRuns: cases(20) },
    );
  });

  it('says that the plan cannot be applied, and how the cluster stands today', () => {
    const body = planRebalance(demoCluster(), completeOptions({ numberOfShards: 24 }), 1);

    const { imagined, obstacle, today } = whatIfOf(demoCluster(), body);

    expect(obstacle).toMatchObject({ code: 'OTHER_NUMBER_OF_SHARDS', remedy: expect.stringContaining('24') as string });
    expect(imagined).toEqual([{ kind: 'SHARD_GROUPS', sentence: expect.stringContaining('12 today') as string }]);
    expect(imagined[0]?.sentence).toMatch(/ is \d\.\d\d times the mean of BYTES instead of 2\.50 and /);
    expect(today.find(({ measure }) => measure === 'BYTES')?.max).toBe(7 * unit);
  });

  it('is refused where there is no SmartGraph, and where replicas find no servers', () => {
    const plain = evenCluster();
    const none = { ...plain, collections: plain.collections.map((one) => ({ ...one, smartGraphAttribute: null })) };
    const sick = {
      ...plain,
      servers: plain.servers.map((one, at) => ({ ...one, status: at ? ('BAD' as const) : one.status })),
    };

    expect(refusal(none, { numberOfShards: 3 })).toMatchObject({ code: 'INVALID_INPUT', field: 'numberOfShards' });
    expect(refusal(sick, { numberOfShards: 3 })).toMatchObject({ code: 'INFEASIBLE_PLAN' });
  });
});

describe('growth', () => {
  it('adds the documents of the data model and bytes at the mean of the tenants there are', () => {
    const topology = demoCluster();
    const before = start(topology, { growth: { tenants: [{ name: 'Retail', scaleFactor: 3 }] } });

    const added = before.tenants.find(({ isImagined }) => isImagined);
    expect(added).toMatchObject({ name: 'Retail', scaleFactor: 3, documents: 3285 });
    expect(added?.groupId).toBe(`g/${shardPosition(added?.key ?? '', 12)}`);
    expect(totals(before).documents).toBe(totals(topology).documents + 3285);
    expect(totals(before).bytes).toBe(totals(topology).bytes + BigInt(3 * unit));
  });

  it('counts bytes as stated where a size per document is given', () => {
    const growth = { tenants: [{ scaleFactor: 1 }], bytesPerDocument: 1000 };

    const { tenants } = start(demoCluster(), { growth });

    expect(tenants.find(({ isImagined }) => isImagined)?.bytes).toBe(1_095_000n);
  });

  it('places LEAST_LOADED tenants one after the other on the least loaded groups', () => {
    const growth = { tenants: [{ name: 'Startup', count: 7, placement: 'LEAST_LOADED' as const }] };

    const before = start(demoCluster(), { growth });

    const came = before.tenants.filter(({ isImagined }) => isImagined);
    // The seven groups that are empty get one each.
    expect(new Set(came.map(({ groupId }) => groupId)).size).toBe(7);
    expect(before.groups.every((group) => groupSize(group).documents > 0)).toBe(true);
    for (const { key, groupId } of came) expect(`g/${shardPosition(key, 12)}`).toBe(groupId);
  });

  it('lets measured load grow with the documents', () => {
    const measured = cluster(['a'], [{ leader: 'a', bytes: 100, documents: 1095, load: 10, tenants: ['t'] }]);

    const { groups } = start(measured, { growth: { tenants: [{}] } });

    expect(groups[0]?.measuredLoad).toBe(20);
  });

  it('gives the same tenants for the same question, in any cluster, and leaves the cluster alone', () => {
    const wish = { growth: { tenants: [{ count: 3 }, { placement: 'LEAST_LOADED' as const }] }, numberOfShards: 5 };
    fc.assert(
      fc.property(anyCluster, (topology) => {
        const untouched = structuredClone(topology);
        const first = planRebalance(topology, completeOptions(wish), 1);
        const shuffled = { ...topology, servers: topology.servers.toReversed(), groups: topology.groups.toReversed() };

        expect(planHashOf(planRebalance(shuffled, completeOptions(wish), 1))).toBe(planHashOf(first));
        expect(first.before.tenants.filter(({ isImagined }) => isImagined)).toHaveLength(4);
        expect(totals(first.before).documents).toBe(totals(topology).documents + 4 * documentsOfTenant(1));
        expect(topology).toEqual(untouched);
      }),
      { numRuns: cases(10) },
    );
  });

  it('can be taken back to the last document and byte', () => {
    let compared = 0;
    fc.assert(
      fc.property(anyCluster.map(measured), (topology) => {
        const back = ungrown(start(topology, { growth: { tenants: [{ count: 3 }, { name: 'Big', scaleFactor: 7 }] } }));

        const unmeasured = (state: ClusterTopology): unknown[] =>
          state.groups.map((group) => ({
            ...group,
            measuredLoad: null,
            followers: [...group.followers].sort(),
            inSync: [...group.inSync].sort(),
          }));
        const base = sortedTopology(topology);
        expect(unmeasured(back)).toEqual(unmeasured(base));
        expect(back.tenants).toEqual(base.tenants);
        back.groups.forEach(({ measuredLoad }, at) => {
          if (groupSize(base.groups[at]!).documents > 0 && base.groups[at]!.measuredLoad !== null) {
            compared += 1;
            expect(measuredLoad).toBeCloseTo(base.groups[at]!.measuredLoad, 6);
          }
        });
      }),
      { numRuns: cases(15) },
    );
    expect(compared).toBeGreaterThan(0);
  });

  it('is marked as modelled and does not stand in the way of applying', () => {
    const options = completeOptions({ growth: { tenants: [{ count: 2 }] } });

    const { imagined, obstacle } = whatIfOf(demoCluster(), planRebalance(demoCluster(), options, 1));

    expect(obstacle).toBeNull();
    expect(imagined[0]?.sentence).toMatch(
      /^2 tenants still to come: 2,190 documents .*modelled: 457 bytes per document/,
    );
  });

  it('refuses names that are taken and naming conventions without a SmartGraph', () => {
    const taken = { growth: { tenants: [{ name: 'TENANT t1' }] } };
    const snake = { growth: { tenants: [{ naming: 'snake_case' as const }] } };

    expect(refusal(demoCluster(), taken)).toMatchObject({ code: 'INVALID_INPUT', field: 'growth.tenants[0].name' });
    expect(refusal(demoCluster(), snake)).toMatchObject({ code: 'INVALID_INPUT', field: 'growth.tenants[0].naming' });
  });
});

describe('the options of a what-if', () => {
  it('leave out what imagines nothing, so that plans without it keep their hash', () => {
    expect(completeOptions({ replaceServers: [], numberOfShards: null, growth: { tenants: [] } })).toStrictEqual(
      completeOptions(),
    );
  });

  it.each([
    ['replaceServers[1].serverId', { replaceServers: [{ serverId: 'a' }, { serverId: 'a' }] }],
    ['replaceServers[0].serverId', { removeServers: ['a'], replaceServers: [{ serverId: 'a' }] }],
    ['replaceServers[0].capacityBytes', { replaceServers: [{ serverId: 'a', capacityBytes: 0n }] }],
    ['numberOfShards', { numberOfShards: 0 }],
    ['numberOfShards', { numberOfShards: 1001 }],
    ['growth.tenants[0].scaleFactor', { growth: { tenants: [{ scaleFactor: 1001 }] } }],
    ['growth.tenants[0].count', { growth: { tenants: [{ count: 0 }] } }],
    ['growth.tenants[0].name', { growth: { tenants: [{ name: ' ' }] } }],
    ['growth.tenants', { growth: { tenants: [{ count: 600 }, { count: 401 }] } }],
    ['growth.bytesPerDocument', { growth: { tenants: [{}], bytesPerDocument: 0 } }],
  ])('name %s as the field that is out of range', (field, request) => {
    expect(() => completeOptions(request)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT', field }));
  });
});

describe('new servers', () => {
  it('are marked as imagined and keep the plan from being applied', () => {
    const body = planRebalance(evenCluster(), completeOptions({ addServers: { count: 2, zone: 'z' } }), 1);

    const { imagined, obstacle } = whatIfOf(evenCluster(), body);

    expect(imagined[0]).toMatchObject({
      kind: 'SERVERS',
      sentence: expect.stringMatching(/^2 servers do not exist/) as string,
    });
    expect(obstacle).toMatchObject({
      code: 'SERVERS_DO_NOT_EXIST',
      remedy: expect.stringContaining('addSimulatedServers') as string,
    });
  });
});
