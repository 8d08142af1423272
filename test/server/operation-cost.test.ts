// The cost of an operation, for clients that ask for it, over HTTP and WebSocket.
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';

import type { RunningServer } from '../../src/server/server.js';
import { start } from '../support/running-server.js';
import { openTestServices, type TestServices } from '../support/services.js';

let opened: TestServices;
let server: RunningServer;

beforeAll(async () => {
  opened = await openTestServices();
  server = await start(opened.services);
});

afterAll(async () => {
  await server.stop();
  await opened.services.stop();
});

interface Part {
  readonly used: number;
  readonly limit: number;
  readonly left: number;
}

interface Reply {
  readonly data?: unknown;
  readonly errors?: unknown;
  readonly extensions?: { readonly cost?: Readonly<Record<string, Part>> };
}

async function post(body: object): Promise<Reply> {
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(body),
  });
  return (await response.json()) as Reply;
}

const query = 'query ($first: Int) { tenants(first: $first) { nodes { name } } }';
const asked = { query, variables: { first: 7 }, extensions: { cost: true } };

describe('the cost of an operation', () => {
  it('is told with its limits and what is left of them, the second time too', async () => {
    for (const { data, extensions } of [await post(asked), await post(asked)]) {
      expect(data).toEqual({ tenants: { nodes: [{ name: 'Acme Corp' }, { name: 'Global Enterprises' }] } });
      expect(extensions?.cost).toEqual({
        complexity: { used: 8, limit: 250_000, left: 249_992 },
        depth: { used: 3, limit: 30, left: 27 },
        breadth: { used: 3, limit: 1000, left: 997 },
        bytes: expect.objectContaining({ limit: 268_435_456 }) as unknown,
      });
      const { used = 0, left = 0 } = extensions?.cost?.bytes ?? {};
      expect(used).toBeGreaterThan(500);
      expect(used + left).toBe(268_435_456);
    }
  });

  it('grows with what the variables ask for', async () => {
    const { extensions } = await post({ ...asked, variables: { first: 500 } });

    expect(extensions?.cost?.complexity?.used).toBe(501);
  });

  it('is that of the operation that is carried out', async () => {
    const query = 'query A { cluster { version } } query B { tenants(first: 20) { nodes { name } } }';
    const { extensions } = await post({ query, operationName: 'B', extensions: { cost: true } });

    expect(extensions?.cost?.complexity?.used).toBe(21);
  });

  it('leaves nothing of a limit that an operation exceeds', async () => {
    const checks = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `${name}: checkIsolation { status }`);
    const query = `{ ${checks.join(' ')} }`;
    const { errors, extensions } = await post({ query, extensions: { cost: true } });

    expect(JSON.stringify(errors)).toContain('QUERY_TOO_COMPLEX');
    expect(extensions?.cost?.complexity).toEqual({ used: 300_000, limit: 250_000, left: 0 });
  });

  it('is told of large answers, which are sent in pieces', async () => {
    const query = '{ cluster { shards(first: 500) { nodes { shardId documents bytes leader { serverId } } } } }';
    const { data, extensions } = await post({ query, extensions: { cost: true } });

    expect(JSON.stringify(data).length).toBeGreaterThan(10_000);
    expect(extensions?.cost?.depth?.used).toBe(5);
  });

  it('is told over WebSocket as well', async () => {
    const client = createClient({
      url: `${server.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
    });
    const reply = await client.iterate(asked).next();
    await client.dispose();

    const { extensions } = reply.value as Reply;
    expect(extensions?.cost?.complexity?.used).toBe(8);
    expect(extensions?.cost?.bytes?.limit).toBe(33_554_432);
  });

  it('is told to nobody who does not ask', async () => {
    expect(await post({ query, variables: { first: 7 } })).not.toHaveProperty('extensions');
    expect(await post({ ...asked, extensions: { cost: 'yes' } })).not.toHaveProperty('extensions');
  });
});
