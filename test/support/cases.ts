/** How much is tried: one of each kind and few random cases while working, all of it with `npm run test:slow`. */
import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Set by the configuration that runs the tests. */
    readonly caseFactor: number;
  }
}

/** Returns how many cases to try where `count` do while working. */
export function cases(count: number): number {
  return count * inject('caseFactor');
}

/** Returns the first of things that are tried alike and differ little, all of them with `npm run test:slow`. */
export function sample<T>(all: readonly T[]): readonly T[] {
  return inject('caseFactor') > 1 ? all : all.slice(0, 1);
}
