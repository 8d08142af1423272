/**
 * A store whose process dies at a chosen write: nothing that comes after reaches the real store, copies under way end
 * without effect, and whoever waits for an answer waits for ever. What a kill leaves behind, without starting a process.
 */
import type { Store } from '../../src/services/store/port.js';

const writes = ['createRun', 'appendEvent', 'executeMove', 'saveSnapshot', 'savePlan', 'saveReport'] as const;

export interface DyingStore {
  readonly store: Store;
  /** Resolves once it has died and nothing of it is on its way any more. */
  readonly died: Promise<void>;
  /** Writes so far. */
  readonly count: () => number;
}

/** Returns a store that dies at its n-th write (from 1): just before it, or when it is kept and nobody has been told. */
export function dyingStore(real: Store, deathAt: number, when: 'BEFORE' | 'AFTER'): DyingStore {
  const death = new AbortController();
  const inFlight = new Set<Promise<unknown>>();
  let count = 0;
  const forever = new Promise<never>(() => undefined);
  const isDead = (): boolean => death.signal.aborted;

  async function call(
    method: (...values: unknown[]) => Promise<unknown>,
    values: unknown[],
    isFatal: boolean,
  ): Promise<unknown> {
    if (isDead()) return forever;
    if (isFatal && when === 'BEFORE') {
      death.abort();
      return forever;
    }
    const running = method(...values);
    inFlight.add(running);
    try {
      const result = await running;
      if (isFatal) death.abort();
      return isDead() ? await forever : result;
    } catch (error) {
      if (isFatal) death.abort();
      if (isDead()) return await forever;
      throw error;
    } finally {
      inFlight.delete(running);
    }
  }

  function mortal(name: string, method: (...values: unknown[]) => Promise<unknown>) {
    return (...values: unknown[]): Promise<unknown> => {
      const isWrite = (writes as readonly string[]).includes(name);
      if (isWrite && !isDead()) count += 1;
      const isFatal = isWrite && count === deathAt;
      if (name !== 'executeMove') return call(method, values, isFatal);
      const [move, onProgress, signal] = values as Parameters<Store['executeMove']>;
      return call(method, [move, onProgress, AbortSignal.any([signal, death.signal])], isFatal);
    };
  }

  const entries = Object.entries(real).map(([name, member]: [string, unknown]) =>
    typeof member === 'function'
      ? [name, mortal(name, member as (...values: unknown[]) => Promise<unknown>)]
      : [name, member],
  );
  const died = new Promise<void>((resolve) => {
    death.signal.addEventListener('abort', () => {
      setImmediate(() => void Promise.allSettled([...inFlight]).then(() => resolve()));
    });
  });
  return { store: Object.fromEntries(entries) as Store, died, count: () => count };
}
