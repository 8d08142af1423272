/**
 * The event log of runs: events are stored before anybody is notified, so whoever follows reads from the store, first what
 * was, then what comes, with no gap and no duplicate.
 */
import { ChangeSignal } from '../base/change-signal.js';
import type { Clock } from '../base/clock.js';
import { nextTurn } from '../base/turns.js';
import { InvalidCursorError, UnknownRunError } from '../errors/errors.js';
import { applyEvent, isFinal, type Run, runBeforeEvents, type RunEvent } from '../model/run.js';
import type { Store } from '../store/port.js';

/** An event with the run as it stood right after it. */
export interface FollowedEvent {
  readonly event: RunEvent;
  readonly run: Run;
}

/** A run right after one of its events. */
export interface RunMoment {
  readonly runId: string;
  readonly sequence: number;
}

/** Events read in one store call. */
const readBatch = 200;

/** Milliseconds between two looks for events that another process has written. */
const lookEveryMs = 500;

/** Appends to and follows the logs of runs. */
export class RunLog {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #appended = new ChangeSignal();

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Stores the event and the run after it, then wakes those who follow. Returns the run after the event. */
  async append(run: Run, event: RunEvent): Promise<Run> {
    const after = applyEvent(run, event);
    await this.#store.appendEvent(event, after);
    this.#appended.notify();
    return after;
  }

  /**
   * Yields the events after a sequence number (0: all), each with the run as it stood then, and ends after the run's
   * final event or when the signal is aborted. `types` selects events; all when omitted. The final event always comes,
   * whatever is selected and even when it has been received before, so that whoever follows learns how the run ended.
   * Throws UnknownRunError, and InvalidCursorError when the run has no event of that number yet.
   */
  async *follow(
    runId: string,
    afterSequence: number,
    signal: AbortSignal,
    types: readonly RunEvent['type'][] | null = null,
  ): AsyncGenerator<FollowedEvent, void> {
    const [stored] = await this.#store.runsById([runId]);
    if (!stored) throw new UnknownRunError(runId);
    if (afterSequence > stored.lastSequence) throw new InvalidCursorError();
    const isSelected = ({ sequence, type }: RunEvent): boolean =>
      sequence > afterSequence && (types === null || types.includes(type));
    let run = runBeforeEvents(stored);
    while (!signal.aborted) {
      // Taken before reading: an event that is stored after the read version once more than this.
      const version = this.#appended.version;
      const events = await this.#store.readEvents(runId, run.lastSequence, readBatch);
      for (const event of events) {
        run = applyEvent(run, event);
        if (isSelected(event) || isFinal(event)) yield { event, run };
        if (isFinal(event)) return;
      }
      if (events.length === 0) await this.#news(version, signal);
    }
  }

  /** Returns, for each moment, the run as it stood right after that event; null when there is no such run or event. */
  async asOf(moments: readonly RunMoment[]): Promise<readonly (Run | null)[]> {
    const ids = [...new Set(moments.map(({ runId }) => runId))];
    const stored = await this.#store.runsById(ids);
    const states = new Map<string, Run>();
    for (const run of stored) {
      if (!run) continue;
      const wanted = new Set(moments.filter(({ runId }) => runId === run.id).map(({ sequence }) => sequence));
      const last = Math.min(run.lastSequence, Math.max(...wanted));
      let state = runBeforeEvents(run);
      while (state.lastSequence < last) {
        for (const event of await this.#store.readEvents(run.id, state.lastSequence, readBatch)) {
          state = applyEvent(state, event);
          if (wanted.has(event.sequence)) states.set(`${run.id} ${event.sequence}`, state);
        }
        await nextTurn();
      }
    }
    return moments.map(({ runId, sequence }) => states.get(`${runId} ${sequence}`) ?? null);
  }

  /** Resolves when there may be something new: at once when this process has written it, else at the next look. */
  #news(version: number, signal: AbortSignal): Promise<void> {
    return this.#store.isShared
      ? this.#appended.afterOrTimeout(version, this.#clock, lookEveryMs, signal)
      : this.#appended.after(version, signal);
  }
}
