/** Answers that are asked for once and given out again. */
import type { Clock } from './clock.js';

/** Answers by what was asked: whoever asks while one is awaited gets the same. One that failed is not kept. */
export class Remembered<T> {
  readonly #known = new Map<string, { readonly askedAtMs: number; readonly answer: Promise<T> }>();

  /** `clock` and `maxAgeMs`: how old an answer may get; any age when left out. */
  constructor(
    private readonly clock: Pick<Clock, 'elapsedMs'> | null = null,
    private readonly maxAgeMs = Infinity,
  ) {}

  /** Returns the answer that is known, or else that of `ask`. */
  get(what: string, ask: () => Promise<T>): Promise<T> {
    const nowMs = this.clock?.elapsedMs() ?? 0;
    const known = this.#known.get(what);
    if (known && nowMs - known.askedAtMs <= this.maxAgeMs) return known.answer;
    // A key for each tenant that was ever asked about would fill the memory.
    if (this.#known.size >= maxAnswers) this.#known.clear();
    const asked = { askedAtMs: nowMs, answer: ask() };
    this.#known.set(what, asked);
    asked.answer.catch(() => {
      if (this.#known.get(what) === asked) this.#known.delete(what);
    });
    return asked.answer;
  }

  /** Everything is asked for again: it may be otherwise now. */
  forget(): void {
    this.#known.clear();
  }
}

/** Answers that are kept; one more, and all are forgotten. */
const maxAnswers = 10_000;
