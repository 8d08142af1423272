// Long work that was only for whoever asked ends when they leave, over every transport.
import { request as httpRequest } from 'node:http';

import { createClient } from 'graphql-ws';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';

import { type RunningServer, startServer } from '../../src/server/server.js';
import type { Store } from '../../src/services/store/port.js';
import { openTestServices, type TestServices } from '../support/services.js';

let opened: TestServices;
let server: RunningServer;
let log: string[];
/** Pages that were read of a cluster whose documents never end. */
let pages: number;
let begun: Promise<void>;
/** Names of the errors with which checks ended. */
let ended: Promise<string>;

beforeEach(async () => {
  pages = 0;
  log = [];
  let begin = (): void => undefined;
  begun = new Promise((resolve) => (begin = resolve));
  let end: (name: string) => void = () => undefined;
  ended = new Promise((resolve) => (end = resolve));
  opened = await openTestServices({ wrap: (store) => endless(store, () => begin()) });
  const { checks } = opened.services;
  const watched =
    <A extends unknown[], T>(check: (...request: A) => Promise<T>) =>
    async (...request: A): Promise<T> => {
      try {
        return await check(...request);
      } catch (error) {
        end((error as Error).name);
        throw error;
      }
    };
  server = await startServer({
    services: {
      ...opened.services,
      checks: {
        ...checks,
        isolation: watched((...request) => checks.isolation(...request)),
        preflight: watched((...request) => checks.preflight(...request)),
      },
    },
    settings: { host: '127.0.0.1', port: 0 },
    logger: pino({ level: 'warn' }, { write: (line: string) => void log.push(line) }),
  });
});

afterEach(async () => {
  await server.stop();
  await opened.services.stop();
});

/** A store whose scan comes to the first page again and again. */
function endless(store: Store, onSecondPage: () => void): Store {
  return {
    ...store,
    async scanDocuments(request) {
      const page = await store.scanDocuments({ ...request, after: null });
      pages += 1;
      if (pages === 2) onSecondPage();
      return { ...page, next: page.next ?? 'more' };
    },
  };
}

const checks = ['{ checkIsolation { status } }', '{ preflight { status } }'];

describe.each(checks)('%s', (query) => {
  it.each(['application/json', 'text/event-stream'])(
    'ends when the HTTP client leaves that accepts %s',
    async (accept) => {
      const request = httpRequest(`${server.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept },
      });
      request.on('error', () => undefined);
      request.end(JSON.stringify({ query }));
      await begun;

      request.destroy();

      expect(await ended).toBe('AbortError');
      expect(log).toEqual([]);
    },
  );

  it.each(['completed', 'cut'])('ends when its WebSocket operation is %s', async (how) => {
    const client = createClient({
      url: `${server.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
    });
    const nothing = { next: () => undefined, error: () => undefined, complete: () => undefined };
    const complete = client.subscribe({ query }, nothing);
    await begun;

    if (how === 'completed') complete();
    else client.terminate();

    expect(await ended).toBe('AbortError');
    expect(log).toEqual([]);
    await client.dispose();
  });
});
