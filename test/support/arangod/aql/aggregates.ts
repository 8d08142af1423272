/** The functions of COLLECT ... AGGREGATE, which take one value after the other. */
import type { ArangoValue } from '../values.js';
import { fromDouble } from './casts.js';
import { compare, unique } from './order.js';

export interface Aggregator {
  readonly add: (value: ArangoValue) => void;
  readonly result: () => ArangoValue;
}

const aggregators: Readonly<Record<string, () => Aggregator>> = {
  COUNT: counting,
  LENGTH: counting,
  SUM: () => summing((sum) => fromDouble(sum)),
  AVERAGE: () => summing((sum, count) => (count === 0 ? null : fromDouble(sum / count))),
  AVG: () => summing((sum, count) => (count === 0 ? null : fromDouble(sum / count))),
  MIN: () => extreme((comparison) => comparison < 0),
  MAX: () => extreme((comparison) => comparison > 0),
  UNIQUE: () => listing(unique),
  SORTED_UNIQUE: () => listing((values) => unique(values).toSorted(compare)),
  COUNT_DISTINCT: () => listing((values) => unique(values).length),
  COUNT_UNIQUE: () => listing((values) => unique(values).length),
  PUSH: () => listing((values) => values),
};

/** Returns what makes an aggregator of a function's name; null where it is none (or none of the subset). */
export function aggregatorOf(name: string): (() => Aggregator) | null {
  return Object.hasOwn(aggregators, name) ? (aggregators[name] ?? null) : null;
}

function counting(): Aggregator {
  let count = 0;
  return { add: () => (count += 1), result: () => count };
}

/** Nulls are left out; any other value that is no number makes the result null. */
function summing(result: (sum: number, count: number) => ArangoValue): Aggregator {
  let sum = 0;
  let count = 0;
  let isValid = true;
  return {
    add: (value) => {
      if (value === null) return;
      if (typeof value !== 'number' && typeof value !== 'bigint') isValid = false;
      sum += Number(value);
      count += 1;
    },
    result: () => (isValid ? result(sum, count) : null),
  };
}

function extreme(isBefore: (comparison: number) => boolean): Aggregator {
  let best: ArangoValue = null;
  return {
    add: (value) => {
      if (value !== null && (best === null || isBefore(compare(value, best)))) best = value;
    },
    result: () => best,
  };
}

function listing(result: (values: readonly ArangoValue[]) => ArangoValue): Aggregator {
  const values: ArangoValue[] = [];
  return { add: (value) => values.push(value), result: () => result(values) };
}
