// The running server on a real port: the audits of GraphQL over HTTP, real clients, downloads, and a clean stop.
import { once } from 'node:events';
import { connect } from 'node:net';
import { brotliDecompressSync } from 'node:zlib';

import { buildSchema, getIntrospectionQuery } from 'graphql';
import { serverAudits } from 'graphql-http';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createWsClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';

import { type RunningServer, startServer } from '../../src/server/server.js';
import { StoreUnavailableError } from '../../src/services/errors/errors.js';
import type { TenantRequest } from '../../src/services/model/requests.js';
import type { Tenant } from '../../src/services/model/tenant.js';
import { logger, raw, start } from '../support/running-server.js';
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

describe('GraphQL over HTTP', () => {
  for (const audit of serverAudits({ url: () => `${server.url}/graphql` })) {
    it(`meets audit ${audit.id}: ${audit.name}`, async () => {
      const result = await audit.fn();

      expect(result.status, 'reason' in result ? result.reason : '').toBe('ok');
    });
  }

  it('does not run a mutation that comes by GET', async () => {
    const query = encodeURIComponent('mutation { addTenant(input: { name: "By GET" }) { __typename } }');

    const { status } = await raw(`${server.url}/graphql?query=${query}`);
    const { body } = await raw(
      `${server.url}/graphql?query=${encodeURIComponent('{ tenant(by: { name: "By GET" }) { id } }')}`,
    );

    expect(status).toBe(405);
    expect(JSON.parse(body.toString())).toEqual({ data: { tenant: null } });
  });

  it('sends a large answer in pieces, as the media type that was asked for', async () => {
    const fields = 'shardId documents leader { serverId shortName } followers { serverId } group { groupId }';
    const query = encodeURIComponent(`{ cluster { shards(first: 500) { nodes { ${fields} } } } }`);
    const types = {
      'application/graphql-response+json, application/json;q=0.9': 'application/graphql-response+json; charset=utf-8',
      'application/json': 'application/json; charset=utf-8',
      '*/*': 'application/json; charset=utf-8',
    };

    for (const [accept, type] of Object.entries(types)) {
      const { status, headers, body } = await raw(`${server.url}/graphql?query=${query}`, { accept });

      expect(status).toBe(200);
      expect(headers).toMatchObject({ 'content-type': type, 'transfer-encoding': 'chunked' });
      expect(JSON.parse(body.toString())).toMatchObject({ data: { cluster: { shards: { nodes: { length: 132 } } } } });
    }
  });

  it.each([
    [
      'a variable of another type',
      { query: 'query ($n: Int!) { tenants(first: $n) { totalCount } }', variables: { n: 'x' } },
    ],
    ['a variable that is missing', { query: 'query ($n: Int!) { tenants(first: $n) { totalCount } }' }],
    ['too many values', { query: '{ __typename }', variables: { n: Array.from({ length: 60_000 }, () => 1) } }],
  ])('calls %s a bad request to clients that take graphql-response+json', async (_, body) => {
    const status = async (accept: string): Promise<number | undefined> =>
      (await raw(`${server.url}/graphql`, { 'content-type': 'application/json', accept }, 'POST', JSON.stringify(body)))
        .status;

    expect(await status('application/graphql-response+json')).toBe(400);
    expect(await status('application/json')).toBe(200);
  });

  it('compresses an answer for a client that takes that', async () => {
    const query = encodeURIComponent(getIntrospectionQuery());
    const headers = { accept: 'application/json', 'accept-encoding': 'br' };

    const packed = await raw(`${server.url}/graphql?query=${query}`, headers);

    expect(packed.headers).toMatchObject({ 'content-encoding': 'br', vary: 'Accept-Encoding' });
    const answer = JSON.parse(brotliDecompressSync(packed.body).toString()) as { data: { __schema: object } };
    expect(answer.data.__schema).toHaveProperty('types');
    expect(packed.body.length).toBeLessThan(70_000);
  });

  it('serves the schema that clients generate their types from', async () => {
    const answer = await raw(`${server.url}/schema.graphql`);
    const again = await raw(`${server.url}/schema.graphql`, { 'if-none-match': answer.headers.etag! });

    expect(answer.headers['content-type']).toBe('application/graphql; charset=utf-8');
    expect(buildSchema(answer.body.toString()).getQueryType()?.name).toBe('Query');
    expect(again.status).toBe(304);
  });

  it('refuses a body that is too large', async () => {
    const answer = await raw(
      `${server.url}/graphql`,
      { 'content-type': 'application/json' },
      'POST',
      `{"query":"${' '.repeat(5_000_000)}"}`,
    );

    expect(answer.status).toBe(413);
  });
});

