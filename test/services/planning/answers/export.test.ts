// A plan as ArangoDB's endpoint takes it: one body per wave, the prototype's shards, nothing that does not exist.
import { createHash } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { canonicalJson } from '../../../../src/services/base/canonical.js';
import type { RebalancePlan } from '../../../../src/services/model/plan.js';
import type { ClusterTopology } from '../../../../src/services/model/topology.js';
import { exportOf } from '../../../../src/services/planning/answers/export.js';
import { makePlan } from '../../../../src/services/planning/answers/plan.js';
import type { PlanRequest } from '../../../../src/services/planning/question/options.js';
import { allLeadersOnFirst, demoCluster, evenCluster } from '../../../support/clusters.js';

interface Body {
  readonly version: number;
  readonly moves: readonly Record<string, unknown>[];
}

function plan(topology: ClusterTopology, request: PlanRequest = {}): RebalancePlan {
  return { ...makePlan(topology, request, 1), id: 'p1', createdAt: '2026-08-01T12:00:00.000Z' };
}

async function bodies(topology: ClusterTopology): Promise<readonly Body[]> {
  return (await exportOf(plan(topology))).waves.map(({ body }) => JSON.parse(body) as Body);
}

describe('exporting a plan', () => {
  it('has one body per wave, with every move once', async () => {
    const made = plan(demoCluster());

    const { waves, moves } = await exportOf(made);

    expect(waves.map(({ index }) => index)).toEqual(made.waves.map(({ index }) => index));
    expect(waves.reduce((sum, wave) => sum + wave.moves, 0)).toBe(made.moves.length);
    expect(moves).toBe(canonicalJson(made.moves));
  });

  it('names the shard of the prototype collection, and leaders as leaders whether or not data moves', async () => {
    const made = plan(demoCluster());
    const [first] = await bodies(demoCluster());

    for (const [at, index] of made.waves[0]!.moves.entries()) {
      const { groupId, from, to, kind } = made.moves[index]!;
      expect(first?.moves[at]).toEqual({
        database: 'network_assets_demo',
        collection: 'Device',
        shard: `s${groupId.slice(2)}1`,
        from,
        to,
        isLeader: kind !== 'MOVE_FOLLOWER',
      });
    }
    expect(first?.version).toBe(1);
  });

  it('asks for a leadership transfer as for a move of the leader to a server that follows', async () => {
    const [first] = await bodies(allLeadersOnFirst());

    expect(first?.moves.length).toBeGreaterThan(0);
    expect(first?.moves.every(({ isLeader, from }) => isLeader === true && from === 'a')).toBe(true);
  });

  it('names collections by their id where it is known, and another database when asked', async () => {
    const topology = demoCluster();
    const collections = topology.collections.map((each) => ({ ...each, collectionId: `77${each.name.length}` }));
    const known = plan({ ...topology, deployment: 'ARANGODB_CLUSTER', collections });

    const { waves, notes } = await exportOf(known, 'assets');

    expect((JSON.parse(waves[0]!.body) as Body).moves[0]).toMatchObject({ collection: '776', database: 'assets' });
    expect(notes.join(' ')).not.toMatch(/simulated|replace the names/);
  });

  it('is one file with a hash of its bytes, the same each time', async () => {
    const made = plan(demoCluster());

    const { file, sha256, notes } = await exportOf(made);

    expect(JSON.parse(file)).toMatchObject({ format: 'shardbook-plan', version: 1, planHash: made.planHash, notes });
    expect(createHash('sha256').update(file).digest('hex')).toBe(sha256);
    expect((await exportOf(made)).file).toBe(file);
  });

  it('is empty for a plan without moves', async () => {
    expect(await exportOf(plan(evenCluster()))).toMatchObject({ moves: '[]', waves: [] });
  });

  it.each([
    ['new servers', { addServers: { count: 1 } }],
    ['successors', { replaceServers: [{ serverId: 'a' }] }],
    ['another numberOfShards', { numberOfShards: 3 }],
  ])('is refused for a plan that imagines %s, with what to do instead', async (_name, request) => {
    await expect(exportOf(plan(demoCluster(), request))).rejects.toMatchObject({
      code: 'PLAN_NOT_APPLICABLE',
      planId: 'p1',
      remedy: expect.any(String) as string,
    });
  });

  it('is possible for a plan that counts on tenants to come', async () => {
    const { waves, notes } = await exportOf(plan(demoCluster(), { growth: { tenants: [{ count: 3 }] } }));

    expect(waves.length).toBeGreaterThan(0);
    expect(notes.join(' ')).toContain('count tenants that are still to come');
  });
});
