// A spy on the store port: counts calls by name and passes them on.
import type { Store } from '../../src/services/store/port.js';

export interface CountedCalls {
  readonly wrap: (store: Store) => Store;
  /** Calls since the last time it was asked, by name. */
  take(): Readonly<Record<string, number>>;
}

/** Returns a wrapper for a store, and the count of its calls. Nothing is answered from memory: each call counts. */
export function countCalls(): CountedCalls {
  let calls: Record<string, number> = {};
  return {
    wrap: (store) =>
      new Proxy(store, {
        get(target, name, receiver) {
          if (name === 'answersAtOnce') return false;
          if (name === 'documentsVersion') return () => null;
          const value: unknown = Reflect.get(target, name, receiver);
          if (typeof value !== 'function') return value;
          return (...args: unknown[]): unknown => {
            calls[String(name)] = (calls[String(name)] ?? 0) + 1;
            return Reflect.apply(value, target, args);
          };
        },
      }),
    take() {
      const taken = calls;
      calls = {};
      return taken;
    },
  };
}
