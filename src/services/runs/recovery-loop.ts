/**
 * Takes up what other processes on the same store left behind, again and again: their ends are seen only by the leases
 * that they no longer renew, and a store that does not answer now may answer later.
 */
import type { Clock } from '../base/clock.js';
import { DomainError } from '../errors/errors.js';

/** Milliseconds between two looks: half of the time that a lease lasts without being renewed. */
const lookEveryMs = 15_000;

export class Upkeep {
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(
    private readonly clock: Clock,
    private readonly look: () => Promise<void>,
    private readonly onUnexpected: (error: unknown) => void,
  ) {}

  /** Looks at once and then at intervals, until `stop`. */
  start(): void {
    this.#running = this.#run();
  }

  /** Resolves when the last look has ended. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await this.look().catch((error: unknown) => {
        // Whoever asks for something is told what is wrong with the store; here it is only tried again.
        if (!(error instanceof DomainError)) this.onUnexpected(error);
      });
      await this.clock.sleep(lookEveryMs, signal).catch(() => undefined);
    }
  }
}
