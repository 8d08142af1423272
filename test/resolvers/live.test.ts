// A subscription lets go of what it held as soon as its listener leaves, whatever it waits for at that moment.
import { describe, expect, it } from 'vitest';

import { listen } from '../../src/resolvers/live.js';
import { createContext } from '../../src/schema/context.js';
import { openTestServices } from '../support/services.js';

/** Yields 1, then waits until the signal is aborted, and tells when it has ended. */
function source(): { open: (signal: AbortSignal) => AsyncIterable<number>; ended: Promise<void> } {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  return {
    ended,
    open: async function* (signal) {
      try {
        yield 1;
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      } finally {
        end();
      }
    },
  };
}

describe('listen', () => {
  it('ends its source when the listener leaves while the next value is awaited', async () => {
    const { services } = await openTestServices({ start: false });
    const { open, ended } = source();
    const listener = listen(createContext(services, new AbortController().signal), open);
    await listener.next();
    const pending = listener.next();

    await listener.return?.();

    await ended;
    expect(await pending).toEqual({ done: true, value: undefined });
    await services.stop();
  });

  it('ends with an error when the server stops, and has fresh loaders for each value', async () => {
    const { services } = await openTestServices({ start: false });
    const shutdown = new AbortController();
    const context = createContext(services, shutdown.signal);
    const loaders = context.loaders;
    const { open, ended } = source();
    const listener = listen(context, open);

    expect(await listener.next()).toEqual({ done: false, value: 1 });
    expect(context.loaders).not.toBe(loaders);
    const pending = listener.next();
    shutdown.abort();

    await expect(pending).rejects.toMatchObject({ extensions: { code: 'SERVER_STOPPING' } });
    await ended;
    await services.stop();
  });
});
