// Mistakes of clients: each gets one clear error with a code, as data where the API has a union, and never a stack.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { encodeId } from '../../src/schema/global-id.js';
import { StoreUnavailableError } from '../../src/services/errors/errors.js';
import { openTestApi, type Reply, type TestApi } from '../support/api.js';

let api: TestApi;

beforeAll(async () => {
  api = await openTestApi();
});

afterAll(() => api.close());

function codes({ errors }: Reply<unknown>): unknown[] {
  return (errors ?? []).map(({ extensions }) => extensions.code);
}

describe('paging', () => {
  it.each([
    ['first over 500', 'first: 501', 'INVALID_INPUT'],
    ['first of 0', 'first: 0', 'INVALID_INPUT'],
    ['negative first', 'first: -1', 'INVALID_INPUT'],
    ['negative last', 'last: -1', 'INVALID_INPUT'],
    ['first and last together', 'first: 1, last: 1', 'INVALID_INPUT'],
    ['a forged cursor', 'after: "Zm9yZ2Vk"', 'INVALID_CURSOR'],
    ['an empty cursor', 'after: ""', 'INVALID_CURSOR'],
    ['a huge cursor', `after: "${'A'.repeat(5000)}"`, 'INVALID_CURSOR'],
  ])('is refused with %s', async (_name, args, code) => {
    const reply = await api.ask(`{ tenants(${args}) { totalCount } }`);

    expect(codes(reply)).toEqual([code]);
    expect(JSON.stringify(reply)).not.toMatch(/node_modules|\.ts:| {4}at /);
  });

  it('refuses the cursor of another list, of another order and of another tenant', async () => {
    const { data } = await api.ask<{
      tenants: { pageInfo: { endCursor: string }; nodes: { devices: { pageInfo: { endCursor: string } } }[] };
    }>('{ tenants(first: 1) { pageInfo { endCursor } nodes { devices(first: 1) { pageInfo { endCursor } } } } }');
    const ofTenants = data.tenants.pageInfo.endCursor;
    const ofAcme = data.tenants.nodes[0]!.devices.pageInfo.endCursor;

    const foreign = await api.ask(`{ runs(after: "${ofTenants}") { totalCount } }`);
    const otherOrder = await api.ask(`{ tenants(after: "${ofTenants}", orderBy: { field: BYTES }) { totalCount } }`);
    const otherTenant = await api.ask(
      `{ tenant(by: { name: "Global Enterprises" }) { devices(after: "${ofAcme}") { totalCount } } }`,
    );

    expect([foreign, otherOrder, otherTenant].map(codes)).toEqual(Array(3).fill(['INVALID_CURSOR']));
  });

  it('walks a list forward and backward without gap or repetition', async () => {
    const names = async (args: string): Promise<{ page: string[]; info: Record<string, unknown> }> => {
      const { data } = await api.ask<{
        cluster: { shards: { nodes: { shardId: string }[]; pageInfo: Record<string, unknown> } };
      }>(
        `{ cluster { shards(${args}) { nodes { shardId } pageInfo { startCursor endCursor hasNextPage hasPreviousPage } } } }`,
      );
      return { page: data.cluster.shards.nodes.map(({ shardId }) => shardId), info: data.cluster.shards.pageInfo };
    };

    const all = await names('first: 500');
    const firstPage = await names('first: 100');
    const secondPage = await names(`first: 100, after: "${String(firstPage.info.endCursor)}"`);
    const backward = await names(`last: 100, before: "${String(secondPage.info.startCursor)}"`);

    expect([...firstPage.page, ...secondPage.page]).toEqual(all.page);
    expect(backward.page).toEqual(firstPage.page);
    expect(all.page).toHaveLength(132);
    expect(secondPage.info).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
  });
});

