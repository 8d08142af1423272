/** Yoga with our schema, context, limits and errors: what answers GraphQL, over HTTP and over WebSocket alike. */
import { type DocumentNode, parse, type ParseOptions, type Source } from 'graphql';
import { createYoga, type Plugin, type YogaServerInstance } from 'graphql-yoga';
import type { Logger } from 'pino';

import { schema } from '../resolvers/index.js';
import { type Asker, type Context, createContext } from '../schema/context.js';
import type { Services } from '../schema/services.js';
import { presentError } from './errors.js';
import { sendEventStreams } from './event-stream.js';
import { KnownQueries } from './fast/known-queries.js';
import { answerInPieces } from './large-answers.js';
import { tellCost } from './operation-cost.js';
import { endTooLarge, limitVariables, refuseBadRequests } from './operation-limits.js';

/** Where GraphQL is served. */
export const graphqlPath = '/graphql';

/** The largest request body, in bytes: room for a thousand tenants with long descriptions. */
const maxBodyBytes = 4 * 1024 * 1024;

/** Tokens in one document: far beyond what people write, far below what keeps a parser busy. */
const maxQueryTokens = 10_000;

/** What a transport other than HTTP hands over. */
export interface Transport {
  readonly asker?: Asker;
}

export type Api = YogaServerInstance<Transport, Context>;

/** Returns the API; `shutdown` ends its subscriptions. Documents that were answered without an error are noted in `known`. */
export function createApi(services: Services, logger: Logger, shutdown: AbortSignal, known?: KnownQueries): Api {
  return createYoga<Transport, Context>({
    schema,
    graphqlEndpoint: graphqlPath,
    context: ({ asker, request }) => createContext(services, shutdown, asker ?? askerOf(request)),
    // Other origins have no business here; our own pages need no CORS.
    cors: false,
    graphiql: false,
    landingPage: false,
    healthCheckEndpoint: '/health',
    multipart: false,
    batching: false,
    maxRequestBodySize: maxBodyBytes,
    maskedErrors: { errorMessage: '', maskError: (error) => presentError(error, logger) },
    logging: quietLogger(logger),
    // A plugin sees how an operation ended if no other one before it has ended it.
    plugins: [
      limitTokens(),
      refuseBadRequests(),
      limitVariables(),
      endTooLarge(),
      tellCost(),
      answerInPieces(),
      sendEventStreams(),
      ...(known ? [noteAnswered(known)] : []),
    ],
  });
}

function askerOf(request: Request): Asker {
  return {
    delivery: 'WHOLE',
    lastEventId: request.headers.get('last-event-id'),
    signal: () => request.signal,
  };
}

/** Returns a place for queries of the API that can be answered by the short way. */
export function createKnownQueries(): KnownQueries {
  return new KnownQueries(schema);
}

function noteAnswered(known: KnownQueries): Plugin {
  return {
    onExecute: ({ args }) => ({
      onExecuteDone({ result }) {
        if ('data' in result && result.errors === undefined) known.note(args.document as DocumentNode);
      },
    }),
  };
}

/** Yoga reports as an error whatever is presented differently than thrown; presentError has logged what matters. */
function quietLogger(logger: Logger) {
  const debug = (...parts: unknown[]): void => logger.debug({ parts: parts.map(String) }, 'yoga');
  return { debug, info: debug, warn: debug, error: debug };
}

function limitTokens(): Plugin {
  const parseLimited = (source: string | Source, options?: ParseOptions): DocumentNode =>
    parse(source, { ...options, maxTokens: maxQueryTokens });
  return { onParse: ({ setParseFn }) => setParseFn(parseLimited) };
}
