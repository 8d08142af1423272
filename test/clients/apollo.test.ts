// Apollo Client 4 with the cache of docs/api.md: pages, mutations, changes by others, and failures as data.
import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache, type TypedDocumentNode } from '@apollo/client';
import { RetryLink } from '@apollo/client/link/retry';
import type { Client as Sockets } from 'graphql-ws';
import { firstValueFrom, lastValueFrom, map, shareReplay, take, tap, toArray } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import {
  type ClientServer,
  introspect,
  openClientServer,
  startShortRun,
  webSocketClient,
} from '../support/client-server.js';
import { startCuttingProxy } from '../support/cutting-proxy.js';
import { apolloClient } from './recipes/apollo.js';

let api: ClientServer;
let sockets: Sockets;
let client: ApolloClient;

beforeAll(async () => {
  api = await openClientServer();
  sockets = webSocketClient(api.url);
  client = apolloClient(api.url, sockets, await introspect(api));
});

afterAll(async () => {
  client.stop();
  await sockets.dispose();
  await api.close();
});

/** What a query of servers finds. */
interface Servers {
  readonly cluster: {
    readonly servers: readonly { id: string; shortName: string; status: string; documents: number }[];
  };
}

const servers: TypedDocumentNode<Servers> = gql`
  {
    cluster {
      servers {
        id
        shortName
        status
        documents
      }
    }
  }
`;

interface Devices {
  readonly tenant: {
    readonly devices: {
      readonly totalCount: number;
      readonly edges: readonly { readonly node: { readonly name: string } }[];
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
    };
  };
}

const devices: TypedDocumentNode<Devices, { first: number; after?: string }> = gql`
  query ($first: Int!, $after: String) {
    tenant(by: { name: "Global Enterprises" }) {
      id
      devices(first: $first, after: $after) {
        totalCount
        edges {
          cursor
          node {
            id
            name
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`;

const textOf = (document: typeof devices): string => document.loc!.source.body;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function statuses(): readonly string[] {
  return client.readQuery({ query: servers })!.cluster.servers.map(({ status }) => status);
}

/** Subscribes to the states of the cluster: when the current one and when the next one have arrived in the cache. */
function changesOfCluster(): { readonly isOpen: Promise<unknown>; readonly next: Promise<unknown> } {
  const states = client
    .subscribe({
      query: gql`
        subscription {
          clusterChanged {
            servers {
              id
              documents
            }
          }
        }
      `,
    })
    .pipe(take(2), shareReplay());
  return { isOpen: firstValueFrom(states), next: lastValueFrom(states) };
}

describe('a connection', () => {
  it('is paged through with fetchMore: every item once, in the order of the server', async () => {
    const { data } = await client.query({ query: devices, variables: { first: 15 } });
    const watched = client.watchQuery({ query: devices, variables: { first: 15 } });
    const following = watched.subscribe(() => undefined);

    for (let { pageInfo } = data!.tenant.devices; pageInfo.hasNextPage;) {
      const page = await watched.fetchMore({ variables: { after: pageInfo.endCursor } });
      ({ pageInfo } = page.data.tenant.devices);
    }

    const namesOf = (data: Devices | null): string[] => data!.tenant.devices.edges.map(({ node }) => node.name);
    const shown = namesOf(client.readQuery({ query: devices, variables: { first: 15 } }));
    expect(shown).toEqual(namesOf(await api.ask<Devices>(textOf(devices), { first: 500 })));
    expect(shown).toHaveLength(40);
    following.unsubscribe();
  });
});