describe('foreign pages', () => {
  const body = JSON.stringify({ query: '{ __typename }' });

  it.each([
    ['another origin', { origin: 'https://evil.example' }],
    ['a page without origin', { origin: 'null' }],
    ['a domain that points here', { host: 'evil.example:4000' }],
  ])('are refused from %s', async (_name, headers) => {
    const answer = await raw(`${server.url}/graphql`, { 'content-type': 'application/json', ...headers }, 'POST', body);

    expect(answer.status).toBe(403);
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('cannot send what browsers send without asking first', async () => {
    const answer = await raw(`${server.url}/graphql`, { 'content-type': 'text/plain' }, 'POST', body);

    expect(answer.status).toBe(415);
  });

  it('cannot open a WebSocket', async () => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
      origin: 'https://evil.example',
    });

    await expect(new Promise((_resolve, reject) => socket.on('error', reject))).rejects.toThrow('403');
  });

  it('are told apart from our own, which may ask', async () => {
    const answer = await raw(
      `${server.url}/graphql`,
      { 'content-type': 'application/json', origin: server.url },
      'POST',
      body,
    );

    expect(JSON.parse(answer.body.toString())).toEqual({ data: { __typename: 'Query' } });
  });
});

describe('health', () => {
  it('says that the server lives and that the store answers', async () => {
    const health = await raw(`${server.url}/health`);
    const ready = await raw(`${server.url}/ready`);

    expect([health.status, ready.status]).toEqual([200, 200]);
    expect(health.headers['x-content-type-options']).toBe('nosniff');
  });

  it('is not ready, with the reason, while the store does not answer', async () => {
    const reason = 'The store does not answer';
    const failing = {
      ...opened.services,
      ping: () => Promise.reject(new StoreUnavailableError(reason, 'Start it', true)),
    };
    const other = await start(failing);

    const { status, body } = await raw(`${other.url}/ready`);
    await other.stop();

    expect(status).toBe(503);
    expect(JSON.parse(body.toString())).toEqual({ status: 'unavailable', reason });
  });
});

describe('an address', () => {
  it('that is taken gives one clear error', async () => {
    const taken = startServer({
      services: opened.services,
      settings: { host: '127.0.0.1', port: server.port },
      logger,
    });

    await expect(taken).rejects.toMatchObject({
      code: 'CANNOT_LISTEN',
      message: `Port ${server.port} on 127.0.0.1 is in use by another program`,
    });
  });

  it('without anything behind it says where GraphQL is, and / leads there', async () => {
    const nothing = await raw(`${server.url}/nothing`);
    const root = await raw(`${server.url}/`);

    expect([nothing.status, nothing.body.toString()]).toEqual([404, 'Not found; GraphQL is served at /graphql\n']);
    expect([root.status, root.headers.location]).toEqual([302, '/graphql']);
  });
});

const progress = 'subscription { demoProgress(runId: "latest") { __typename sequence cursor runAsOf { status } } }';

interface Progress extends Record<string, unknown> {
  readonly demoProgress: { __typename: string; sequence: number; cursor: string };
}

