/** Arrays that operators and functions share: ranges and flattened arrays. */
import type { ArangoValue } from '../values.js';
import { toInteger } from './casts.js';
import { queryFault } from './faults.js';
import { isArray } from './order.js';

/** Longest array that a range makes (ArangoDB refuses larger ones with 32, resource limit exceeded). */
const longestRange = 10_000_000;

/** Returns the whole numbers from one bound to the other, both included, downwards too. Throws 32 for too many. */
export function* rangeOf(from: ArangoValue, to: ArangoValue): Generator<number> {
  const [first, last] = [toInteger(from), toInteger(to)];
  if (Math.abs(last - first) >= longestRange) throw queryFault(32, 'range has too many values');
  const step = first <= last ? 1 : -1;
  for (let value = first; value !== last + step; value += step) yield value;
}

/** Returns the elements of an array, with arrays among them replaced by their elements down to a depth. */
export function flattened(value: ArangoValue, depth: number): readonly ArangoValue[] {
  if (!isArray(value)) return [];
  if (depth <= 0) return value;
  return value.flatMap((each) => (isArray(each) ? flattened(each, depth - 1) : [each]));
}
