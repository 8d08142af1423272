/** GraphQL over WebSocket (graphql-transport-ws), through the same Yoga as over HTTP: same context, same errors. */
import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';

import {
  type DocumentNode,
  type ExecutionArgs,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
} from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import type { Logger } from 'pino';
import { WebSocketServer } from 'ws';

import type { Asker } from '../schema/context.js';
import { type Api, graphqlPath } from './api.js';
import { presentError } from './errors.js';
import { type Admission, refusalOf } from './guard.js';
import { urlOf } from './http.js';

/** The largest message from a client, in bytes. */
const maxMessageBytes = 4 * 1024 * 1024;

/** Operations that one socket may have open at the same time. */
const maxOperations = 100;

/** Milliseconds that clients have to answer a close before their sockets are cut. */
const closeGraceMs = 1000;

/** What Yoga hands out for one operation. */
interface Enveloped {
  readonly schema: GraphQLSchema;
  readonly parse: (query: string) => DocumentNode;
  readonly validate: (schema: GraphQLSchema, document: DocumentNode) => readonly GraphQLError[];
  readonly contextFactory: () => unknown;
  readonly execute: (args: ExecutionArgs) => unknown;
  readonly subscribe: (args: ExecutionArgs) => unknown;
}

/** How graphql-ws carries out an operation: as Yoga would. */
interface Operation {
  readonly execute: (args: ExecutionArgs) => unknown;
  readonly subscribe: (args: ExecutionArgs) => unknown;
}

/** WebSockets on an HTTP server. */
export interface WebSockets {
  /** Closes all sockets with 1001 (going away) and resolves when they are closed. */
  close(): Promise<void>;
}

/** Answers WebSocket upgrades on the GraphQL path of an HTTP server; others are refused. */
export function serveWebSockets(server: Server, api: Api, admission: Admission, logger: Logger): WebSockets {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes });
  server.on('upgrade', (request, socket: Duplex, head) => {
    socket.on('error', (error) => logger.debug({ err: error }, 'socket error during an upgrade'));
    const path = urlOf(request)?.pathname;
    const refusal =
      path === graphqlPath ? refusalOf(request, admission) : `WebSockets are served on ${graphqlPath} only`;
    if (refusal !== null) {
      refuseUpgrade(socket, path === graphqlPath ? '403 Forbidden' : '404 Not Found', refusal);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => sockets.emit('connection', webSocket, request));
  });
  const operations = useServer<Record<string, unknown>>(
    {
      execute: (args) => (args.rootValue as Operation).execute(args) as never,
      subscribe: (args) => (args.rootValue as Operation).subscribe(args) as never,
      onSubscribe: async ({ subscriptions }, _id, params) => {
        if (Object.keys(subscriptions).length > maxOperations) return [tooManyOperations()];
        return prepare(api, logger, params);
      },
      onNext: (_context, _id, _params, _args, { errors, ...result }) => errors && { ...result, errors: shown(errors) },
      onError: (_context, _id, _params, errors) => shown(errors),
    },
    sockets,
  );
  return {
    async close() {
      const cut = setTimeout(() => sockets.clients.forEach((client) => client.terminate()), closeGraceMs);
      await operations.dispose();
      clearTimeout(cut);
    },
  };
}

interface OperationParameters {
  readonly query: string;
  readonly operationName?: string | null;
  readonly variables?: Record<string, unknown> | null;
}

/** Parses and validates as over HTTP; mutations come this way too. Mistakes become errors of the operation: thrown ones would close the socket. */
async function prepare(
  api: Api,
  logger: Logger,
  params: OperationParameters,
): Promise<ExecutionArgs | readonly GraphQLError[]> {
  try {
    const leaving = new AbortController();
    const asker: Asker = { delivery: 'PUSHED', lastEventId: null, signal: () => leaving.signal };
    // Without the request: it is a GET, over which Yoga allows no mutation.
    const enveloped = api.getEnveloped({ params, asker }) as Enveloped;
    const document = enveloped.parse(params.query);
    const errors = enveloped.validate(enveloped.schema, document);
    if (errors.length > 0) return errors.map((error) => presentError(error, logger));
    const operation: Operation = {
      execute: (args) => once(enveloped.execute(args), leaving),
      subscribe: enveloped.subscribe,
    };
    return {
      schema: enveloped.schema,
      document,
      operationName: params.operationName,
      variableValues: params.variables,
      contextValue: await enveloped.contextFactory(),
      rootValue: operation,
    };
  } catch (error) {
    return [presentError(error, logger)];
  }
}

/**
 * Returns the one result of an operation as an iterator: what graphql-ws lets go of when the client completes the operation
 * or leaves, which it does not for a promise. Then the signal is aborted and nothing is sent.
 */
function once(result: unknown, leaving: AbortController): AsyncIterableIterator<unknown> {
  const left = new Promise<null>((resolve) => {
    leaving.signal.addEventListener('abort', () => resolve(null), { once: true });
  });
  let isDone = false;
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      const value = isDone ? null : await Promise.race([result, left]);
      if (isDone || leaving.signal.aborted) return { done: true, value: undefined };
      isDone = true;
      return { done: false, value };
    },
    async return() {
      leaving.abort();
      return Promise.resolve({ done: true, value: undefined });
    },
  };
}

/** Returns errors as they are sent, without what Yoga notes for HTTP. */
function shown(errors: readonly (GraphQLError | GraphQLFormattedError)[]): readonly GraphQLFormattedError[] {
  return errors.map((error) => {
    const formatted = error instanceof GraphQLError ? error.toJSON() : error;
    return { ...formatted, extensions: { ...formatted.extensions, http: undefined } };
  });
}

function tooManyOperations(): GraphQLError {
  return new GraphQLError(`This socket already has ${maxOperations} operations open, the maximum`, {
    extensions: { code: 'TOO_MANY_OPERATIONS', remedy: 'Complete some of them, or open another socket' },
  });
}

function refuseUpgrade(socket: Duplex, status: string, reason: string): void {
  const body = `${reason}\n`;
  socket.end(
    `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
