/** The runs that this process drives. */
import type { StopRequest } from '../model/rebalance-run.js';

/** A run that this process drives. */
export interface LiveRun {
  /** Resolves when nobody drives it any more: it has ended, is paused, or its log cannot be written. */
  readonly ended: Promise<unknown>;
  /** Asks for a pause or the end between two units of work. False: too late, it is ending by itself. */
  requestStop(request: StopRequest): Promise<boolean>;
  /** Stops it because the server stops. */
  interrupt(): void;
}

/** All of them, by id. The run service fills it; checks ask it which runs nobody drives. */
export class LiveRuns {
  readonly #runs = new Map<string, LiveRun>();

  /** Keeps a run until it has ended. Call it before the run may be stored, so that nobody takes it for an abandoned one. */
  keep(runId: string, run: LiveRun): void {
    this.#runs.set(runId, run);
    void run.ended.finally(() => {
      if (this.#runs.get(runId) === run) this.#runs.delete(runId);
    });
  }

  has(runId: string): boolean {
    return this.#runs.has(runId);
  }

  get(runId: string): LiveRun | undefined {
    return this.#runs.get(runId);
  }

  all(): readonly LiveRun[] {
    return [...this.#runs.values()];
  }
}
