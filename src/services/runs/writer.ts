/** Writes the events of one run, one after the other, however many parts of it have something to tell at the same time. */
import type { Clock } from '../base/clock.js';
import type { Run, RunEventBody } from '../model/run.js';
import type { RunLog } from './log.js';

export class RunWriter {
  readonly #log: RunLog;
  readonly #clock: Clock;
  #run: Run;
  #lastTold: Promise<unknown> = Promise.resolve();

  constructor(run: Run, log: RunLog, clock: Clock) {
    this.#run = run;
    this.#log = log;
    this.#clock = clock;
  }

  /** The run after the newest event that has been written. */
  get run(): Run {
    return this.#run;
  }

  /**
   * Writes an event and returns the run after it; `body` may be worked out from the run after all events before this
   * one. Rejects when it cannot be written; the run is then as it was.
   */
  tell(body: RunEventBody | ((run: Run) => RunEventBody)): Promise<Run> {
    const told = this.#lastTold.then(async () => {
      const run = this.#run;
      const at = this.#clock.now().toISOString();
      const what = typeof body === 'function' ? body(run) : body;
      this.#run = await this.#log.append(run, { ...what, runId: run.id, sequence: run.lastSequence + 1, at });
      return this.#run;
    });
    this.#lastTold = told.catch(() => undefined);
    return told;
  }
}