describe('the cache', () => {
  it('shows what a mutation returns wherever it is shown', async () => {
    const { data } = await client.query({ query: servers, fetchPolicy: 'network-only' });
    const serverId = data!.cluster.servers[0]!.id;

    await client.mutate({
      mutation: gql`
        mutation ($serverId: ID!) {
          failSimulatedServer(input: { serverId: $serverId }) {
            ... on FailSimulatedServerPayload {
              cluster {
                servers {
                  id
                  status
                }
              }
            }
          }
        }
      `,
      variables: { serverId },
    });

    expect(statuses()).toEqual(['FAILED', 'GOOD', 'GOOD']);
    const recover =
      'mutation ($serverId: ID!) { recoverSimulatedServer(input: { serverId: $serverId }) { __typename } }';
    await api.ask(recover, { serverId });
  });

  it('shows what clusterChanged says of servers that others have changed', async () => {
    const { data } = await client.query({ query: servers, fetchPolicy: 'network-only' });
    const documentsBefore = data!.cluster.servers.map(({ documents }) => documents);
    const changes = changesOfCluster();
    await changes.isOpen;

    await api.ask('mutation { addTenant(input: { name: "By another user" }) { ... on Error { message } } }');
    await changes.next;

    const documents = client.readQuery({ query: servers })!.cluster.servers.map((each) => each.documents);
    expect(sum(documents) - sum(documentsBefore)).toBe(2 * 1095);
  });

  it('keeps what one query asked of the cluster when another one asks for more', async () => {
    const tenants = gql`
      {
        cluster {
          totals {
            tenants
          }
        }
      }
    `;
    await client.query({ query: tenants });

    await client.query({
      query: gql`
        {
          cluster {
            fingerprint
            totals {
              documents
            }
          }
        }
      `,
    });

    expect(client.readQuery({ query: tenants })).toMatchObject({ cluster: { totals: { tenants: 3 } } });
  });

  it('leaves a run as it is now when its events are replayed', async () => {
    const variables = { runId: await startShortRun(api) };
    const fragment = gql`
      fragment Status on Run {
        id
        status
      }
    `;
    const query: TypedDocumentNode<{ runProgress: { runAsOf: { status: string } } }> = gql`
      subscription ($runId: ID!) {
        runProgress(runId: $runId) {
          cursor
          run {
            id
            status
          }
          runAsOf {
            id
            status
          }
        }
      }
    `;
    await lastValueFrom(client.subscribe({ query, variables }));
    const cached: unknown[] = [];

    const replayed = client.subscribe({ query, variables }).pipe(
      tap(() => {
        const id = `DemoRun:${variables.runId}`;
        cached.push(client.readFragment<{ status: string }>({ id, fragment })?.status);
      }),
      map(({ data }) => data?.runProgress.runAsOf.status),
      toArray(),
    );

    expect(new Set(await lastValueFrom(replayed))).toEqual(new Set(['RUNNING', 'COMPLETED']));
    expect(new Set(cached)).toEqual(new Set(['COMPLETED']));
  });

  it('finds a fragment on an interface in objects that implement it', async () => {
    const { tenant } = await api.ask<{ tenant: { id: string } }>('{ tenant(by: { name: "Acme Corp" }) { id } }');
    const id = client.cache.identify({ __typename: 'Tenant', id: tenant.id })!;
    await client.query({
      query: gql`
        query ($id: ID!) {
          node(id: $id) {
            id
            ... on Tenant {
              name
            }
          }
        }
      `,
      variables: { id: tenant.id },
    });

    const fragment = gql`
      fragment Named on Node {
        id
      }
    `;

    expect(client.readFragment({ id, fragment })).toMatchObject({ id: tenant.id });
  });
});

describe('a failure that is expected', () => {
  const add = gql`
    mutation ($name: String!) {
      addTenant(input: { name: $name }) {
        ... on AddTenantPayload {
          tenant {
            id
          }
        }
        ... on TenantNameTakenError {
          existingTenantId
        }
        ... on Error {
          code
          message
          remedy
        }
      }
    }
  `;

  it('is data of its own type, and no error of the client', async () => {
    const { data, error } = await client.mutate({ mutation: add, variables: { name: 'Acme Corp' } });

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

describe('a mutation whose answer is lost', () => {
  it('is sent again by RetryLink and takes effect once, thanks to its idempotency key', async () => {
    // The connection breaks in the head of the answer, when the tenant has been added.
    const proxy = await startCuttingProxy(api.server, [50]);
    const link = ApolloLink.from([
      new RetryLink({ delay: () => 0 }),
      new HttpLink({ uri: `${proxy.url}/graphql`, fetch }),
    ]);
    const retrying = new ApolloClient({ link, cache: new InMemoryCache() });

    const { data } = await retrying.mutate({
      mutation: gql`
        mutation {
          addTenant(input: { name: "Once", idempotencyKey: "f0a1" }) {
            ... on AddTenantPayload {
              tenant {
                name
              }
            }
          }
        }
      `,
    });

    expect(data).toMatchObject({ addTenant: { tenant: { name: 'Once' } } });
    expect(proxy.connections()).toBe(2);
    await proxy.close();
  });
});
