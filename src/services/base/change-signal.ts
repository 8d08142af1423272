/**
 * Tells waiting readers that something new can be read. It carries no data: readers ask the store, so a slow reader
 * costs nothing and can miss nothing.
 */
import type { Clock } from './clock.js';

export class Bell {
  #rings = 0;
  readonly #waiting = new Set<() => void>();

  /** How often it has rung. Read it before reading from the store, then pass it to `after`. */
  get rings(): number {
    return this.#rings;
  }

  /** Wakes everybody who waits. */
  ring(): void {
    this.#rings += 1;
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  /** As `after`, but resolves after so many milliseconds all the same: for news that nobody here rings for. */
  async afterOrLook(rings: number, clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
    const done = new AbortController();
    const either = AbortSignal.any([signal, done.signal]);
    await Promise.race([this.after(rings, either), clock.sleep(ms, either).catch(() => undefined)]);
    done.abort();
  }

  /** Resolves once it has rung more often than `rings` (at once if it has), or when the signal is aborted. */
  after(rings: number, signal: AbortSignal): Promise<void> {
    if (this.#rings > rings || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        signal.removeEventListener('abort', wake);
        this.#waiting.delete(wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }
}
