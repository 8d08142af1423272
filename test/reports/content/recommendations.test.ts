import { describe, expect, it } from 'vitest';

import {
  type Recommendation,
  type RecommendationFacts,
  recommendationsFor as recommendationsInTurns,
  recommendationsPart,
} from '../../../src/reports/content/recommendations.js';
import { inOneGo } from '../../../src/services/base/turns.js';
import type { ClusterTopology } from '../../../src/services/model/topology.js';
import { clusterOf, group, server, soundCluster } from '../../support/check-clusters.js';
import { clusterWith, demoRun } from '../../support/demo-run.js';
import { demoReport } from '../../support/named-reports.js';

/** The sound cluster with loads measured: nothing follows from it. */
function measuredCluster(): ClusterTopology {
  const sound = soundCluster();
  return { ...sound, groups: sound.groups.map((one) => ({ ...one, measuredLoad: 5 })) };
}

function from(state: ClusterTopology, code: string): Recommendation | undefined {
  return recommendationsFor({ state, checks: [], plan: null }).find((one) => one.code === code);
}

function measured(state: ClusterTopology): ClusterTopology {
  return { ...state, groups: state.groups.map((one) => ({ ...one, measuredLoad: 5 })) };
}

const recommendationsFor = (facts: RecommendationFacts): readonly Recommendation[] =>
  inOneGo(recommendationsInTurns(facts));

