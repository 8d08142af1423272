/** Checked reads of lists and numeric arrays: an index out of range is a bug and must not turn into NaN unseen. */

/** Returns the entry at `index`; throws a RangeError when there is none. */
export function at<T>(list: readonly T[], index: number): T {
  const value = list[index];
  if (value === undefined) throw new RangeError(`There is no entry ${index} in a list of ${list.length}`);
  return value;
}

// One function per array type keeps every call site monomorphic, which the planner's inner loop depends on.

/** Returns the number at `index`; throws a RangeError when there is none. */
export function float(list: Float64Array, index: number): number {
  const value = list[index];
  if (value === undefined) throw new RangeError(`There is no entry ${index} in ${list.length} numbers`);
  return value;
}

/** Returns the integer at `index`; throws a RangeError when there is none. */
export function int(list: Int32Array, index: number): number {
  const value = list[index];
  if (value === undefined) throw new RangeError(`There is no entry ${index} in ${list.length} integers`);
  return value;
}
