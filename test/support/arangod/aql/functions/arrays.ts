/** Functions on arrays (functions/array in ArangoDB's documentation). */
import type { ArangoValue } from '../../values.js';
import { charactersOf, toArray, toBool, toInteger, toText } from '../casts.js';
import { flattened } from '../lists.js';
import { canonicalKey, compare, equals, isArray, isObject, unique } from '../order.js';
import { type AqlFunction, define, defineMany } from './function.js';

/** Returns a function that needs an array first. */
function onArray(
  least: number,
  most: number,
  apply: (list: readonly ArangoValue[], second: ArangoValue | undefined, third: ArangoValue | undefined) => ArangoValue,
): AqlFunction {
  return define(least, most, (list, second, third) => (isArray(list) ? apply(list, second, third) : null));
}

/** Returns a function of several arrays; null where one is none. */
function onArrays(apply: (lists: readonly (readonly ArangoValue[])[]) => ArangoValue): AqlFunction {
  return defineMany(2, (args) => (args.every(isArray) ? apply(args) : null));
}

const length = define(1, 1, (value) => {
  if (isArray(value)) return value.length;
  if (isObject(value)) return Object.keys(value).length;
  if (typeof value === 'boolean') return Number(value);
  return charactersOf(toText(value)).length;
});

const append = define(2, 3, (list, values = null, isUnique = false) => {
  if (values === null || (isArray(values) && values.length === 0)) return list;
  if (list === null) return toArray(values);
  if (!isArray(list)) return null;
  const all = [...list, ...(isArray(values) ? values : [values])];
  return toBool(isUnique) ? unique(all) : all;
});

/** Returns a function that adds a value at one end; null counts as the empty array. */
function adding(add: (list: readonly ArangoValue[], value: ArangoValue) => readonly ArangoValue[]): AqlFunction {
  return define(2, 3, (list, value = null, isUnique = false) => {
    if (list !== null && !isArray(list)) return null;
    const known = list ?? [];
    return toBool(isUnique) && known.some((each) => equals(each, value)) ? known : add(known, value);
  });
}

function slice(list: readonly ArangoValue[], start: ArangoValue, count?: ArangoValue): readonly ArangoValue[] {
  const begin = toInteger(start);
  const from = begin < 0 ? Math.max(0, list.length + begin) : begin;
  if (count === undefined || count === null) return list.slice(from);
  const number = toInteger(count);
  return number < 0 ? list.slice(from, number) : list.slice(from, from + number);
}

function keysOf(list: readonly ArangoValue[]): ReadonlySet<string> {
  return new Set(list.map(canonicalKey));
}

const position = onArray(2, 3, (list, search = null, wantsIndex = false) => {
  const at = list.findIndex((each) => equals(each, search));
  return toBool(wantsIndex) ? at : at !== -1;
});

const sorted = (list: readonly ArangoValue[]): readonly ArangoValue[] => list.toSorted(compare);

export const arrayFunctions: Readonly<Record<string, AqlFunction>> = {
  LENGTH: length,
  COUNT: length,
  FIRST: onArray(1, 1, (list) => list[0] ?? null),
  LAST: onArray(1, 1, (list) => list.at(-1) ?? null),
  NTH: onArray(2, 2, (list, at = null) => list[toInteger(at)] ?? null),
  APPEND: append,
  PUSH: adding((list, value) => [...list, value]),
  UNSHIFT: adding((list, value) => [value, ...list]),
  POP: onArray(1, 1, (list) => list.slice(0, -1)),
  SHIFT: onArray(1, 1, (list) => list.slice(1)),
  UNION: onArrays((lists) => lists.flat()),
  UNION_DISTINCT: onArrays((lists) => unique(lists.flat())),
  INTERSECTION: onArrays(([first = [], ...rest]) => {
    const others = rest.map(keysOf);
    return unique(first.filter((each) => others.every((keys) => keys.has(canonicalKey(each)))));
  }),
  MINUS: onArrays(([first = [], ...rest]) => {
    const taken = keysOf(rest.flat());
    return unique(first.filter((each) => !taken.has(canonicalKey(each))));
  }),
  UNIQUE: onArray(1, 1, unique),
  SORTED: onArray(1, 1, sorted),
  SORTED_UNIQUE: onArray(1, 1, (list) => sorted(unique(list))),
  COUNT_DISTINCT: onArray(1, 1, (list) => keysOf(list).size),
  COUNT_UNIQUE: onArray(1, 1, (list) => keysOf(list).size),
  SLICE: onArray(2, 3, (list, start = null, count) => slice(list, start, count)),
  REVERSE: define(1, 1, (value) => {
    if (typeof value === 'string') return charactersOf(value).toReversed().join('');
    return isArray(value) ? value.toReversed() : null;
  }),
  FLATTEN: onArray(1, 2, (list, depth = 1) => flattened(list, toInteger(depth))),
  POSITION: position,
  CONTAINS_ARRAY: position,
  REMOVE_VALUE: onArray(2, 2, (list, value = null) => list.filter((each) => !equals(each, value))),
};
