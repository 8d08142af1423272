/** What every resolver is handed: the services, and loaders that live for one request (or one event of a subscription). */
import { GraphQLError } from 'graphql';

import { createLoaders, type Loaders } from './loaders.js';
import type { Services } from './services.js';

export interface Context {
  readonly services: Services;
  /** Batches and caches reads; replaced by `refresh` when something has changed. */
  loaders: Loaders;
  /** Aborted when the server stops: subscriptions end then. */
  readonly shutdown: AbortSignal;
  /** List items that this request may still return. */
  itemsLeft: number;
}

/**
 * List items that one request may return. The estimate of `builder.ts` refuses most large requests before they run;
 * this holds where lists are longer than estimated.
 */
const itemsPerRequest = 250_000;

/** Returns the context of a new request. */
export function createContext(services: Services, shutdown: AbortSignal): Context {
  return { services, loaders: createLoaders(services), shutdown, itemsLeft: itemsPerRequest };
}

/** Forgets what was read: to be called after each change, and before each event of a subscription. */
export function refresh(context: Context): void {
  context.loaders = createLoaders(context.services);
  context.itemsLeft = itemsPerRequest;
}

/** Returns the items unchanged. Throws a GraphQLError with code QUERY_TOO_COMPLEX when the request has had too many. */
export function counted<T>(context: Context, items: readonly T[]): readonly T[] {
  context.itemsLeft -= items.length;
  if (context.itemsLeft < 0) {
    throw new GraphQLError(`The request returns more than ${itemsPerRequest} list items`, {
      extensions: { code: 'QUERY_TOO_COMPLEX', remedy: 'Ask for fewer items at a time, or for fewer nested lists' },
    });
  }
  return items;
}
