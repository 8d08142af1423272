/** Numbers that order what this process keeps, by time: later ones are greater, also across processes but for clock skew. */
import type { Clock } from '../../base/clock.js';

/** Numbers in one millisecond: 2^53 is reached in the year 2255. */
const inOneMs = 1000;

export class Sequences {
  #last = 0;

  constructor(private readonly clock: Clock) {}

  /** Returns a number greater than all before: the time in milliseconds times 1,000, or the last one plus 1. */
  next(): number {
    this.#last = Math.max(this.#last + 1, this.clock.now().getTime() * inOneMs);
    return this.#last;
  }
}
