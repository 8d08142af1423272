/**
 * The total order of values in AQL (fundamentals/type-and-value-order). Strings follow the collation of the server's
 * default language en_US, as ArangoDB sets ICU up: upper case first, ties broken by code point. So "a" < "B", and code
 * that relies on the order of code points is caught.
 */
import type { ArangoObject, ArangoValue } from '../values.js';

const collator = new Intl.Collator('en-US', { caseFirst: 'upper', sensitivity: 'variant' });

/** null < bool < number < string < array < object. */
function rankOf(value: ArangoValue): number {
  if (value === null) return 0;
  if (typeof value === 'boolean') return 1;
  if (typeof value === 'number' || typeof value === 'bigint') return 2;
  if (typeof value === 'string') return 3;
  return isArray(value) ? 4 : 5;
}

export function isArray(value: ArangoValue): value is readonly ArangoValue[] {
  return Array.isArray(value);
}

export function isObject(value: ArangoValue): value is ArangoObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns a negative number, zero or a positive number, for `left` below, equal to or above `right`. */
export function compare(left: ArangoValue, right: ArangoValue): number {
  if (left === right) return 0;
  const byType = rankOf(left) - rankOf(right);
  if (byType !== 0) return byType;
  if (typeof left === 'string' && typeof right === 'string') return compareStrings(left, right);
  if (isArray(left) && isArray(right)) return compareArrays(left, right);
  if (isObject(left) && isObject(right)) return compareObjects(left, right);
  if (left === null || right === null || left === right) return 0;
  // Numbers and bigints compare by their exact values, false and true as 0 and 1.
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Returns whether AQL holds two values for equal: of the same type and equal in every member. */
export function equals(left: ArangoValue, right: ArangoValue): boolean {
  // Strings are equal only code unit by code unit; asking the collator takes far longer.
  if (typeof left === 'string' && typeof right === 'string') return left === right;
  return compare(left, right) === 0;
}

/** From this length on a list is indexed: lists of bind parameters are asked again for every row. */
const longList = 16;
const keysOfLists = new WeakMap<readonly ArangoValue[], ReadonlySet<string>>();

/** Returns whether a value is in a list, which must not change afterwards. */
export function contains(list: readonly ArangoValue[], value: ArangoValue): boolean {
  if (list.length < longList) return list.some((each) => equals(each, value));
  const keys = keysOfLists.get(list) ?? new Set(list.map(canonicalKey));
  keysOfLists.set(list, keys);
  return keys.has(canonicalKey(value));
}

function compareStrings(left: string, right: string): number {
  return collator.compare(left, right) || (left < right ? -1 : 1);
}

/** An array that ends counts as one that goes on with null. */
function compareArrays(left: readonly ArangoValue[], right: readonly ArangoValue[]): number {
  const length = Math.max(left.length, right.length);
  for (let at = 0; at < length; at += 1) {
    const result = compare(left[at] ?? null, right[at] ?? null);
    if (result !== 0) return result;
  }
  return 0;
}

/** By all attribute names of both in order; a missing one counts as null. */
function compareObjects(left: ArangoObject, right: ArangoObject): number {
  const names = [...new Set([...Object.keys(left), ...Object.keys(right)])].sort();
  for (const name of names) {
    const result = compare(attributeOf(left, name), attributeOf(right, name));
    if (result !== 0) return result;
  }
  return 0;
}

/** Returns an attribute, null where there is none or where the value is no object. */
export function attributeOf(value: ArangoValue, name: string): ArangoValue {
  return isObject(value) && Object.hasOwn(value, name) ? (value[name] ?? null) : null;
}

/** Returns a text that two values share exactly when they are equal: what to group and deduplicate by. */
export function canonicalKey(value: ArangoValue): string {
  if (isArray(value)) {
    const last = value.findLastIndex((each) => each !== null);
    return `[${value.slice(0, last + 1).map(canonicalKey).join(',')}]`; // prettier-ignore
  }
  if (isObject(value)) {
    const names = Object.keys(value).filter((name) => value[name] !== null);
    return `{${names.sort().map((name) => `${JSON.stringify(name)}:${canonicalKey(attributeOf(value, name))}`).join(',')}}`; // prettier-ignore
  }
  if (typeof value === 'string') return JSON.stringify(value);
  // A double above 2^53 that is a whole number equals the integer of the same value.
  return typeof value === 'number' && Number.isInteger(value) ? String(BigInt(value)) : String(value);
}

/** Returns the values without those that equal an earlier one. */
export function unique(values: Iterable<ArangoValue>): readonly ArangoValue[] {
  const firsts = new Map<string, ArangoValue>();
  for (const value of values) {
    const key = canonicalKey(value);
    if (!firsts.has(key)) firsts.set(key, value);
  }
  return [...firsts.values()];
}
