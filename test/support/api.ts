// The API in process: Yoga on services with a store in memory, and what a test needs to ask it.
import { pino } from 'pino';

import { type Api, createApi } from '../../src/server/api.js';
import { openTestServices, type TestServices, type TestServicesOptions } from './services.js';

/** One GraphQL reply, as JSON has it. */
export interface Reply<T> {
  readonly data: T;
  readonly errors?: readonly { message: string; path?: unknown; extensions: Record<string, unknown> }[];
}

export interface TestApi extends TestServices {
  readonly api: Api;
  /** What the API logged, one JSON line each. */
  readonly log: string[];
  /** Sends one operation by POST and returns the reply; never throws for GraphQL errors. */
  ask<T = Record<string, unknown>>(query: string, variables?: Record<string, unknown>): Promise<Reply<T>>;
  /** Stops subscriptions and the services. */
  close(): Promise<void>;
}

/** Opens services and an API on them; options are those of `openTestServices`. */
export async function openTestApi(options: TestServicesOptions = {}): Promise<TestApi> {
  const opened = await openTestServices(options);
  const shutdown = new AbortController();
  const log: string[] = [];
  const logger = pino({ level: 'warn' }, { write: (line: string) => void log.push(line) });
  const api = createApi(opened.services, logger, shutdown.signal);
  return {
    ...opened,
    api,
    log,
    async ask<T>(query: string, variables?: Record<string, unknown>) {
      const response = await api.fetch('http://127.0.0.1/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
      });
      return (await response.json()) as Reply<T>;
    },
    async close() {
      shutdown.abort();
      await opened.services.stop();
    },
  };
}

/** Sends a subscription over SSE and yields the payload of each event; ends with the `complete` event. */
export async function* subscribe<T = Record<string, unknown>>(
  { api }: Pick<TestApi, 'api'>,
  query: string,
  variables: Record<string, unknown> = {},
): AsyncGenerator<Reply<T>, void> {
  const response = await api.fetch('http://127.0.0.1/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query, variables }),
  });
  if (!response.body) throw new Error('The response has no body');
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body) {
    text += decoder.decode(chunk, { stream: true });
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const [, data] = /^event: next\ndata: (.*)$/m.exec(text.slice(0, end)) ?? [];
      text = text.slice(end + 2);
      if (data !== undefined) yield JSON.parse(data) as Reply<T>;
    }
  }
}

/** What an event of a run tells, as most tests ask for it. */
export interface EventReply {
  readonly __typename: string;
  readonly cursor: string;
  readonly sequence: number;
}

/** Starts the demo without pauses and returns the global id of its run. */
export async function startDemo({ ask }: Pick<TestApi, 'ask'>): Promise<string> {
  const { data } = await ask<{ startDemo: { run: { id: string } } }>(
    'mutation { startDemo(input: { pace: INSTANT }) { ... on StartDemoPayload { run { id } } } }',
  );
  return data.startDemo.run.id;
}
