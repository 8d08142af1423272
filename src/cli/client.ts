/**
 * How commands ask Shardbook: a running server by its address, or the same API in this process on the store that the
 * settings name. Every command is a GraphQL operation, so both give the same answers.
 */
import { createParser } from 'eventsource-parser';
import type { TadaDocumentNode } from 'gql.tada';
import { pino } from 'pino';

import type { Settings } from '../settings.js';
import { CommandFailure, isWrongUsage } from './failure.js';
import { openServices } from './open.js';
import { textOf } from './operation.js';

/** The part of `fetch` that is needed. */
type Fetch = (path: string, init?: RequestInit) => Promise<Response>;

interface Reply<T> {
  readonly data?: T | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions?: { readonly code?: string; readonly remedy?: string | null };
  }[];
}

export interface Client {
  /** Returns the data of one operation. Throws a CommandFailure with the first error of the reply. */
  ask<T, V>(operation: TadaDocumentNode<T, V>, variables: V): Promise<T>;
  /** Yields the data of each event of a subscription, until it ends or the signal is aborted. */
  subscribe<T, V>(operation: TadaDocumentNode<T, V>, variables: V, signal: AbortSignal): AsyncGenerator<T, void>;
  /** Returns a file of the server, such as a report. Throws a CommandFailure when it is not there. */
  download(path: string): Promise<Buffer>;
  /** true: a server of its own, which goes on when this program ends. */
  readonly isRemote: boolean;
  close(): Promise<void>;
}

/** Returns a client of a running server, e.g. `http://127.0.0.1:4000`. Nothing is asked yet. */
export function remoteClient(url: string): Client {
  const base = url.replace(/\/+$/, '').replace(/\/graphql$/, '');
  if (!/^https?:\/\//.test(base) || !URL.canParse(base)) {
    throw new CommandFailure(`${url} is not a valid server address for --url`, 'Use the form http://127.0.0.1:4000', {
      isWrongUsage: true,
    });
  }
  const reach: Fetch = async (path, init) => {
    try {
      return await fetch(base + path, init);
    } catch (cause) {
      const remedy = 'Start the server with `shardbook serve`, or omit --url to use the data folder directly';
      init?.signal?.throwIfAborted();
      throw new CommandFailure(`No Shardbook server answers at ${base}`, remedy, { cause, isConnection: true });
    }
  };
  return clientOf(reach, true, () => Promise.resolve());
}

/**
 * Returns a client of the API in this process. `inMemory`: a simulated cluster is a new one that is gone afterwards.
 * Throws what `openServices` throws.
 */
export async function localClient(settings: Settings, { inMemory = false } = {}): Promise<Client> {
  // A command says itself what its answer warns of; a server has nobody else to tell.
  const level = settings.SHARDBOOK_LOG_LEVEL === 'warn' ? 'error' : settings.SHARDBOOK_LOG_LEVEL;
  const logger = pino({ level }, pino.destination(2));
  const services = await openServices({
    settings,
    inMemory,
    onUnexpected: (error) => logger.error({ err: error }, 'unexpected error'),
    onNotice: (text) => logger.error(text),
  });
  const shutdown = new AbortController();
  const { createInProcess } = await import('../server/in-process.js');
  const reach = createInProcess(services, logger, shutdown.signal);
  return clientOf(reach, false, async () => {
    shutdown.abort();
    await services.stop();
  });
}

function clientOf(reach: Fetch, isRemote: boolean, close: () => Promise<void>): Client {
  const post = <T, V>(
    operation: TadaDocumentNode<T, V>,
    variables: V,
    accept: string,
    signal: AbortSignal | null = null,
  ): Promise<Response> =>
    reach('/graphql', {
      method: 'POST',
      signal,
      headers: { 'content-type': 'application/json', accept },
      body: JSON.stringify({ query: textOf(operation), variables }),
    });
  return {
    isRemote,

    async ask<T, V>(operation: TadaDocumentNode<T, V>, variables: V) {
      const response = await post(operation, variables, 'application/json');
      return dataOf(await replyOf<T>(response));
    },

    async *subscribe<T, V>(operation: TadaDocumentNode<T, V>, variables: V, signal: AbortSignal) {
      const response = await post(operation, variables, 'text/event-stream', signal);
      if (!response.body) throw new CommandFailure('The server sent no event stream', 'Try again');
      for await (const reply of eventsOf<Reply<T>>(response.body)) yield dataOf(reply);
    },

    async download(path: string) {
      const response = await reach(path);
      if (!response.ok) throw new CommandFailure(`There is no file ${path}`, 'List the reports to see which exist');
      return Buffer.from(await response.arrayBuffer());
    },

    close,
  };
}

async function replyOf<T>(response: Response): Promise<Reply<T>> {
  try {
    return (await response.json()) as Reply<T>;
  } catch (cause) {
    const message = `The server at that address is not Shardbook (HTTP status ${response.status})`;
    throw new CommandFailure(message, 'Pass --url as http://127.0.0.1:4000, without a path', { cause });
  }
}

function dataOf<T>({ data, errors }: Reply<T>): T {
  const [error] = errors ?? [];
  if (error) {
    const { code, remedy } = error.extensions ?? {};
    throw new CommandFailure(error.message, remedy ?? 'See `--help` for the valid options', {
      isWrongUsage: isWrongUsage(code),
    });
  }
  if (data === null || data === undefined) throw new CommandFailure('The server sent an empty response', 'Try again');
  return data;
}

/** The payloads of server-sent events named `next`; ends with `complete` or the stream. */
async function* eventsOf<T>(body: ReadableStream<Uint8Array>): AsyncGenerator<T, void> {
  const received: T[] = [];
  const end = { isComplete: false };
  const parser = createParser({
    onEvent: ({ event, data }) => {
      if (event === 'next') received.push(JSON.parse(data) as T);
      if (event === 'complete') end.isComplete = true;
    },
  });
  const decoder = new TextDecoder();
  for await (const chunk of body) {
    parser.feed(decoder.decode(chunk, { stream: true }));
    while (received.length > 0) yield received.shift() as T;
    if (end.isComplete) return;
  }
}
