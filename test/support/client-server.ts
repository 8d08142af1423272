/** A server on a real socket for client libraries, and requests beside them that stand for another user of the same cluster. */
import { getIntrospectionQuery, type IntrospectionQuery } from 'graphql';
import { type Client, createClient } from 'graphql-ws';
import WebSocket from 'ws';

import type { Application } from '../../src/compose.js';
import type { RunningServer } from '../../src/server/server.js';
import { start } from './running-server.js';
import { openTestServices } from './services.js';

export interface ClientServer {
  readonly services: Application;
  readonly server: RunningServer;
  /** Where GraphQL is served over HTTP. */
  readonly url: string;
  /** Sends one operation and returns its data. Throws when the reply has errors. */
  ask<T>(query: string, variables?: Record<string, unknown>): Promise<T>;
  /** Stops the server and its services. */
  close(): Promise<void>;
}

/** Starts a server on a store in memory: 2 tenants, 3 DB-Servers, 12 shard groups. */
export async function openClientServer(): Promise<ClientServer> {
  const { services } = await openTestServices();
  const server = await start(services);
  const url = `${server.url}/graphql`;
  return {
    services,
    server,
    url,
    async ask<T>(query: string, variables?: Record<string, unknown>) {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
      });
      const { data, errors } = (await response.json()) as { data: T; errors?: unknown };
      if (errors !== undefined) throw new Error(JSON.stringify(errors));
      return data;
    },
    async close() {
      await server.stop();
      await services.stop();
    },
  };
}

/** Returns a graphql-ws client that tries again at once and without end when a connection is lost. */
export function webSocketClient(url: string): Client {
  return createClient({
    url: url.replace('http', 'ws'),
    webSocketImpl: WebSocket,
    retryAttempts: Infinity,
    retryWait: () => Promise.resolve(),
    // Without it a server that cannot be reached for a moment, or breaks off in the handshake, ends everything.
    shouldRetry: () => true,
  });
}

/** Returns what the server says of its schema. */
export function introspect(server: ClientServer): Promise<IntrospectionQuery> {
  return server.ask<IntrospectionQuery>(getIntrospectionQuery());
}

/** Starts a demo that adds one tenant and checks the result, and returns the global id of its run. */
export async function startShortRun(server: ClientServer): Promise<string> {
  const { startDemo } = await server.ask<{ startDemo: { run: { id: string } } }>(`mutation {
    startDemo(input: { pace: INSTANT, scenario: OWN, ownScenario: { tenants: [{ name: "Followed" }] } }) {
      ... on StartDemoPayload { run { id } }
    }
  }`);
  return startDemo.run.id;
}
