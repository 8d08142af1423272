/** Long calculations as generators that pause now and then: run in one go, or so that other work gets in between. */

/** A calculation that pauses after each few milliseconds of work. */
export type Paused<T> = Generator<void, T, void>;

/** Returns the result, without any pause. */
export function inOneGo<T>(work: Paused<T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** Resolves with the result; other work comes in at each pause. */
export async function inTurns<T>(work: Paused<T>): Promise<T> {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    await nextTurn();
  }
}

/** Lets other work in. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
