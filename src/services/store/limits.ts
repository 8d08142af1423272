/** What one call may ask for: how much, and from where on. */
import { InvalidCursorError } from '../errors/errors.js';

/** Items in one page; the port says so. */
export const maxPage = 500;

/** Throws a RangeError when the limit is not an integer from 1 to `greatest`: the caller has to check it. */
export function requireLimit(limit: number, greatest: number): void {
  if (Number.isInteger(limit) && limit >= 1 && limit <= greatest) return;
  throw new RangeError(`A limit must be an integer from 1 to ${greatest}, but it is ${limit}`);
}

/** Returns the parts of a position that was given out as a JSON list. Throws an InvalidCursorError for any other text. */
export function partsOfPosition(text: string): readonly unknown[] {
  try {
    const parts: unknown = JSON.parse(text);
    if (Array.isArray(parts)) return parts;
  } catch {
    // Told below, as any other text that no page gave out.
  }
  throw new InvalidCursorError();
}
