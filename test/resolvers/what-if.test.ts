// What-if questions over the API: what is imagined is marked, told and harmless.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openTestApi, type TestApi } from '../support/api.js';

let api: TestApi;

beforeAll(async () => {
  api = await openTestApi();
});

afterAll(() => api.close());

interface Plan {
  readonly id: string;
  readonly isHypothetical: boolean;
  readonly isStale: boolean;
  readonly imagined: readonly { kind: string; sentence: string }[];
  readonly obstacle: { code: string; remedy: string } | null;
  readonly summary: Record<string, unknown>;
}

async function simulate<T = Plan>(input: string, fields = ''): Promise<T> {
  const reply = await api.ask<{ simulateRebalance: { plan: T } }>(`mutation {
    simulateRebalance(input: ${input}) {
      ... on SimulateRebalancePayload {
        plan { id isHypothetical isStale imagined { kind sentence } obstacle { code sentence remedy } ${fields} }
      }
      ... on InvalidInputError { field }
      ... on Error { code message remedy }
    }
  }`);
  expect(reply.errors).toBeUndefined();
  const { plan, ...failure } = reply.data.simulateRebalance;
  return plan ?? (failure as T);
}

async function serverIds(): Promise<readonly string[]> {
  const { data } = await api.ask<{ cluster: { servers: { serverId: string }[] } }>(
    '{ cluster { servers { serverId } } }',
  );
  return data.cluster.servers.map(({ serverId }) => serverId);
}

describe('a plan that imagines nothing', () => {
  it('says so, and stands as the cluster does today', async () => {
    const plan = await simulate<Plan & { today: unknown }>(
      '{}',
      'today { measure max } summary { before { measure max } }',
    );

    expect(plan).toMatchObject({ isHypothetical: false, imagined: [], obstacle: null, isStale: false });
    expect(plan.summary.before).toEqual(plan.today);
  });

  it('has figures about room, time and ArangoDB scores', async () => {
    const { summary } = await simulate(
      '{}',
      `summary { movedOverLeast makespanBoundSeconds makespanGap makespanRule estimatedSeconds
        peaks { server { shortName } peakBytes peakExtraBytes } arangodbBefore { leaders shards shardsBySize }
        arangodbAfter { leaders } leaderSpreadBefore { graph mostOnOneServer leastPossible } leaderSpreadAfter { graph } }`,
    );

    expect(summary).toMatchObject({
      arangodbBefore: { leaders: 0, shards: 0 },
      leaderSpreadBefore: { graph: 'network_assets', mostOnOneServer: 4, leastPossible: 4 },
    });
    expect(summary.peaks).toHaveLength(3);
    expect(summary.makespanBoundSeconds).toBeLessThanOrEqual(summary.estimatedSeconds as number);
  });
});

describe('replacing a server', () => {
  it('shows the successor as a server that does not exist', async () => {
    const [serverId] = await serverIds();

    const plan = await simulate<Plan & { after: { servers: Record<string, unknown>[] } }>(
      `{ replaceServers: [{ serverId: "${serverId}", capacityBytes: 30000000000 }] }`,
      'after { servers { serverId status isImagined capacityBytes leaderCount } }',
    );

    expect(plan).toMatchObject({ isHypothetical: true, obstacle: { code: 'SERVERS_DO_NOT_EXIST' } });
    expect(plan.imagined).toEqual([{ kind: 'SUCCESSORS', sentence: expect.stringContaining('30.0 GB') as string }]);
    expect(plan.after.servers.find((server) => server.serverId === serverId)).toMatchObject({
      status: 'DRAINING',
      leaderCount: 0,
      isImagined: false,
    });
    expect(plan.after.servers.filter(({ isImagined }) => isImagined)).toHaveLength(1);
  });
});

describe('another numberOfShards', () => {
  it('compares with a cluster that cannot be had, and gives the same groups for the number there is', async () => {
    const other = await simulate<Plan & { before: { totals: object } }>(
      '{ numberOfShards: 24 }',
      'before { totals { shardGroups documents } }',
    );
    const same = await simulate<Plan & { before: { fingerprint: string } }>(
      '{ numberOfShards: 12 }',
      'before { fingerprint }',
    );
    const live = await api.ask<{ cluster: { fingerprint: string } }>('{ cluster { fingerprint } }');

    expect(other.before.totals).toEqual({ shardGroups: 24, documents: 3285 });
    expect(other.obstacle).toMatchObject({ code: 'OTHER_NUMBER_OF_SHARDS' });
    expect(same.before.fingerprint).toBe(live.data.cluster.fingerprint);
  });
});

