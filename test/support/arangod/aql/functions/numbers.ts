/** Functions on numbers and dates (functions/numeric and functions/date in ArangoDB's documentation). */
import type { ArangoValue } from '../../values.js';
import { fromDouble, toDouble } from '../casts.js';
import { rangeOf } from '../lists.js';
import { compare, isArray } from '../order.js';
import { type AqlFunction, define } from './function.js';

function onNumber(apply: (value: number) => number): AqlFunction {
  return define(1, 1, (value) => fromDouble(apply(toDouble(value))));
}

/** Returns a function of the numbers of an array, nulls left out; null where something else is among them. */
function onNumbers(apply: (values: readonly number[]) => ArangoValue): AqlFunction {
  return define(1, 1, (list) => {
    const values = isArray(list) ? list.filter((each) => each !== null) : [null];
    return values.every(isNumber) ? apply(values.map(Number)) : null;
  });
}

function isNumber(value: ArangoValue): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

/** Returns a function that takes the first of an array's values in an order, nulls left out. */
function extreme(isBefore: (comparison: number) => boolean): AqlFunction {
  return define(1, 1, (list) => {
    const values = isArray(list) ? list.filter((each) => each !== null) : [];
    return values.length === 0 ? null : values.reduce((best, each) => (isBefore(compare(each, best)) ? each : best));
  });
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const average = onNumbers((values) => (values.length === 0 ? null : fromDouble(sum(values) / values.length)));

function range(from: ArangoValue, to: ArangoValue, step: ArangoValue | undefined): ArangoValue {
  if (step === undefined) return [...rangeOf(from, to)];
  const [first, last, by] = [toDouble(from), toDouble(to), toDouble(step)];
  if (by === 0 || (first < last && by < 0) || (first > last && by > 0)) return null;
  return Array.from({ length: Math.floor((last - first) / by) + 1 }, (_each, at) => first + at * by);
}

/** Milliseconds since 1970 of a number or an ISO 8601 text, UTC where it names no zone; null where it is no date. */
function timeOf(value: ArangoValue): number | null {
  const isWithoutZone = typeof value === 'string' && /\d[T ]\d{2}:\d{2}(?::[\d.]+)?$/.test(value);
  const time =
    typeof value === 'string' ? Date.parse(isWithoutZone ? `${value.replace(' ', 'T')}Z` : value) : toDouble(value);
  return Number.isNaN(time) || !(typeof value === 'string' || isNumber(value)) ? null : time;
}

export const numberFunctions: Readonly<Record<string, AqlFunction>> = {
  SUM: onNumbers((values) => fromDouble(sum(values))),
  AVERAGE: average,
  AVG: average,
  MIN: extreme((comparison) => comparison < 0),
  MAX: extreme((comparison) => comparison > 0),
  ABS: onNumber(Math.abs),
  FLOOR: onNumber(Math.floor),
  CEIL: onNumber(Math.ceil),
  // Halves go up, also below zero: ROUND(-2.5) is -2.
  ROUND: onNumber(Math.round),
  RANGE: define(2, 3, (from, to = null, step) => range(from, to, step)),
  DATE_NOW: { least: 0, most: 0, call: (_args, { compilation }) => compilation.now().getTime() },
  DATE_ISO8601: define(1, 1, (value) => {
    const time = timeOf(value);
    return time === null ? null : new Date(time).toISOString();
  }),
  DATE_TIMESTAMP: define(1, 1, timeOf),
};
