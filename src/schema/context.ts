/** What every resolver is handed: the services, and loaders that live for one request (or one event of a subscription). */
import { GraphQLError } from 'graphql';

import type { MaybePromise } from '../services/base/maybe-promise.js';
import { nextTurn } from '../services/base/turns.js';
import { inFigures } from '../services/base/wording.js';
import { createLoaders, type Loaders } from './loaders.js';
import type { Services } from './services.js';

/**
 * What one answer may weigh, in bytes: its text without escapes, with what its fields and objects take in memory. `WHOLE`
 * leaves piece by piece, as the answer of an HTTP request does: a plan of 100,000 moves with all that is told of them fits
 * in. `PUSHED` becomes text in one go, as what is sent over a WebSocket or as an event does: any topology file fits in.
 */
export const maxAnswerBytes = { WHOLE: 256 * 1024 * 1024, PUSHED: 32 * 1024 * 1024 } as const;

export type Delivery = keyof typeof maxAnswerBytes;

/** Who asks, and over what. */
export interface Asker {
  /** How the answer is sent. */
  readonly delivery: Delivery;
  /** Cursor of the last event that a client of server-sent events has received, from its header; null otherwise. */
  readonly lastEventId: string | null;
  /** Returns a signal that is aborted when whoever asked has left. */
  readonly signal: () => AbortSignal;
}

export interface Context {
  readonly services: Services;
  /** Batches and caches reads; replaced when something has changed. */
  loaders: Loaders;
  /** Aborted when the server stops: subscriptions end then. */
  readonly shutdown: AbortSignal;
  /** Cursor of the last event that the client has received before it reconnected; null otherwise. */
  readonly lastEventId: string | null;
  /** Cursor of the event of a subscription that is being answered; null where there is none. */
  cursor: string | null;
  /** Returns a signal that is aborted when whoever asked has left: work that is only for them ends then. */
  readonly signal: () => AbortSignal;
  /** true: what the request asks for has been held against the limits of requests. */
  readonly isMeasured: boolean;
  /** How the answer is sent. */
  delivery: Delivery;
  /** What the answer may still weigh. */
  bytesLeft: number;
  /** Ends the operation with an error; null where it cannot be ended before it is done. */
  end: ((error: GraphQLError) => void) | null;
  /** Settled when the last piece of long work that was begun for this request is done. */
  lastWork: Promise<unknown>;
}

const never = new AbortController().signal;

/** An asker who waits for the whole answer. */
const patientAsker: Asker = { delivery: 'WHOLE', lastEventId: null, signal: () => never };

const noWork = Promise.resolve();

/** Returns the context of a new request; `isMeasured` as in the context, false when left out. */
export function createContext(
  services: Services,
  shutdown: AbortSignal,
  asker: Asker = patientAsker,
  isMeasured = false,
): Context {
  // Written out: putting it together from parts takes as long as the rest of a small request.
  return {
    services,
    loaders: createLoaders(services),
    shutdown,
    isMeasured,
    lastEventId: asker.lastEventId,
    signal: asker.signal,
    delivery: asker.delivery,
    cursor: null,
    bytesLeft: maxAnswerBytes[asker.delivery],
    end: null,
    lastWork: noWork,
  };
}

/** Resolves with the result of a change, after which everything is read anew. */
export async function changed<T>(context: Context, change: Promise<T>): Promise<T> {
  const result = await change;
  refresh(context);
  return result;
}

/** Forgets what was read. */
function refresh(context: Context): void {
  context.loaders = createLoaders(context.services);
}

/** Makes room for the next event of a subscription, with its cursor: each is an answer of its own. */
export function beginEvent(context: Context, cursor: string | null = null): void {
  refresh(context);
  context.cursor = cursor;
  context.delivery = 'PUSHED';
  context.bytesLeft = maxAnswerBytes.PUSHED;
}

/**
 * Adds bytes to the size of the answer. Throws a GraphQLError with code QUERY_TOO_COMPLEX when it is too large, and
 * has the whole operation end with it: graphql-js would go on with all that it has begun.
 */
export function take(context: Context, bytes: number): void {
  context.bytesLeft -= bytes;
  if (context.bytesLeft >= 0) return;
  const error = new GraphQLError(`The answer is larger than ${inFigures(maxAnswerBytes[context.delivery])} bytes`, {
    extensions: { code: 'QUERY_TOO_COMPLEX', remedy: 'Ask for fewer items at a time, or for fewer nested lists' },
  });
  context.end?.(error);
  throw error;
}

/**
 * Resolves with the result of work that looks at a whole cluster. One piece of such work at a time is done for a request,
 * and other requests get in before each: many fields of one request would otherwise hold up everybody else together. The
 * work must not wait for other such work.
 */
export function inTurn<T>(context: Context, work: () => T | Promise<T>): Promise<T> {
  const done = context.lastWork.then(nextTurn).then(work);
  context.lastWork = done.catch(() => undefined);
  return done;
}

/** Returns the result of such work on one state of the cluster: at once when the state is small. */
export function inTurnIfLarge<T>(
  context: Context,
  { isSmall }: { readonly isSmall: boolean },
  work: () => MaybePromise<T>,
): MaybePromise<T> {
  return isSmall ? work() : inTurn(context, work);
}
