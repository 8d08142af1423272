/** Results that are there at once where they are in memory, and come later where they have to be fetched. */

/** A value, or a promise of it: `await` takes both, and a caller in a hurry looks which one it has. */
export type MaybePromise<T> = T | Promise<T>;

/** Returns what `next` makes of the value: at once when it is there, else as a promise. */
export function whenThere<T, R>(value: MaybePromise<T>, next: (value: T) => MaybePromise<R>): MaybePromise<R> {
  return value instanceof Promise ? value.then(next) : next(value);
}
