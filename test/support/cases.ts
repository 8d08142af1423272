/** How many random cases a property is tried on: few while working, many more with `npm run test:slow`. */
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
