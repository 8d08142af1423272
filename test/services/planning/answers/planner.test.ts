import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { fingerprint } from '../../../../src/services/model/fingerprint.js';
import type { PlanBody } from '../../../../src/services/model/plan.js';
import type { ClusterTopology } from '../../../../src/services/model/topology.js';
import { planHashOf } from '../../../../src/services/planning/answers/plan-body.js';
import { planRebalance } from '../../../../src/services/planning/answers/planner.js';
import { measures } from '../../../../src/services/planning/measure/objectives/list.js';
import { completeOptions, type PlanRequest } from '../../../../src/services/planning/question/options.js';
import { cases } from '../../../support/cases.js';
import { allLeadersOnFirst, cluster, demoCluster, evenCluster, unit } from '../../../support/clusters.js';
import { brokenOnTheWay } from '../../../support/plan-checks.js';
import { clusters } from '../../../support/random-clusters.js';

const anyCluster = clusters({ servers: [1, 7], groups: [0, 14], odd: true });
const runs = { seed: 20_260_801, numRuns: cases(40) };

function plan(topology: ClusterTopology, request: PlanRequest = {}): PlanBody {
  return planRebalance(topology, completeOptions(request), 1);
}

function after(body: PlanBody, measure: (typeof measures)[number]): { max: number; bestReachable: number } {
  return body.summary.after.find((balance) => balance.measure === measure)!;
}

