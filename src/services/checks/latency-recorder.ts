/** Keeps measured times in bounded memory, some 350 kB however many they are. */
import { createHistogram } from 'node:perf_hooks';

const nsPerMs = 1e6;

/** Collects times in milliseconds and answers for their percentiles. */
export class LatencyRecorder {
  /** Three figures: a value that is read is at most 0.1% above the one that was recorded. */
  readonly #nanoseconds = createHistogram({ figures: 3 });
  #maxMs = 0;

  /** How many times were recorded. */
  get count(): number {
    return this.#nanoseconds.count;
  }

  /** The longest time, exact; null when there is none. */
  get maxMs(): number | null {
    return this.count === 0 ? null : this.#maxMs;
  }

  /** Adds one time in milliseconds; one below a nanosecond counts as a nanosecond. */
  record(ms: number): void {
    this.#nanoseconds.record(Math.max(1, Math.round(ms * nsPerMs)));
    this.#maxMs = Math.max(this.#maxMs, ms);
  }

  /**
   * Returns the nearest-rank percentile in milliseconds, at most 0.1% above the exact one: the smallest recorded time such
   * that `percent` per cent (above 0, up to 100) of all are not above it. null when nothing was recorded. Throws a
   * RangeError for another `percent`.
   */
  percentileMs(percent: number): number | null {
    const { count } = this;
    if (count === 0) return null;
    // The histogram rounds to the nearest rank; asked for the share of the rank that is meant, it cannot err.
    const rank = Math.ceil((percent * count) / 100);
    return Math.min(this.#maxMs, this.#nanoseconds.percentile((rank / count) * 100) / nsPerMs);
  }
}
