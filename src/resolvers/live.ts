/** Turns what a service yields into what a subscription can hold: an iterator that lets go at once when nobody listens. */
import { GraphQLError } from 'graphql';

import { beginEvent, type Context } from '../schema/context.js';

/**
 * Returns an iterator over what `open` yields. When the listener leaves or the server stops, the signal that `open` was
 * given is aborted, even while the next value is awaited: an async generator alone would hold on until that value came.
 * Values are asked for one at a time, so a slow listener costs no memory. Loaders are fresh for each value, and
 * `cursorOf` gives the cursor after which to go on; null where none can. When the server stops, the iterator ends with an error of code SERVER_STOPPING: an end without it means that nothing more
 * will ever come.
 */
export function listen<T>(
  context: Context,
  open: (signal: AbortSignal) => AsyncIterable<T>,
  cursorOf: (value: T) => string | null | Promise<string> = () => null,
): AsyncIterableIterator<T> {
  const controller = new AbortController();
  const signal = AbortSignal.any([controller.signal, context.shutdown]);
  const source = open(signal)[Symbol.asyncIterator]();
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      const result = await source.next();
      if (context.shutdown.aborted && !controller.signal.aborted) throw stopping();
      if (signal.aborted || result.done) return { done: true, value: undefined };
      beginEvent(context, await cursorOf(result.value));
      return { done: false, value: result.value };
    },
    async return() {
      controller.abort();
      await source.return?.();
      return { done: true, value: undefined };
    },
  };
}

function stopping(): GraphQLError {
  return new GraphQLError('The server is stopping', {
    extensions: { code: 'SERVER_STOPPING', remedy: 'Subscribe again with the last cursor as after' },
  });
}
