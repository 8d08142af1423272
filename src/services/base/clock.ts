/** What the domain needs to know of time: a real clock, and a fixed one for tests and reproducible runs. */

export interface Clock {
  /** The present moment. */
  now(): Date;
  /** Milliseconds since some fixed point, never going back; for durations. */
  elapsedMs(): number;
  /** Resolves after the given number of milliseconds; rejects with the signal's reason when it is aborted first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Returns the machine's clock. */
export function systemClock(): Clock {
  return {
    now: () => new Date(),
    elapsedMs: () => performance.now(),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(signal.reason as Error);
          return;
        }
        const stop = (): void => {
          clearTimeout(timer);
          reject(signal?.reason as Error);
        };
        const timer = setTimeout(() => {
          signal?.removeEventListener('abort', stop);
          resolve();
        }, ms);
        signal?.addEventListener('abort', stop, { once: true });
      }),
  };
}

/**
 * Returns a clock that stands at `start` (ISO 8601) and moves on by `stepMs` each time it is read. Sleeping moves it
 * on at once and yields to the event loop.
 */
export function fixedClock(start: string, stepMs = 0): Clock {
  let nowMs = Date.parse(start);
  const startMs = nowMs;
  return {
    now: () => {
      const now = new Date(nowMs);
      nowMs += stepMs;
      return now;
    },
    elapsedMs: () => nowMs - startMs,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      nowMs += ms;
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
    },
  };
}