describe('subscriptions', () => {
  it('tell the same story over graphql-ws and over SSE', async () => {
    await opened.services.runs.startDemo({ pace: 'INSTANT' });
    const ws = createWsClient({ url: `${server.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket });
    const sse = createSseClient({ url: `${server.url}/graphql` });

    const stories = await Promise.all(
      [ws, sse].map(async (client) => {
        const events: Progress['demoProgress'][] = [];
        for await (const { data } of client.iterate<Progress>({ query: progress }))
          if (data) events.push(data.demoProgress);
        return events;
      }),
    );
    await ws.dispose();
    sse.dispose();

    expect(stories[0]).toEqual(stories[1]);
    expect(stories[0]?.map(({ sequence }) => sequence)).toEqual(stories[0]?.map((_event, at) => at + 1));
    expect(stories[0]?.at(-1)?.__typename).toBe('RunCompleted');
  });

  it('answer mistakes over graphql-ws with errors and keep the socket', async () => {
    const ws = createWsClient({
      url: `${server.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
    });
    const ask = async (query: string): Promise<unknown> => {
      try {
        for await (const reply of ws.iterate({ query })) return reply;
        return null;
      } catch (errors) {
        return errors;
      }
    };

    expect(await ask('{ cluster {')).toMatchObject([{ extensions: { code: 'GRAPHQL_PARSE_FAILED' } }]);
    expect(await ask('{ nothing }')).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
    expect(await ask('subscription { runProgress(runId: "bm9uZQ") { sequence } }')).toMatchObject({
      errors: [{ extensions: { code: 'INVALID_ID' } }],
    });
    expect(await ask('{ cluster { totals { dbServers } } }')).toHaveProperty('data');
    await ws.dispose();
  });
});

describe('a listener that leaves', () => {
  /** A server whose subscription never yields, and a promise of its end. */
  async function silent(): Promise<{ other: RunningServer; opened: Promise<void>; freed: Promise<void> }> {
    let open = (): void => undefined;
    let free = (): void => undefined;
    const begun = new Promise<void>((resolve) => (open = resolve));
    const freed = new Promise<void>((resolve) => (free = resolve));
    const changes = async function* (signal: AbortSignal): AsyncGenerator<never, void> {
      open();
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      free();
      yield* [];
    };
    const other = await start({ ...opened.services, topology: { ...opened.services.topology, changes } });
    return { other, opened: begun, freed };
  }

  const query = 'subscription { clusterChanged { version } }';

  it('frees what it held over SSE', async () => {
    const { other, opened: begun, freed } = await silent();
    const leaving = new AbortController();
    await fetch(`${other.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query }),
      signal: leaving.signal,
    });
    await begun;

    leaving.abort();

    await expect(freed).resolves.toBeUndefined();
    await other.stop();
  });

  it('frees what it held over graphql-ws, by completing and by vanishing', async () => {
    for (const leave of ['complete', 'vanish'] as const) {
      const { other, opened: begun, freed } = await silent();
      const ws = createWsClient({
        url: `${other.url.replace('http', 'ws')}/graphql`,
        webSocketImpl: WebSocket,
        retryAttempts: 0,
      });
      const complete = ws.subscribe(
        { query },
        { next: () => undefined, error: () => undefined, complete: () => undefined },
      );
      await begun;

      if (leave === 'complete') complete();
      else ws.terminate();

      await expect(freed).resolves.toBeUndefined();
      await ws.dispose();
      await other.stop();
    }
  });
});

describe('stop', () => {
  it('closes sockets with 1001, ends event streams without complete so that clients come back, and resolves', async () => {
    const own = await openTestServices();
    const other = await start(own.services);
    const closed = new Promise<number>((resolve) => {
      const ws = createWsClient({
        url: `${other.url.replace('http', 'ws')}/graphql`,
        webSocketImpl: WebSocket,
        lazy: false,
        retryAttempts: 0,
        onNonLazyError: () => undefined,
        on: {
          closed: (event) => resolve((event as { code: number }).code),
          connected: () =>
            ws.subscribe(
              { query: 'subscription { clusterChanged { version } }' },
              { next: () => undefined, error: () => undefined, complete: () => undefined },
            ),
        },
      });
    });
    const stream = await fetch(`${other.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query: 'subscription { clusterChanged { version } }' }),
    });
    const text = stream.text();

    await other.stop();

    expect(await closed).toBe(1001);
    expect(await text).toMatch(/: the server is stopping\n\n$/);
    expect(await text).not.toContain('complete');
    await own.services.stop();
  });

  it('finishes a request in flight, takes no new ones, and waits for no connection without a request', async () => {
    const own = await openTestServices();
    const { tenants } = own.services;
    let begin = (): void => undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    let goOn = (): void => undefined;
    const held = new Promise<void>((resolve) => (goOn = resolve));
    const add = async (request: TenantRequest): Promise<Tenant> => {
      begin();
      await held;
      return tenants.add(request);
    };
    const other = await start({ ...own.services, tenants: { ...tenants, add } });
    const answer = raw(
      `${other.url}/graphql`,
      { 'content-type': 'application/json' },
      'POST',
      JSON.stringify({
        query:
          'mutation { addTenant(input: { name: "In flight", scaleFactor: 5 }) { ... on AddTenantPayload { tenant { documents } } } }',
      }),
    );
    await begun;
    const silent = connect(other.port, '127.0.0.1').on('error', () => undefined);
    await once(silent, 'connect');

    const stopped = other.stop();
    await once(silent, 'close');
    goOn();
    const { body } = await answer;
    await stopped;

    const refused = new Promise((_resolve, reject) => connect(other.port, '127.0.0.1').on('error', reject));
    await expect(refused).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(JSON.parse(body.toString())).toEqual({ data: { addTenant: { tenant: { documents: 5475 } } } });
    await own.services.stop();
  });
});
