/**
 * Recovers, at intervals, what other processes on the same store left unfinished: that a process has died shows only in the
 * leases that it no longer renews, and a store that does not answer now may answer later.
 */
import type { Clock } from '../base/clock.js';
import { DomainError } from '../errors/errors.js';

/** Milliseconds between two attempts: half of the time that a lease lasts without being renewed. */
const intervalMs = 15_000;

export class RecoveryLoop {
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(
    private readonly clock: Clock,
    private readonly recover: () => Promise<void>,
    private readonly onUnexpected: (error: unknown) => void,
  ) {}

  /** Recovers at once and then at intervals, until `stop`. */
  start(): void {
    this.#running = this.#run();
  }

  /** Resolves when the last attempt has ended. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await this.recover().catch((error: unknown) => {
        // Every request reports what is wrong with the store; the loop only tries again.
        if (!(error instanceof DomainError)) this.onUnexpected(error);
      });
      await this.clock.sleep(intervalMs, signal).catch(() => undefined);
    }
  }
}
