// One part of a request that fails leaves the others alone: queries that can fail by themselves, and ids in a list.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { encodeId } from '../../src/schema/global-id.js';
import { openTestApi, type TestApi } from '../support/api.js';

let api: TestApi;

beforeAll(async () => {
  api = await openTestApi();
});

afterAll(() => api.close());

describe('a query that fails', () => {
  it.each([
    ['checkIsolation', 'checkIsolation(tenantId: "nope") { status }', 'INVALID_ID'],
    ['measurePerformance', 'measurePerformance(input: { samples: 0 }) { elapsedMs }', 'INVALID_INPUT'],
    ['adviseScaling', 'adviseScaling(input: { count: 101 }) { steps }', 'INVALID_INPUT'],
    ['forecastTenantPlacement', 'forecastTenantPlacement(input: { tenantKey: "-" }) { warnings }', 'INVALID_INPUT'],
    ['exportPlan', 'exportPlan(input: { planId: "latest" }) { moves }', 'UNKNOWN_PLAN'],
    ['compareWithArangoDb', 'compareWithArangoDb(planId: "latest") { sentence }', 'UNKNOWN_PLAN'],
  ])('as %s is null, and what else was asked is there', async (_name, field, code) => {
    const { data, errors } = await api.ask(`{ cluster { deployment } bad: ${field} tenants { totalCount } }`);

    expect(data).toEqual({ cluster: { deployment: 'SIMULATED' }, bad: null, tenants: { totalCount: 2 } });
    expect(errors).toMatchObject([{ path: ['bad'], extensions: { code } }]);
  });

  it('as checkDatabase does without its store is null beside what needs no store', async () => {
    const alone = await openTestApi();
    await alone.store.close();

    const { data, errors } = await alone.ask('{ bad: checkDatabase { status } planning { id } }');
    await alone.close();

    expect(data).toEqual({ bad: null, planning: [] });
    expect(errors).toMatchObject([{ path: ['bad'] }]);
  });
});

describe('nodes', () => {
  it('gives null and an error in the place of each id that is malformed or of nothing, and the others', async () => {
    const { data } = await api.ask<{ tenants: { nodes: { id: string }[] } }>('{ tenants { nodes { id } } }');
    const [first, second] = data.tenants.nodes.map(({ id }) => id);
    const ids = [first, 'nope', encodeId('Tenant', 'l~c0ffee'), encodeId('Tenant', 'forged'), second];

    const answer = await api.ask('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids });

    expect(answer.data).toEqual({ nodes: [{ id: first }, null, null, null, { id: second }] });
    expect(answer.errors?.map(({ path, extensions }) => `${String(path)} ${String(extensions.code)}`).sort()).toEqual([
      'nodes,1 INVALID_ID',
      'nodes,2 INVALID_ID',
      'nodes,3 INVALID_ID',
    ]);
  });
});
