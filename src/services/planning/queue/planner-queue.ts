/**
 * Where plans are asked for: lets so many be made at a time as the pool has capacity, the others wait their turn.
 * Shows what is being made and how far it is, and ends what is not wanted any more.
 */
import { ChangeSignal } from '../../base/change-signal.js';
import type { Clock } from '../../base/clock.js';
import { PlanningCancelledError, TooManyPlansError, UnknownPlanningError } from '../../errors/errors.js';
import type { PlanningInProgress } from '../../model/planning.js';
import type { ClusterTopology } from '../../model/topology.js';
import type { PlannerPool } from './planner-pool.js';
import { budgetOf, type PlanningAnswers, type PlanningQuestion, type QuestionKind, sentenceOf } from './questions.js';

/** Plans may take a quarter of a minute each: nobody waits for more than these. */
const maxWaiting = 16;

/** One question from when it is asked to when it is answered. */
interface Entry {
  state: PlanningInProgress;
  readonly cancelled: AbortController;
}

/** Somebody who waits for a place. */
type Call = () => void;

export class PlannerQueue {
  readonly #pool: PlannerPool;
  readonly #clock: Clock;
  readonly #entries = new Map<string, Entry>();
  readonly #waiting: Call[] = [];
  readonly #changed = new ChangeSignal();
  #free: number;
  #asked = 0;
  #isClosed = false;

  constructor(pool: PlannerPool, clock: Clock) {
    this.#pool = pool;
    this.#clock = clock;
    this.#free = pool.capacity;
  }

  /**
   * Resolves with the answer about the topology that `read` brings, which is asked for it when there is a place. Throws
   * TooManyPlansError when too many wait, PlanningCancelledError, PlanningFailedError when a thread ended, and what `read`
   * and the planner throw.
   */
  async ask<Kind extends QuestionKind>(
    question: PlanningQuestion<Kind>,
    read: () => Promise<ClusterTopology>,
  ): Promise<PlanningAnswers[Kind]> {
    const entry = this.#enter(question);
    const { signal } = entry.cancelled;
    try {
      await this.#acquireSlot(signal);
      try {
        this.#change(entry, { stage: 'PREPARING' });
        const topology = await read();
        signal.throwIfAborted();
        return await this.#pool.answer(question, topology, (step) => this.#change(entry, step), signal);
      } finally {
        this.#releaseSlot();
      }
    } finally {
      this.#entries.delete(entry.state.id);
      this.#changed.notify();
    }
  }

  /** Returns what is being planned or waits, in the order in which it was asked. */
  inProgress(): readonly PlanningInProgress[] {
    return [...this.#entries.values()].map(({ state }) => state);
  }

  /** Yields what `inProgress` returns, at first and after each change; several changes in a row may give one. */
  async *follow(signal: AbortSignal): AsyncGenerator<readonly PlanningInProgress[], void> {
    while (!signal.aborted) {
      const { version } = this.#changed;
      yield this.inProgress();
      await this.#changed.after(version, signal);
    }
  }

  /** Ends what is being planned or waits, and returns how far it was. Throws UnknownPlanningError. */
  cancel(id: string): PlanningInProgress {
    const entry = this.#entries.get(id);
    if (!entry) throw new UnknownPlanningError(id);
    entry.cancelled.abort(new PlanningCancelledError(id, 'ASKED_FOR'));
    return entry.state;
  }

  /** Ends everything that is being planned or waits, and takes no more; resolves when no thread is left. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const [id, { cancelled }] of this.#entries) cancelled.abort(new PlanningCancelledError(id, 'STOPPING'));
    await this.#pool.close();
  }

  #enter(question: PlanningQuestion): Entry {
    // An id of an earlier start must not name something of this one.
    const now = this.#clock.now();
    const id = `${now.getTime().toString(36)}-${++this.#asked}`;
    // What cannot have an answer need not wait to learn that.
    const budget = budgetOf(question);
    if (this.#isClosed) throw new PlanningCancelledError(id, 'STOPPING');
    if (this.#waiting.length >= maxWaiting) throw new TooManyPlansError(this.#waiting.length);
    const entry: Entry = {
      state: {
        ...{ id, question: sentenceOf(question), stage: 'WAITING', evaluatedMoves: 0, budget },
        startedAt: now.toISOString(),
      },
      cancelled: new AbortController(),
    };
    this.#entries.set(id, entry);
    this.#changed.notify();
    return entry;
  }

  #change(entry: Entry, change: Partial<PlanningInProgress>): void {
    entry.state = { ...entry.state, ...change };
    this.#changed.notify();
  }

  /** Resolves when there is a place, first come, first served. */
  async #acquireSlot(signal: AbortSignal): Promise<void> {
    if (this.#free > 0) {
      this.#free -= 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const give = (): void => {
        signal.removeEventListener('abort', giveUp);
        resolve();
      };
      const giveUp = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(give), 1);
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', giveUp, { once: true });
      this.#waiting.push(give);
    });
  }

  #releaseSlot(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free += 1;
  }
}
