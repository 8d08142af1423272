/**
 * Wakes readers when there is something new to read. It carries no data: readers ask the store, so a slow reader costs
 * nothing and can miss nothing.
 */
import type { Clock } from './clock.js';

export class ChangeSignal {
  #version = 0;
  readonly #waiting = new Set<() => void>();

  /** Number of changes so far. Read it before reading from the store, then pass it to `after`. */
  get version(): number {
    return this.#version;
  }

  /** Counts a change and wakes every waiting reader. */
  notify(): void {
    this.#version += 1;
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  /** As `after`, but resolves after `ms` milliseconds at the latest: for changes that other processes make. */
  async afterOrTimeout(version: number, clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
    const done = new AbortController();
    const either = AbortSignal.any([signal, done.signal]);
    await Promise.race([this.after(version, either), clock.sleep(ms, either).catch(() => undefined)]);
    done.abort();
  }

  /** Resolves once there is a change after `version` (at once if there is one already), or when the signal is aborted. */
  after(version: number, signal: AbortSignal): Promise<void> {
    if (this.#version > version || signal.aborted) return Promise.resolve();
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
