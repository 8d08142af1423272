// urql with the normalised cache of docs/api.md: pages, mutations, changes by others, failures as data, and SSE.
import { Client, fetchExchange, gql, type OperationResult, type OperationResultSource } from '@urql/core';
import type { Client as Sockets } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type ClientServer, introspect, openClientServer, webSocketClient } from '../support/client-server.js';
import { urqlClient } from './recipes/urql.js';

let api: ClientServer;
let sockets: Sockets;
let client: Client;

beforeAll(async () => {
  api = await openClientServer();
  sockets = webSocketClient(api.url);
  client = urqlClient(api.url, sockets, await introspect(api));
});

afterAll(async () => {
  await sockets.dispose();
  await api.close();
});

interface Servers {
  readonly cluster: { readonly servers: readonly { id: string; status: string; documents: number }[] };
}

interface Devices {
  readonly tenant: {
    readonly devices: {
      readonly edges: readonly { readonly node: { readonly name: string } }[];
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
    };
  };
}

const servers = gql<Servers>('{ cluster { servers { id status documents } } }');

const devicesText = `
  query ($first: Int!, $after: String) {
    tenant(by: { name: "Global Enterprises" }) {
      id
      devices(first: $first, after: $after) {
        edges { cursor node { id name } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`;
const devices = gql<Devices, { first: number; after?: string }>(devicesText);

/** What the cache holds of the servers. */
const cachedServers = (): Servers['cluster']['servers'] => client.readQuery(servers, {})!.data!.cluster.servers;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Resolves with the first result of a subscription, which then ends. */
function firstOf(source: OperationResultSource<OperationResult>): Promise<OperationResult> {
  return new Promise((resolve) => {
    const subscription = source.subscribe((result) => {
      resolve(result);
      queueMicrotask(() => subscription.unsubscribe());
    });
  });
}

describe('a connection', () => {
  it('grows page by page: every item once, in the order of the server', async () => {
    const ask = async (after?: string): Promise<Devices> => (await client.query(devices, { first: 15, after })).data!;

    let shown = await ask();
    while (shown.tenant.devices.pageInfo.hasNextPage) shown = await ask(shown.tenant.devices.pageInfo.endCursor);

    const whole = await api.ask<Devices>(devicesText, { first: 500 });
    expect(shown.tenant.devices.edges.map(({ node }) => node.name)).toEqual(
      whole.tenant.devices.edges.map(({ node }) => node.name),
    );
    expect(shown.tenant.devices.edges).toHaveLength(40);
  });
});

describe('the cache', () => {
  it('shows what a mutation returns wherever it is shown', async () => {
    const { data } = await client.query(servers, {});
    const serverId = data!.cluster.servers[0]!.id;
    const fail = gql(`mutation ($serverId: ID!) {
      failSimulatedServer(input: { serverId: $serverId }) {
        ... on FailSimulatedServerPayload { cluster { servers { id status } } }
      }
    }`);

    await client.mutation(fail, { serverId });

    expect(cachedServers().map(({ status }) => status)).toEqual(['FAILED', 'GOOD', 'GOOD']);
    await api.ask('mutation ($id: ID!) { recoverSimulatedServer(input: { serverId: $id }) { __typename } }', {
      id: serverId,
    });
  });

  it('shows what clusterChanged says of servers that others have changed', async () => {
    await client.query(servers, {}, { requestPolicy: 'network-only' });
    const before = sum(cachedServers().map(({ documents }) => documents));
    const states = gql(
      'subscription ($after: String) { clusterChanged(after: $after) { cursor servers { id documents } } }',
    );
    const first = await firstOf(client.subscription(states, {}));
    const { cursor } = (first.data as { clusterChanged: { cursor: string } }).clusterChanged;
    const change = firstOf(client.subscription(states, { after: cursor }));

    await api.ask('mutation { addTenant(input: { name: "By another user" }) { ... on Error { message } } }');
    await change;

    expect(sum(cachedServers().map(({ documents }) => documents)) - before).toBe(2 * 1095);
  });
});

describe('a failure that is expected', () => {
  it('is data of its own type, and no error of the client', async () => {
    const add = gql(`mutation {
      addTenant(input: { name: "Acme Corp" }) {
        __typename
        ... on TenantNameTakenError { existingTenantId }
        ... on Error { code remedy }
      }
    }`);

    const { data, error } = await client.mutation<unknown>(add, {});

    expect(error).toBeUndefined();
    expect(data).toMatchObject({
      addTenant: {
        __typename: 'TenantNameTakenError',
        code: 'TENANT_NAME_TAKEN',
        existingTenantId: expect.any(String) as unknown,
      },
    });
  });
});

describe('subscriptions by fetch', () => {
  it('come over SSE without a WebSocket', async () => {
    const fetching = new Client({
      url: api.url,
      preferGetMethod: false,
      fetchSubscriptions: true,
      exchanges: [fetchExchange],
    });

    const first = await firstOf(fetching.subscription(gql('subscription { planningProgress { id } }'), {}));

    expect(first.data).toEqual({ planningProgress: [] });
  });
});
