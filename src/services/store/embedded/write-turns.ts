/**
 * Whose turn it is to write. SQLite takes one writer at a time and lets a second one wait only by holding its thread,
 * so everybody waits here, first come first served.
 */

/** HERE: a transaction on this thread; THREAD: one on the writer thread, which does those that it has in a row. */
export type Side = 'HERE' | 'THREAD';

export class WriteTurns {
  readonly #waiting: { readonly side: Side; readonly start: () => void }[] = [];
  #side: Side = 'HERE';
  #taken = 0;

  /**
   * Resolves when nobody else is writing; `release` must follow. Turns of the writer thread overlap with each other:
   * it is given its next transaction before it has finished one.
   */
  take(side: Side): Promise<void> {
    return new Promise((start) => {
      this.#waiting.push({ side, start });
      this.#admit();
    });
  }

  /** Ends one turn. */
  release(): void {
    this.#taken -= 1;
    this.#admit();
  }

  /** Stops at the first who has to wait: whoever came later waits too, so nobody waits for ever. */
  #admit(): void {
    for (let next = this.#waiting[0]; next && this.#isFreeFor(next.side); next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#side = next.side;
      this.#taken += 1;
      next.start();
    }
  }

  #isFreeFor(side: Side): boolean {
    return this.#taken === 0 || (side === 'THREAD' && this.#side === 'THREAD');
  }
}
