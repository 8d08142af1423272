/** Checks and casts of types (functions/type-check-and-cast and functions/miscellaneous in ArangoDB's documentation). */
import type { ArangoValue } from '../../values.js';
import { toArray, toBool, toNumber, toText } from '../casts.js';
import { isArray, isObject } from '../order.js';
import { type AqlFunction, define, defineMany } from './function.js';

function check(is: (value: ArangoValue) => boolean): AqlFunction {
  return define(1, 1, is);
}

export const typeFunctions: Readonly<Record<string, AqlFunction>> = {
  TO_STRING: define(1, 1, toText),
  TO_NUMBER: define(1, 1, toNumber),
  TO_BOOL: define(1, 1, toBool),
  TO_ARRAY: define(1, 1, toArray),
  NOT_NULL: defineMany(1, (args) => args.find((each) => each !== null) ?? null),
  FIRST_LIST: defineMany(1, (args) => args.find(isArray) ?? null),
  FIRST_DOCUMENT: defineMany(1, (args) => args.find(isObject) ?? null),
  IS_NULL: check((value) => value === null),
  IS_BOOL: check((value) => typeof value === 'boolean'),
  IS_NUMBER: check((value) => typeof value === 'number' || typeof value === 'bigint'),
  IS_STRING: check((value) => typeof value === 'string'),
  IS_ARRAY: check(isArray),
  IS_LIST: check(isArray),
  IS_OBJECT: check(isObject),
  IS_DOCUMENT: check(isObject),
};
