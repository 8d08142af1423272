/** Percentiles of measured times by the nearest-rank method: an answer is always a value that was really measured. */

/**
 * Returns the nearest-rank percentile: the smallest value such that at least `percent` per cent (above 0, up to 100) of
 * all values are not above it, that is the value at rank ceil(percent / 100 x n). The values must be in ascending order
 * and stay as they are. Throws a RangeError when there is no value or `percent` is out of range.
 */
export function percentile(ascending: readonly number[], percent: number): number {
  if (!(percent > 0 && percent <= 100)) {
    throw new RangeError(`The percentile is ${percent}; it must be above 0 and at most 100`);
  }
  const value = ascending[nearestRank(ascending.length, percent) - 1];
  if (value === undefined) throw new RangeError('There is no percentile of no values');
  return value;
}

/** Returns the rank (1 to `count`) that the nearest-rank method takes; 0 when `count` is 0. */
export function nearestRank(count: number, percent: number): number {
  // Whole numbers first: 0.07 * 100 is 7.000000000000001, which would be rounded up to 8.
  return Math.ceil((percent * count) / 100);
}