describe('growth', () => {
  it('shows the tenants that are still to come as planned, with their documents', async () => {
    const plan = await simulate<
      Plan & { before: { totals: object; shardGroups: { nodes: { tenants: Record<string, unknown>[] }[] } } }
    >(
      '{ growth: { tenants: [{ name: "Retail", scaleFactor: 2, placement: LEAST_LOADED }] } }',
      `before { totals { tenants documents } shardGroups { nodes { tenants {
        name status documents createdAt documentsByCollection { collection documents } devices { totalCount } } } } }`,
    );

    const tenants = plan.before.shardGroups.nodes.flatMap((group) => group.tenants);
    expect(plan.before.totals).toEqual({ tenants: 3, documents: 3285 + 2190 });
    expect(tenants.find(({ name }) => name === 'Retail')).toMatchObject({
      status: 'PLANNED',
      documents: 2190,
      devices: { totalCount: 0 },
    });
    expect(tenants.find(({ name }) => name === 'Retail')?.documentsByCollection).toContainEqual({
      collection: 'hasVersion',
      documents: 1200,
    });
    expect((await api.ask('{ tenant(by: { name: "Retail" }) { id } }')).data.tenant).toBeNull();
  });

  it('names the part of the input that is not allowed', async () => {
    expect(await simulate('{ growth: { tenants: [{ scaleFactor: 0 }] } }')).toMatchObject({
      field: 'growth.tenants[0].scaleFactor',
    });
    expect(await simulate('{ growth: { tenants: [{ name: "acme corp" }] } }')).toMatchObject({
      field: 'growth.tenants[0].name',
    });
  });
});

describe('a snapshot', () => {
  it('is planned for as it was, and the plan is stale when the cluster has moved on', async () => {
    const kept = await api.ask<{ takeSnapshot: { snapshot: { id: string; fingerprint: string } } }>(
      'mutation { takeSnapshot(input: {}) { ... on TakeSnapshotPayload { snapshot { id fingerprint } } } }',
    );
    const { id, fingerprint } = kept.data.takeSnapshot.snapshot;
    await api.ask('mutation { addSimulatedServers(input: {}) { __typename } }');

    const plan = await simulate<Plan & { baseFingerprint: string; before: { servers: unknown[] } }>(
      `{ snapshotId: "${id}" }`,
      'baseFingerprint before { servers { serverId } }',
    );
    const unknown = await simulate<{ code: string }>('{ snapshotId: "U25hcHNob3Q6MA" }');

    expect(plan).toMatchObject({ baseFingerprint: fingerprint, isStale: true });
    expect(plan.before.servers).toHaveLength(3);
    expect(unknown).toMatchObject({ code: 'UNKNOWN_SNAPSHOT' });
  });
});

describe('the report of a plan', () => {
  it('is made by its global id, and comes in every format', async () => {
    const { id } = await simulate('{ addServers: { count: 1 } }');

    const { data } = await api.ask<{ generateReport: { report: { runId: null; downloads: { format: string }[] } } }>(
      `mutation { generateReport(input: { planId: "${id}" }) {
        ... on GenerateReportPayload { report { runId downloads { format } } } ... on Error { code } } }`,
    );

    expect(data.generateReport.report.runId).toBeNull();
    expect(data.generateReport.report.downloads.map(({ format }) => format)).toEqual([
      'MARKDOWN',
      'HTML',
      'NOTEBOOK',
      'JSON',
    ]);
  });

  it('is refused for a plan that is not there', async () => {
    const id = Buffer.from('RebalancePlan:nothing').toString('base64url');

    const { data } = await api.ask<{ generateReport: { code: string } }>(
      `mutation { generateReport(input: { planId: "${id}" }) { ... on Error { code } } }`,
    );

    expect(data.generateReport.code).toBe('UNKNOWN_PLAN');
  });
});