describe('planRebalance on named clusters', () => {
  it('reaches the proved optimum of every measure for the demo', () => {
    const body = plan(demoCluster());

    expect(body.summary.after.map(({ measure, gap }) => [measure, gap])).toEqual(measures.map((name) => [name, 0]));
    expect(after(body, 'BYTES').max).toBe(3 * unit);
    expect(after(body, 'LEADERS').max).toBe(3);
    expect(after(body, 'LOAD').max).toBe(2190);
  });

  it('gives every server of the demo one group with data to lead', () => {
    const { after: topology } = plan(demoCluster());

    const leaders = topology.groups.filter(({ shards }) => shards[0]!.bytes > 0n).map(({ leader }) => leader);
    expect([...leaders].sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('moves nothing in a balanced cluster, and says so', () => {
    const body = plan(evenCluster());

    expect(body.moves).toEqual([]);
    expect(body.inverse).toEqual([]);
    expect(body.after).toEqual(body.before);
    expect(body.summary.sentence).toContain('No moves');
  });

  it('hands over leadership instead of copying where that is enough', () => {
    const body = plan(allLeadersOnFirst());

    expect(new Set(body.moves.map(({ kind }) => kind))).toEqual(new Set(['LEADERSHIP_TRANSFER']));
    expect(body.summary.bytesMoved).toBe(0n);
    expect(after(body, 'LEADERS').max).toBe(2);
  });

  it('gives no reason in which a figure goes to itself', () => {
    const topology = cluster(
      ['a', 'b', 'c', 'd', 'e'],
      [
        { leader: 'c', followers: ['a'], bytes: 341_872, documents: 1095 },
        { leader: 'a', followers: ['b'], bytes: 683_567, documents: 2190 },
        { leader: 'c', followers: ['a'], bytes: 683_391, documents: 2190 },
      ],
    );

    const sentences = plan(topology).moves.map(({ reason }) => reason.sentence);

    expect(sentences.length).toBeGreaterThan(0);
    for (const sentence of sentences) expect(sentence).not.toMatch(/goes from (.+) to \1$/);
  });

  it('imagines servers to be added, without touching the input', () => {
    const before = fingerprint(evenCluster());
    const topology = evenCluster();

    const body = plan(topology, { addServers: { count: 2 } });

    expect(body.after.servers.map(({ serverId }) => serverId)).toEqual(['a', 'b', 'c', 'new-1', 'new-2']);
    expect(body.summary.after[0]!.perServer.every(({ value }) => value > 0)).toBe(true);
    expect(body.baseFingerprint).toBe(before);
    expect(fingerprint(topology)).toBe(before);
  });

  it('empties a server that is to be removed', () => {
    const body = plan(demoCluster(), { removeServers: ['a'] });

    const holders = new Set(body.after.groups.flatMap(({ leader, followers }) => [leader, ...followers]));
    expect(holders.has('a')).toBe(false);
    expect(body.moves.some(({ reason }) => reason.code === 'DRAINS_SERVER')).toBe(true);
    expect(brokenOnTheWay(body)).toEqual([]);
  });

  it('says how many servers are missing when a removal is not possible', () => {
    expect(() => plan(allLeadersOnFirst(), { removeServers: ['a'] })).toThrow(
      expect.objectContaining({
        code: 'INFEASIBLE_PLAN',
        remedy: expect.stringContaining('1 more server needed') as string,
      }),
    );
  });

  it('refuses servers, tenants and collections that do not exist', () => {
    expect(() => plan(evenCluster(), { removeServers: ['x'] })).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_SERVER' }),
    );
    expect(() => plan(evenCluster(), { limits: { pinnedTenants: ['nobody'] } })).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_TENANT' }),
    );
    expect(() => plan(evenCluster(), { limits: { pinnedCollections: ['nothing'] } })).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT', message: expect.stringContaining('"nothing"') as string }),
    );
  });

  it('leaves the group of a pinned tenant where it is', () => {
    const body = plan(demoCluster(), { limits: { pinnedTenants: ['t4'] } });

    expect(body.moves.length).toBeGreaterThan(0);
    expect(body.moves.some(({ groupId }) => groupId === 'g/4')).toBe(false);
  });

  it('leaves the groups of a pinned collection, and of what is coupled to it, where they are', () => {
    const demo = demoCluster();
    const [first] = demo.groups;
    const lone = { ...first!, groupId: 'lone/0', graph: 'lone', index: 0, followers: [], inSync: [] };
    const shards = first!.shards.map((shard) => ({ ...shard, shardId: 's-lone', collection: 'lone' }));
    const [prototype] = demo.collections;
    const topology = {
      ...demo,
      collections: [...demo.collections, { ...prototype!, name: 'lone', graph: null, numberOfShards: 1 }],
      groups: [...demo.groups, { ...lone, shards }],
    };

    const coupled = plan(topology, { limits: { pinnedCollections: [prototype!.name] } });
    const single = plan(topology, { limits: { pinnedCollections: ['lone'] } });

    expect(coupled.moves.filter(({ groupId }) => groupId !== 'lone/0')).toEqual([]);
    expect(single.moves.length).toBeGreaterThan(0);
    expect(single.moves.some(({ groupId }) => groupId === 'lone/0')).toBe(false);
  });

  it('counts what belongs to another database and leaves it where it is', () => {
    const demo = demoCluster();
    const groups = demo.groups.map((group) => (group.index < 4 ? { ...group, isReadOnly: true as const } : group));

    const body = plan({ ...demo, groups });

    expect(body.moves.length).toBeGreaterThan(0);
    expect(body.moves.filter(({ groupId }) => groups.some((g) => g.groupId === groupId && g.isReadOnly))).toEqual([]);
    expect(body.summary.before).toEqual(plan(demo).summary.before);
  });

  it('says that a pinned collection keeps a server from being emptied', () => {
    const { name } = evenCluster().collections[0]!;

    expect(() => plan(evenCluster(), { removeServers: ['a'], limits: { pinnedCollections: [name] } })).toThrow(
      expect.objectContaining({
        code: 'INFEASIBLE_PLAN',
        message: expect.stringContaining('is of a pinned collection and stays') as string,
      }),
    );
  });

  it('keeps the caps on moves, bytes and kinds', () => {
    const few = plan(demoCluster(), { limits: { maximumNumberOfMoves: 2 } });
    const light = plan(demoCluster(), { limits: { maxBytesMoved: BigInt(unit) } });
    const gentle = plan(demoCluster(), { limits: { allowedKinds: ['LEADERSHIP_TRANSFER'] } });

    expect(few.moves).toHaveLength(2);
    expect(light.summary.bytesMoved).toBe(BigInt(unit));
    expect(gentle.moves.every(({ kind }) => kind === 'LEADERSHIP_TRANSFER')).toBe(true);
  });

  it('gives nothing to a server in bad health, and says that', () => {
    const sick = {
      ...demoCluster(),
      servers: demoCluster().servers.map((s) => (s.serverId === 'e' ? { ...s, status: 'BAD' as const } : s)),
    };

    const body = plan(sick);

    expect(body.moves.some(({ to }) => to === 'e')).toBe(false);
    expect(body.notMoved.find(({ serverId }) => serverId === 'e')).toMatchObject({ code: 'HEALTH' });
  });

  it('has the same bytes for followers in any order', () => {
    const three = (followers: readonly string[]): ClusterTopology =>
      cluster(['a', 'b', 'c', 'd'], [{ leader: 'a', followers, bytes: unit }]);

    expect(planHashOf(plan(three(['b', 'c'])))).toBe(planHashOf(plan(three(['c', 'b']))));
  });

  it('explains an idle server by the number of groups with data', () => {
    const two = cluster(
      ['a', 'b', 'c'],
      [
        { leader: 'a', bytes: unit, tenants: ['t0'] },
        { leader: 'b', bytes: unit, tenants: ['t1'] },
      ],
    );

    expect(plan(two).notMoved.find(({ serverId }) => serverId === 'c')).toMatchObject({
      code: 'GROUPS_WITH_DATA',
      sentence: expect.stringContaining('2 groups hold data: no more than 2 servers can lead anything') as string,
    });
  });

  it('gives each move a reason with numbers', () => {
    const { moves } = plan(demoCluster());

    expect(moves.length).toBeGreaterThan(3);
    for (const { reason } of moves) {
      expect(reason.code).toMatch(/^(LOWERS_MAX|EVENS_OUT)_[A-Z]+$|^MAKES_ROOM$|^BRINGS_NEXT_LEADER$/);
      expect(reason.sentence).toMatch(/g\/\d+.*DBServer-/);
      // An empty follower carries nothing in any measure: it only makes room.
      expect(reason.gains.length > 0).toBe(!['MAKES_ROOM', 'BRINGS_NEXT_LEADER'].includes(reason.code));
    }
  });

  it('copes with clusters that have nothing', () => {
    const empty = plan(cluster([], []));
    const noData = plan(cluster(['a', 'b'], [{ leader: 'a' }, { leader: 'b' }]));

    expect(empty.moves).toEqual([]);
    expect(noData.moves).toEqual([]);
    expect(JSON.stringify([empty.summary.after, noData.summary.after])).not.toMatch(/null|NaN/);
  });
});

describe('planRebalance with a server to remove', () => {
  it('empties removed servers or says what is missing', () => {
    const outcomes = { emptied: 0, refused: 0 };
    fc.assert(
      fc.property(anyCluster, (topology) => {
        const request = { removeServers: ['s0'], addServers: { count: 1 } };
        let body: PlanBody;
        try {
          body = plan(topology, request);
        } catch (error) {
          outcomes.refused += 1;
          expect(error).toMatchObject({ code: 'INFEASIBLE_PLAN', remedy: expect.any(String) as string });
          return;
        }
        outcomes.emptied += 1;
        expect(body.summary.after[2]!.perServer.find(({ serverId }) => serverId === 's0')?.value).toBe(0);
        expect(brokenOnTheWay(body)).toEqual([]);
      }),
      runs,
    );
    expect(outcomes.emptied).toBeGreaterThan(0);
    expect(outcomes.refused).toBeGreaterThan(0);
  });
});
