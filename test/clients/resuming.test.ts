// A run is followed over connections that are cut in the middle of it, and over a restart of the server: with the recipe
// of docs/api.md every client gets every event once, in order.
import { gql } from '@apollo/client';
import { createClient as createSseClient } from 'graphql-sse';
import type { Client as WsClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import {
  type ClientServer,
  introspect,
  openClientServer,
  startShortRun,
  webSocketClient,
} from '../support/client-server.js';
import { startCuttingProxy } from '../support/cutting-proxy.js';
import { start } from '../support/running-server.js';
import { apolloClient } from './recipes/apollo.js';
import { resuming } from './recipes/resuming.js';
import { urqlClient } from './recipes/urql.js';

const query = `
  subscription Follow($runId: ID!, $after: String) {
    runProgress(runId: $runId, after: $after) { __typename cursor sequence message run { id } isFinal }
  }
`;

/** Bytes after which connections break: within the handshake or the headers, within an event, and later ones. */
const cuts = [100, 900, 1400, 1800];

/** What the last event of a run ends with, as a message over WebSocket and as an event over SSE. */
const lastEventEnds = { webSocket: '"isFinal":true}}}}', sse: '"isFinal":true}}}\n\n' };

/** What every library makes of an event. */
interface Reply {
  readonly data?: { readonly runProgress: { readonly __typename: string; readonly sequence: number } };
  readonly error?: Error | undefined;
}

interface Sink {
  next(reply: Reply): void;
  error(error: unknown): void;
  complete(): void;
}

/** Subscribes to the run at an address that may break at any time. */
type Follow = (url: string, sink: Sink) => void;

let api: ClientServer;
/** A run that goes on while the first test follows it. */
let runId: string;

beforeAll(async () => {
  api = await openClientServer();
  runId = await startShortRun(api);
});

afterAll(async () => {
  await api.close();
});

const sseClient = (url: string): ReturnType<typeof createSseClient> =>
  createSseClient({ url, retryAttempts: 20, retry: () => Promise.resolve() });

const clients: readonly (readonly [string, () => Promise<Follow>])[] = [
  [
    'graphql-ws',
    () =>
      Promise.resolve((url, sink) => {
        resuming(webSocketClient(url)).subscribe({ query, variables: { runId } }, sink);
      }),
  ],
  [
    'graphql-sse',
    () =>
      Promise.resolve((url, sink) => {
        resuming(sseClient(url)).subscribe({ query, variables: { runId } }, sink);
      }),
  ],
  [
    'Apollo Client',
    async () => {
      const schema = await introspect(api);
      return (url, sink) => {
        const client = apolloClient(api.url, webSocketClient(url), schema);
        client.subscribe<never>({ query: gql(query), variables: { runId } }).subscribe(sink as never);
      };
    },
  ],
  [
    'urql',
    async () => {
      const schema = await introspect(api);
      return (url, sink) => {
        const client = urqlClient(api.url, webSocketClient(url), schema);
        // urql hands the last event over once more when nothing follows it.
        client.subscription(query, { runId }).subscribe((reply) => {
          if (reply.hasNext) sink.next(reply as Reply);
          else sink.complete();
        });
      };
    },
  ],
];

/** Follows the run to its last event and returns the sequence numbers, in the order of arrival. */
function sequencesOf(follow: Follow, url: string): Promise<readonly number[]> {
  const seen: number[] = [];
  return new Promise((resolve, reject) => {
    follow(url, {
      next({ data, error }) {
        if (!data) {
          reject(error ?? new Error('A reply without data'));
          return;
        }
        seen.push(data.runProgress.sequence);
      },
      error: reject,
      complete: () => resolve(seen),
    });
  });
}

/** The sequence numbers of the run when it has ended: 1, 2, 3 and so on. */
async function allSequences(): Promise<readonly number[]> {
  const { node } = await api.ask<{ node: { events: { sequence: number }[] } }>(
    'query ($runId: ID!) { node(id: $runId) { ... on Run { events(last: 1) { sequence } } } }',
    { runId },
  );
  const last = node.events[0]?.sequence ?? 0;
  return Array.from({ length: last }, (_, at) => at + 1);
}

const resumeRun = 'mutation { resumeRun(input: { runId: "latest" }) { ... on Error { message } } }';

/** Starts a rebalance onto a new DB-Server, pauses it, and returns its global id. */
async function startPausedRebalance(): Promise<string> {
  const { applyRebalance } = await api.ask<{ applyRebalance: { run: { id: string } } }>(`mutation {
    addSimulatedServers(input: { count: 1 }) { ... on Error { message } }
    simulateRebalance(input: {}) { ... on Error { message } }
    applyRebalance(input: { planId: "latest" }) { ... on ApplyRebalancePayload { run { id } } }
    pauseRun(input: { runId: "latest" }) { ... on Error { message } }
  }`);
  return applyRebalance.run.id;
}

describe('a run that is followed over connections that are cut', () => {
  it.each(clients)('comes whole and without duplicates with %s', async (name, prepare) => {
    const follow = await prepare();
    const proxy = await startCuttingProxy(api.server, [
      ...cuts,
      lastEventEnds[name === 'graphql-sse' ? 'sse' : 'webSocket'],
    ]);

    const seen = await sequencesOf(follow, `${proxy.url}/graphql`);

    expect(seen).toEqual(await allSequences());
    expect(seen.length).toBeGreaterThan(10);
    expect(proxy.connections()).toBe(cuts.length + 2);
    await proxy.close();
  });
});

describe('a run that has ended', () => {
  it('gives its last event to whoever comes back with the cursor of that event', async () => {
    const { node } = await api.ask<{ node: { lastCursor: string } }>(
      'query ($runId: ID!) { node(id: $runId) { ... on Run { lastCursor } } }',
      { runId },
    );
    const events: Reply[] = [];

    await new Promise<void>((resolve, reject) => {
      const sink = { next: (event: Reply) => events.push(event), error: reject, complete: resolve };
      resuming(webSocketClient(api.url)).subscribe({ query, variables: { runId, after: node.lastCursor } }, sink);
    });

    expect(events).toMatchObject([{ data: { runProgress: { __typename: 'RunCompleted', isFinal: true } } }]);
  });
});

describe('a run that is followed while the server restarts', () => {
  it('goes on where it was, over WebSocket and over SSE', async () => {
    const [server, successor] = [await start(api.services), await start(api.services)];
    const proxy = await startCuttingProxy(server);
    const paused = await startPausedRebalance();
    const url = `${proxy.url}/graphql`;
    let waiting = 0;
    const followers = [webSocketClient(url), sseClient(url)].map(async (client) => {
      const seen: string[] = [];
      await new Promise<void>((resolve, reject) => {
        const next = ({ data }: Reply): void => {
          seen.push(`${data?.runProgress.sequence} ${data?.runProgress.__typename}`);
          if (data?.runProgress.__typename !== 'RunPaused') return;
          waiting += 1;
          if (waiting < followers.length) return;
          proxy.leadTo(successor);
          server.stop().then(() => api.ask(resumeRun), reject);
        };
        const sink = { next: next as never, error: reject, complete: resolve };
        (resuming(client) as Pick<WsClient, 'subscribe'>).subscribe({ query, variables: { runId: paused } }, sink);
      });
      return seen;
    });

    const [overWebSocket, overSse] = await Promise.all(followers);

    expect(overWebSocket).toEqual(overSse);
    expect(overWebSocket).toEqual(overWebSocket!.map((each, at) => `${at + 1} ${each.split(' ')[1]}`));
    expect(overWebSocket?.at(-1)).toContain('RunCompleted');
    expect(proxy.connections()).toBe(4);
    await proxy.close();
    await successor.stop();
  });
});