describe('recommendationsFor', () => {
  it('recommends nothing where no figure gives a reason, and then makes no section', () => {
    const facts = { state: measuredCluster(), checks: [], plan: null };

    expect(recommendationsFor(facts)).toEqual([]);
    expect(inOneGo(recommendationsPart(facts))).toBeNull();
  });

  it('recommends tenants before DB-Servers where some stay idle for lack of shard groups with data', () => {
    const idle = { ...measuredCluster(), servers: ['PRMR-1', 'PRMR-2', 'PRMR-3', 'PRMR-4'].map((id) => server(id)) };
    const empty = idle.groups.map((one, at) => (at < 3 ? one : { ...one, shards: [] }));

    expect(from({ ...idle, groups: empty }, 'SERVERS_IDLE')).toMatchObject({
      figure: '1 of 4 DB-Servers leads no data: PRMR-4',
      rule: '3 groups hold data: no more than 3 servers can lead anything',
    });
    expect(from(idle, 'SERVERS_IDLE')).toBeUndefined();
  });

  it('compares with more shard groups where all of them hold data and servers are still idle', () => {
    const full = clusterOf([server('A'), server('B'), server('C')], [group(0, 'A', ['B']), group(1, 'B', ['A'])]);

    expect(from(full, 'SERVERS_IDLE')?.operation?.variables).toEqual({ input: { numberOfShards: 4 } });
  });

  it('recommends a rebalance where the fullest server is more than a tenth above the best reachable', () => {
    const { groups, ...rest } = measuredCluster();
    const crowded = groups.map((one) => ({ ...one, leader: 'PRMR-1', followers: ['PRMR-2'], inSync: ['PRMR-2'] }));

    expect(from({ ...rest, groups: crowded }, 'ABOVE_BEST_REACHABLE')?.figure).toMatch(
      /^LEADERS: .* 6 leaders, 200% above the best reachable of 2 leaders$/,
    );
    expect(from({ ...rest, groups }, 'ABOVE_BEST_REACHABLE')).toBeUndefined();
  });

  it('does not ask for a rebalance again right after a plan was carried out', () => {
    const { groups, ...rest } = measuredCluster();
    const crowded = groups.map((one) => ({ ...one, leader: 'PRMR-1', followers: ['PRMR-2'], inSync: ['PRMR-2'] }));
    const sentence = 'PRMR-1 stays at 6 leaders: its collections are pinned';
    const plan = { ...demoRun().plan, notMoved: [{ serverId: 'PRMR-1', code: 'PINNED', sentence }] };

    const made = recommendationsFor({ state: { ...rest, groups: crowded }, checks: [], plan });

    expect(made.find(({ code }) => code === 'ABOVE_BEST_REACHABLE')).toMatchObject({
      rule: sentence,
      operation: { variables: { input: { placement: 'LEAST_LOADED' } } },
    });
  });

  it('recommends a second copy where the replication factor is 1', () => {
    const single = clusterOf([server('A'), server('B')], [group(0, 'A', [])], { replicationFactor: 1 });
    const real = { ...single, deployment: 'ARANGODB_CLUSTER' } as const;

    expect(from(single, 'NO_SECOND_COPY')?.figure).toBe('1 of 1 collection has replication factor 1');
    expect(from(single, 'NO_SECOND_COPY')?.action).toContain('SHARDBOOK_REPLICATION_FACTOR=2');
    expect(from(real, 'NO_SECOND_COPY')?.action).toContain('/_api/collection/<name>/properties');
    expect(from(measuredCluster(), 'NO_SECOND_COPY')).toBeUndefined();
  });

  it('recommends room where a server is more than 80% full', () => {
    const cluster = measuredCluster();
    const servers = cluster.servers.map((one, at) => (at === 0 ? { ...one, capacityBytes: 460n } : one));
    const just = cluster.servers.map((one) => ({ ...one, capacityBytes: 500n }));

    expect(from({ ...cluster, servers }, 'SERVERS_FILLING')?.figure).toBe('PRMR-1 is 87% full (400 B of 460 B)');
    expect(from({ ...cluster, servers: just }, 'SERVERS_FILLING')).toBeUndefined();
  });

  it('takes failed checks up with their remedy, and passed ones not', () => {
    const check = { code: 'NO_DANGLING_EDGE', title: 'Both ends exist', evidence: '2 dangling', remedy: 'Mend them' };
    const made = recommendationsFor({
      state: measuredCluster(),
      checks: [
        { ...check, mark: 'FAIL' },
        { ...check, code: 'OTHER', mark: 'PASS' },
      ],
      plan: null,
    });

    expect(made.map(({ code, figure, action }) => [code, figure, action])).toEqual([
      ['NO_DANGLING_EDGE', '2 dangling', 'Mend them'],
    ]);
  });

  it('names servers and replicas that are not in order', () => {
    const cluster = measuredCluster();
    const servers = cluster.servers.map((one, at) => (at === 2 ? { ...one, status: 'FAILED' as const } : one));

    expect(from({ ...cluster, servers }, 'SERVER_NOT_GOOD')?.figure).toContain('PRMR-3');
    expect(from(cluster, 'SERVER_NOT_GOOD')).toBeUndefined();
  });

  it('recommends where the next tenants go where several share the largest shard group', () => {
    const tenants = [
      { name: 'A', scaleFactor: 2, group: 0 },
      { name: 'B', scaleFactor: 1, group: 0 },
      { name: 'C', scaleFactor: 1, group: 1 },
    ];
    const apart = tenants.map((one, at) => ({ ...one, group: at }));

    expect(from(measured(clusterWith(tenants)), 'TENANTS_SHARE_LARGEST_GROUP')?.figure).toBe(
      'A and B share shard group 0: 3,285 documents, 125% above what a DB-Server leads on average',
    );
    expect(from(measured(clusterWith(apart)), 'TENANTS_SHARE_LARGEST_GROUP')).toBeUndefined();
  });

  it('recommends measured loads where documents stand in for them', () => {
    expect(from(soundCluster(), 'LOAD_MODELLED')?.figure).toBe('0 of 6 shard groups with data have a measured load');
    expect(from(measuredCluster(), 'LOAD_MODELLED')).toBeUndefined();
  });
});

describe('the recommendations of the demo report', () => {
  it('follow from its figures, what is pressing first', () => {
    const table = demoReport().cells.find(({ id }) => id === 'recommendations-table');
    const rows = table?.kind === 'TABLE' ? table.rows : [];

    expect(rows.map(([action]) => action?.value)).toEqual([
      'SERVERS_IDLE',
      'TENANTS_SHARE_LARGEST_GROUP',
      'LOAD_MODELLED',
    ]);
  });
});
