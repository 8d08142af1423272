/** How much one call may ask for. */

/** Items in one page; the port says so. */
export const maxPage = 500;

/** Throws a RangeError when the limit is not an integer from 1 to `greatest`: the caller has to check it. */
export function requireLimit(limit: number, greatest: number): void {
  if (Number.isInteger(limit) && limit >= 1 && limit <= greatest) return;
  throw new RangeError(`A limit must be an integer from 1 to ${greatest}, but it is ${limit}`);
}
