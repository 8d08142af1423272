/** Faults that a test plants between the store and the Coordinator double: lost, late, broken and refused answers. */

/** Which requests a fault is for; a part that is left out matches everything. */
export interface FaultMatch {
  readonly method?: string;
  /** Against the path without `/_db/<name>` and without the query. */
  readonly path?: RegExp;
  readonly body?: RegExp;
}

interface FaultBase {
  readonly match?: FaultMatch;
  /** Number of matching requests that are let through first; default 0. */
  readonly skip?: number;
  /** Number of requests that it hits after that; default 1. */
  readonly times?: number;
  /** BEFORE (default): the request has no effect. AFTER: it takes effect, then its answer is lost, late or another one. */
  readonly when?: 'BEFORE' | 'AFTER';
}

export type Fault = FaultBase &
  (
    | { /** The socket is destroyed. */ readonly kind: 'RESET' }
    | {
        /** Another answer; by default 503 as ArangoDB writes it. */
        readonly kind: 'STATUS';
        readonly code?: number;
        readonly errorNum?: number;
        readonly message?: string;
      }
    | {
        /** The answer waits so many milliseconds, or until a promise settles. */
        readonly kind: 'DELAY';
        readonly ms?: number;
        readonly until?: Promise<unknown>;
      }
    | { /** Half of the body, then the socket is destroyed; always after the effect. */ readonly kind: 'TRUNCATE' }
    | { /** No answer until the double is closed. */ readonly kind: 'HANG' }
  );

/** A planted fault, for a test to see what became of it. */
export interface InjectedFault {
  readonly fault: Fault;
  /** How many requests it has hit. */
  readonly hits: number;
  /** Resolves when the first request is hit. */
  readonly reached: Promise<void>;
}

class Planted implements InjectedFault {
  hits = 0;
  seen = 0;
  readonly reached: Promise<void>;
  readonly #reach: () => void;

  constructor(readonly fault: Fault) {
    const { promise, resolve } = deferred();
    this.reached = promise;
    this.#reach = resolve;
  }

  takes(method: string, path: string, body: string): boolean {
    const { match = {}, skip = 0, times = 1 } = this.fault;
    if (match.method !== undefined && match.method !== method) return false;
    if (match.path && !match.path.test(path)) return false;
    if (match.body && !match.body.test(body)) return false;
    this.seen += 1;
    if (this.seen <= skip || this.hits >= times) return false;
    this.hits += 1;
    this.#reach();
    return true;
  }
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** All faults of one double, in the order in which they were planted. */
export class Faults {
  #planted: Planted[] = [];

  inject(fault: Fault): InjectedFault {
    const planted = new Planted(fault);
    this.#planted.push(planted);
    return planted;
  }

  clear(): void {
    this.#planted = [];
  }

  /** The first fault that hits a request; null when it is left alone. */
  take(method: string, path: string, body: string): Fault | null {
    return this.#planted.find((planted) => planted.takes(method, path, body))?.fault ?? null;
  }
}
