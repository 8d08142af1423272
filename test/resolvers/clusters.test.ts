// One shape for the cluster as it is, as a plan would make it and as it was: parts stay with their own state.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openTestApi, type TestApi } from '../support/api.js';

let api: TestApi;

beforeAll(async () => {
  api = await openTestApi();
});

afterAll(() => api.close());

interface Ids {
  readonly servers: { id: string }[];
  readonly collections: { id: string }[];
  readonly shards: { nodes: { id: string }[] };
  readonly shardGroups: { nodes: { id: string; tenants: { id: string }[] }[] };
}

const parts = `servers { id } collections { id } shards(first: 3) { nodes { id } } shardGroups { nodes { id tenants { id } } }`;

function idsOf({ servers, collections, shards, shardGroups }: Ids): string[] {
  const tenants = shardGroups.nodes.flatMap((group) => group.tenants);
  return [...servers, ...collections, ...shards.nodes, ...shardGroups.nodes, ...tenants].map(({ id }) => id);
}

describe('a cluster', () => {
  it('gives every part an id by which node finds it again', async () => {
    const { data } = await api.ask<{ cluster: Ids }>(`{ cluster { ${parts} } }`);
    const ids = idsOf(data.cluster);

    const found = await api.ask('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids });

    expect(found.data.nodes).toEqual(ids.map((id) => ({ id })));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('that was stored keeps its tenants as they were, also after they are removed', async () => {
    await api.ask('mutation { addTenant(input: { name: "Short Lived" }) { __typename } }');
    const kept = await api.ask<{ takeSnapshot: { snapshot: { id: string } } }>(
      'mutation { takeSnapshot(input: { label: "with Short Lived" }) { ... on TakeSnapshotPayload { snapshot { id } } } }',
    );
    const { data: named } = await api.ask<{ tenant: { id: string; createdAt: string } }>(
      '{ tenant(by: { name: "Short Lived" }) { id createdAt } }',
    );
    const removed = await api.ask(
      'mutation ($id: ID!) { removeTenant(input: { tenantId: $id }) { ... on RemoveTenantPayload { removedDocuments tenant { name } } } }',
      {
        id: named.tenant.id,
      },
    );

    const { data, errors } = await api.ask<{
      node: { cluster: { totals: { tenants: number }; shardGroups: { nodes: { tenants: { id: string }[] }[] } } };
    }>(
      `query ($id: ID!) { node(id: $id) { ... on Snapshot { cluster { origin totals { tenants }
        shardGroups { nodes { tenants { id name status createdAt documents shardGroup { tenants { name } } } } } } } } }`,
      { id: kept.data.takeSnapshot.snapshot.id },
    );
    const tenants = data.node.cluster.shardGroups.nodes.flatMap((group) => group.tenants);
    const stored = tenants.find((tenant) => (tenant as { name?: string }).name === 'Short Lived');
    const again = await api.ask('query ($id: ID!) { node(id: $id) { ... on Tenant { name status } } }', {
      id: stored?.id,
    });

    expect(errors).toBeUndefined();
    expect(removed.data.removeTenant).toEqual({ removedDocuments: 1095, tenant: { name: 'Short Lived' } });
    expect(data.node.cluster.totals.tenants).toBe(3);
    expect(stored).toMatchObject({ status: 'REMOVED', createdAt: named.tenant.createdAt, documents: 1095 });
    expect(again.data.node).toEqual({ name: 'Short Lived', status: 'REMOVED' });
    expect((await api.ask('{ tenant(by: { name: "Short Lived" }) { id } }')).data.tenant).toBeNull();
  });

  it('that is planned has servers that do not exist yet, and the live one is unchanged', async () => {
    const before = await api.ask<{ cluster: { fingerprint: string } }>('{ cluster { fingerprint } }');

    const { data, errors } = await api.ask<{ simulateRebalance: { plan: Record<string, never> } }>(`mutation {
      simulateRebalance(input: { addServers: { count: 2, capacityBytes: "20000000000" } }) { ... on SimulateRebalancePayload { plan {
        id planHash isStale
        before { origin servers { id shortName } totals { dbServers } }
        after { origin totals { dbServers documents } balance { leaders { max perServer { server { shortName } value } } } }
        moves { index kind group { id leader { id } } from { id } to { id shortName } shards { shardId } tenants { name } reason { code sentence } }
        waves { index moves { index } } inverse { from { shortName } } notMoved { server { shortName } sentence }
        summary { moves bytesMoved sentence before { measure max } after { measure max } }
      } } }
    }`);
    const plan = data.simulateRebalance.plan as unknown as {
      id: string;
      isStale: boolean;
      before: { origin: string; servers: { id: string }[] };
      after: { totals: Record<string, number> };
      moves: { group: { leader: { id: string } }; to: { id: string } }[];
      summary: { moves: number };
    };
    const after = await api.ask<{ cluster: { fingerprint: string } }>('{ cluster { fingerprint } }');
    const found = await api.ask('query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on RebalancePlan { isStale } } }', {
      ids: [plan.id, ...plan.before.servers.map(({ id }) => id)],
    });

    expect(errors).toBeUndefined();
    expect(after).toEqual(before);
    expect(plan).toMatchObject({
      isStale: false,
      before: { origin: 'PLANNED' },
      after: { totals: { dbServers: 5, documents: 3285 } },
    });
    expect(plan.moves).toHaveLength(plan.summary.moves);
    expect(plan.moves.every(({ to }) => plan.before.servers.some(({ id }) => id === to.id))).toBe(true);
    expect(found.data.nodes).toEqual([
      { id: plan.id, isStale: false },
      ...plan.before.servers.map(({ id }) => ({ id })),
    ]);
  });

  it('differs from a snapshot by the servers that were added since', async () => {
    const kept = await api.ask<{ takeSnapshot: { snapshot: { id: string; fingerprint: string } } }>(
      'mutation { takeSnapshot(input: {}) { ... on TakeSnapshotPayload { snapshot { id fingerprint } } } }',
    );
    const from = kept.data.takeSnapshot.snapshot.id;
    const diff =
      '{ isEmpty serversAdded { zone capacityBytes } totals { servers tenants } from { origin } to { origin } }';

    const same = await api.ask(`query ($from: ID!) { cluster { diff(from: $from) ${diff} } }`, { from });
    const added = await api.ask(
      `mutation ($from: ID!) { addSimulatedServers(input: { count: 1, zone: "b", capacityBytes: 5000 }) {
        ... on AddSimulatedServersPayload { cluster { diff(from: $from) ${diff} } } } }`,
      { from },
    );
    const unknown = await api.ask('{ cluster { diff(from: "U25hcHNob3Q6MA") { isEmpty } } }');

    expect(same.data.cluster).toMatchObject({ diff: { isEmpty: true, totals: { servers: 0, tenants: 0 } } });
    expect(added.data.addSimulatedServers).toMatchObject({
      cluster: {
        diff: {
          isEmpty: false,
          serversAdded: [{ zone: 'b', capacityBytes: 5000 }],
          totals: { servers: 1 },
          from: { origin: 'STORED' },
          to: { origin: 'LIVE' },
        },
      },
    });
    expect(unknown.errors?.[0]?.extensions.code).toBe('UNKNOWN_SNAPSHOT');
  });

  it('shows changes of one mutation to the next of the same request', async () => {
    const { data } = await api.ask(`mutation {
      first: addSimulatedServers(input: {}) { ... on AddSimulatedServersPayload { cluster { totals { dbServers } } } }
      second: addSimulatedServers(input: {}) { ... on AddSimulatedServersPayload { cluster { totals { dbServers } } } }
      reset: resetCluster(input: {}) { ... on ResetClusterPayload { cluster { totals { dbServers tenants } } } }
    }`);

    const [first, second] = [data.first, data.second] as { cluster: { totals: { dbServers: number } } }[];
    expect(second!.cluster.totals.dbServers).toBe(first!.cluster.totals.dbServers + 1);
    expect(data.reset).toEqual({ cluster: { totals: { dbServers: 3, tenants: 2 } } });
  });
});
