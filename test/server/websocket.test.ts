// Operations over graphql-ws on a real port: mutations and queries are answered as by POST, within the same limits.
import { type Client, createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';

import type { RunningServer } from '../../src/server/server.js';
import { start } from '../support/running-server.js';
import { openTestServices, type TestServices } from '../support/services.js';

let opened: TestServices;
let server: RunningServer;
let client: Client;

beforeAll(async () => {
  opened = await openTestServices();
  server = await start(opened.services);
  client = createClient({
    url: `${server.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
  });
});

afterAll(async () => {
  await client.dispose();
  await server.stop();
  await opened.services.stop();
});

/** The results of an operation, or the errors with which it was refused before it was carried out. */
async function overWebSocket(query: string, variables: Record<string, unknown> = {}): Promise<unknown> {
  const results: unknown[] = [];
  try {
    for await (const result of client.iterate({ query, variables })) results.push(result);
  } catch (errors) {
    return { errors };
  }
  expect(results).toHaveLength(1);
  return results[0];
}

async function overPost(query: string, variables: Record<string, unknown> = {}): Promise<unknown> {
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return response.json();
}

const addTenant = `mutation ($input: AddTenantInput!) { addTenant(input: $input) {
  ... on AddTenantPayload { tenant { name documents } } ... on Error { code message } } }`;

describe('a mutation over WebSocket', () => {
  it('is carried out', async () => {
    expect(await overWebSocket(addTenant, { input: { name: 'Over WebSocket' } })).toEqual({
      data: { addTenant: { tenant: { name: 'Over WebSocket', documents: 1095 } } },
    });
    expect(await overPost('{ tenant(by: { name: "Over WebSocket" }) { name } }')).toEqual({
      data: { tenant: { name: 'Over WebSocket' } },
    });
  });

  const nested = (depth: number): string => `${'{ a: '.repeat(depth)}1${' }'.repeat(depth)}`;

  it.each([
    ['an expected failure', addTenant, { input: { name: 'Acme Corp' } }],
    ['an input that validation refuses', addTenant, { input: { name: '' } }],
    ['an input of another type', addTenant, { input: { name: 7 } }],
    ['a missing variable', addTenant, {}],
    ['a field that does not exist', 'mutation { addNothing }', {}],
    ['a text that is no document', 'mutation {', {}],
    ['too many values', addTenant, { input: { name: 'x', description: Array.from({ length: 50_001 }, () => 1) } }],
    ['too many tokens', `mutation { addTenant(input: ${nested(4000)}) { __typename } }`, {}],
    [
      'too many fields',
      `mutation { cancelRun(input: { runId: "latest" }) { ... on Error { ${Array.from({ length: 1001 }, (_, at) => `a${at}: message`).join(' ')} } } }`,
      {},
    ],
  ])('is refused as by POST: %s', async (_case, query, variables) => {
    const refused = await overPost(query, variables);

    expect(JSON.stringify(refused)).toMatch(/"code":"[A-Z_]+"/);
    expect(await overWebSocket(query, variables)).toEqual(refused);
  });
});