describe('ids', () => {
  it.each([
    '',
    'nonsense',
    'VGVuYW50Og',
    encodeId('Nothing', '1'),
    encodeId('Tenant', 'no-state'),
    `${encodeId('Tenant', 'l~abc')}=`,
  ])('refuses the forged id %j', async (id) => {
    expect(codes(await api.ask('query ($id: ID!) { node(id: $id) { id } }', { id }))).toEqual(['INVALID_ID']);
  });

  it.each(['l~c0ffee', 's0~c0ffee'])('of nothing that exists, as Tenant %s, give null', async (part) => {
    const id = encodeId('Tenant', part);

    expect(await api.ask('query ($id: ID!) { node(id: $id) { id } }', { id })).toEqual({ data: { node: null } });
  });

  it('refuses more than 500 ids', async () => {
    const ids = Array.from({ length: 501 }, () => encodeId('Tenant', 'l~c0ffee'));

    expect(codes(await api.ask('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids }))).toEqual([
      'INVALID_INPUT',
    ]);
  });

  it('of another type are an InvalidIdError in a mutation', async () => {
    const tenantId = encodeId('Report', '1');

    const { data } = await api.ask(
      'mutation ($tenantId: ID!) { removeTenant(input: { tenantId: $tenantId }) { __typename ... on Error { code message remedy } } }',
      { tenantId },
    );

    expect(data).toEqual({
      removeTenant: {
        __typename: 'InvalidIdError',
        code: 'INVALID_ID',
        message: 'The id does not identify a Tenant',
        remedy: 'Pass an id that the API returned for a Tenant',
      },
    });
  });
});

describe('inputs', () => {
  it.each([
    ['a scale factor of 0', 'addTenant(input: { name: "X", scaleFactor: 0 })', 'scaleFactor'],
    ['a scale factor of 1001', 'addTenant(input: { name: "X", scaleFactor: 1001 })', 'scaleFactor'],
    ['an empty name', 'addTenant(input: { name: "  " })', 'name'],
    ['a negative capacity', 'addSimulatedServers(input: { capacityBytes: -1 })', 'capacityBytes'],
    ['a capacity beyond 2^63', 'addSimulatedServers(input: { capacityBytes: "9223372036854775808" })', 'capacityBytes'],
    ['no server', 'addSimulatedServers(input: { count: 0 })', 'count'],
    ['a negative weight', 'simulateRebalance(input: { objectives: { bytes: -1 } })', 'bytes'],
    ['one snapshot to compare', 'generateReport(input: { snapshotIds: [] })', 'snapshotIds'],
    ['a reset that is not confirmed', 'resetCluster(input: { confirm: false })', 'confirm'],
  ])('with %s are an InvalidInputError', async (_name, mutation, field) => {
    const reply = await api.ask(`mutation { it: ${mutation} { __typename ... on InvalidInputError { field } } }`);

    expect(reply).toEqual({ data: { it: { __typename: 'InvalidInputError', field } } });
  });

  it.each<[string, number, string, (list: readonly unknown[]) => object]>([
    ['removeServers', 5001, 'x', (removeServers) => ({ removeServers })],
    ['replaceServers', 101, 'x', (ids) => ({ replaceServers: ids.map((serverId) => ({ serverId })) })],
    ['pinnedTenants', 5001, 'x', (pinnedTenants) => ({ limits: { pinnedTenants } })],
    ['pinnedCollections', 5001, 'x', (pinnedCollections) => ({ limits: { pinnedCollections } })],
    ['allowedKinds', 5001, 'MOVE_LEADER', (allowedKinds) => ({ limits: { allowedKinds } })],
    ['tenants', 1001, 'x', (names) => ({ growth: { tenants: names.map((name) => ({ name })) } })],
  ])('with too many %s say how many are possible', async (field, length, entry, inputOf) => {
    const reply = await api.ask<{ simulateRebalance: object }>(
      `mutation ($input: SimulateRebalanceInput!) {
        simulateRebalance(input: $input) { ... on InvalidInputError { field message } } }`,
      { input: inputOf(Array(length).fill(entry)) },
    );

    expect(reply.data.simulateRebalance).toEqual({
      field,
      message: `${field} has more than ${(length - 1).toLocaleString('en-US')} entries`,
    });
  });

  it('with more servers or tenants than a scenario may have say how many are possible', async () => {
    const start = (ownScenario: object) =>
      api.ask<{ startDemo: object }>(
        `mutation ($own: ScenarioInput) { startDemo(input: { ownScenario: $own }) { ... on InvalidInputError { field } } }`,
        { own: ownScenario },
      );

    const [servers, tenants] = [await start({ servers: Array(101).fill({}) }), await start({ tenants: names(1001) })];

    expect([servers.data.startDemo, tenants.data.startDemo]).toEqual([{ field: 'servers' }, { field: 'tenants' }]);
  });

  it('with more values than an operation may have are refused before anything looks at them', async () => {
    const { data, errors } = await api.ask(
      'mutation ($input: SimulateRebalanceInput!) { simulateRebalance(input: $input) { __typename } }',
      { input: { removeServers: Array(50_000).fill(1) } },
    );

    expect(data).toBeUndefined();
    expect(errors).toEqual([
      {
        message: 'The variables have more than 50,000 values; input.removeServers alone has 50,000',
        extensions: { code: 'TOO_MANY_VALUES', remedy: 'Send less at a time' },
      },
    ]);
  });

  it('name the tenant that has a name already', async () => {
    const { data } = await api.ask(`mutation {
      addTenant(input: { name: "ACME corp" }) { ... on TenantNameTakenError { code tenantName existingTenantId } }
    }`);
    const acme = await api.ask<{ tenant: { id: string } }>('{ tenant(by: { name: "acme CORP" }) { id } }');

    expect(data.addTenant).toEqual({
      code: 'TENANT_NAME_TAKEN',
      tenantName: 'Acme Corp',
      existingTenantId: acme.data.tenant.id,
    });
  });

  it('give every tenant of a batch its own outcome', async () => {
    const { data } = await api.ask(`mutation {
      addTenants(
        input: { tenants: [{ name: "Healthcare System" }, { name: "Acme Corp" }, { name: "Big", scaleFactor: 1001 }] }
      ) {
        ... on AddTenantsPayload { outcomes { name tenant { documents } error { __typename code } } }
      }
    }`);

    expect(data.addTenants).toEqual({
      outcomes: [
        { name: 'Healthcare System', tenant: { documents: 1095 }, error: null },
        { name: 'Acme Corp', tenant: null, error: { __typename: 'TenantNameTakenError', code: 'TENANT_NAME_TAKEN' } },
        { name: 'Big', tenant: null, error: { __typename: 'InvalidInputError', code: 'INVALID_INPUT' } },
      ],
    });
  });
});

describe('limits', () => {
  it('refuse a request that could return millions of objects, and say how many', async () => {
    const reply = await api.ask(
      `{ tenants(first: 500) { nodes { devices(first: 500) { nodes { software { devices { name } } } } } } }`,
    );

    expect(codes(reply)).toEqual(['QUERY_TOO_COMPLEX']);
    expect(reply.errors?.[0]?.message).toMatch(/could return about \d+ objects; 250000 are allowed/);
  });

  it('refuse a request that is too deep', async () => {
    const deep = `${'shardGroup { tenants { '.repeat(16)} name ${'} }'.repeat(16)}`;

    expect(codes(await api.ask(`{ tenants(first: 1) { nodes { ${deep} } } }`))).toEqual(['QUERY_TOO_DEEP']);
  });

  it('refuse hundreds of checks in one request', async () => {
    const checks = Array.from({ length: 20 }, (_, at) => `c${at}: checkIsolation { status }`).join(' ');
    const reply = await api.ask(`{ ${checks} }`);

    expect(new Set(codes(reply))).toEqual(new Set(['QUERY_TOO_COMPLEX']));
  });

  it('refuse a document of too many tokens before it is parsed', async () => {
    const reply = await api.ask(`{ cluster { ${'fingerprint '.repeat(20_000)} } }`);

    expect(codes(reply)).toEqual(['GRAPHQL_PARSE_FAILED']);
    expect(reply.errors?.[0]?.message).toMatch(/10000 tokens/);
  });
});

describe('top-level errors', () => {
  it('of GraphQL itself have codes', async () => {
    expect(codes(await api.ask('{ cluster {'))).toEqual(['GRAPHQL_PARSE_FAILED']);
    expect(codes(await api.ask('{ nothing }'))).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    expect(codes(await api.ask('query ($n: Int!) { tenants(first: $n) { totalCount } }', { n: 'x' }))).toEqual([
      'GRAPHQL_VALIDATION_FAILED',
    ]);
  });

  it('keep code and remedy of an expected failure and mask everything else', async () => {
    let failure: Error = new StoreUnavailableError('The store does not answer', 'Try again', true);
    const failing = await openTestApi({
      wrap: (store) => ({ ...store, readTopology: () => Promise.reject(failure) }),
      start: false,
    });

    const expected = await failing.ask('{ cluster { version } }');
    failure = new TypeError('password=secret at /home/me/store.ts');
    const unexpected = await failing.ask('{ cluster { version } }');
    await failing.close();

    expect(expected.errors?.[0]).toMatchObject({
      message: 'The store does not answer',
      path: ['cluster'],
      extensions: { code: 'STORE_UNAVAILABLE', remedy: 'Try again', isSafeToRetry: true },
    });
    expect(unexpected.errors?.[0]?.extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR' });
    expect(JSON.stringify(unexpected)).not.toMatch(/secret|TypeError|store\.ts/);
    expect(failing.log.join('')).toContain('password=secret');
  });
});

function names(length: number): object[] {
  return Array.from({ length }, (_, at) => ({ name: `Tenant ${at}` }));
}
