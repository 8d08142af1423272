// Pages of other origins: those that the settings allow may use the API, over HTTP and WebSocket; all others may not.
import { once } from 'node:events';

import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';

import { type RunningServer, startServer } from '../../src/server/server.js';
import { type Answer, raw } from '../support/running-server.js';
import { openTestServices, type TestServices } from '../support/services.js';

const app = 'https://app.example.com';

let opened: TestServices;
let server: RunningServer;

beforeAll(async () => {
  opened = await openTestServices();
  server = await startServer({
    services: opened.services,
    settings: { host: '127.0.0.1', port: 0, allowedOrigins: [app, 'http://localhost:5173'] },
    logger: pino({ level: 'silent' }),
  });
});

afterAll(async () => {
  await server.stop();
  await opened.services.stop();
});

function post(origin: string): Promise<Answer> {
  const headers = { origin, 'content-type': 'application/json', accept: 'application/json' };
  return raw(`${server.url}/graphql`, headers, 'POST', JSON.stringify({ query: '{ cluster { totals { tenants } } }' }));
}

/** The question that a browser asks before it sends such a request for a page. */
function question(origin: string): Promise<Answer> {
  const headers = {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'content-type,last-event-id',
  };
  return raw(`${server.url}/graphql`, headers, 'OPTIONS');
}

/** How an upgrade to a WebSocket ends. */
async function upgrade(origin: string): Promise<string> {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { origin });
  const ends = await Promise.race([
    once(socket, 'open').then(() => 'open'),
    once(socket, 'unexpected-response').then(([, response]: { statusCode?: number }[]) => String(response?.statusCode)),
  ]);
  socket.on('error', () => undefined).terminate();
  return ends;
}

describe('a page of an allowed origin', () => {
  it('may read answers, the second time that it asks too', async () => {
    for (const { status, headers, body } of [await post(app), await post(app)]) {
      expect(status).toBe(200);
      expect(JSON.parse(body.toString())).toEqual({ data: { cluster: { totals: { tenants: 2 } } } });
      expect(headers).toMatchObject({
        'access-control-allow-origin': app,
        'cross-origin-resource-policy': 'cross-origin',
        vary: expect.stringContaining('Origin') as string,
      });
    }
  });

  it('may read the schema and what else is served', async () => {
    const { status, headers } = await raw(`${server.url}/schema.graphql`, { origin: app });

    expect([status, headers['access-control-allow-origin']]).toEqual([200, app]);
  });

  it('may send what its browser asks about first', async () => {
    const { status, headers } = await question(app);

    expect(status).toBe(204);
    expect(headers).toMatchObject({
      'access-control-allow-origin': app,
      'access-control-allow-methods': 'GET, HEAD, POST',
      'access-control-allow-headers': 'content-type,last-event-id',
    });
  });

  it('may open a WebSocket', async () => {
    expect(await upgrade('http://localhost:5173')).toBe('open');
  });
});

describe('a page of another origin', () => {
  const others = ['https://evil.example', 'http://app.example.com', 'https://app.example.com:8443', 'null'];

  it.each(others)('%s is refused, and its browser told nothing', async (origin) => {
    for (const { status, headers } of [await post(origin), await question(origin)]) {
      expect(status).toBe(403);
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
    expect(await upgrade(origin)).toBe('403');
  });
});
