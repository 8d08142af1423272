/** Functions on objects (functions/document-object in ArangoDB's documentation). */
import type { ArangoObject, ArangoValue } from '../../values.js';
import { toBool, toText } from '../casts.js';
import { isArray, isObject } from '../order.js';
import { type AqlFunction, define, defineMany } from './function.js';

/** Returns the objects that MERGE is given, as arguments or as one array; null where one of them is none. */
function objectsOf(args: readonly ArangoValue[]): readonly ArangoObject[] | null {
  const [first = null] = args;
  const objects = args.length === 1 && isArray(first) ? first : args;
  return objects.every(isObject) ? objects : null;
}

function mergedDeeply(base: ArangoObject, patch: ArangoObject): ArangoObject {
  const merged: Record<string, ArangoValue> = { ...base };
  for (const [name, value] of Object.entries(patch)) {
    const old = merged[name] ?? null;
    merged[name] = isObject(old) && isObject(value) ? mergedDeeply(old, value) : value;
  }
  return merged;
}

/** Returns the names that KEEP and UNSET are given, as arguments or as arrays. */
function namesOf(args: readonly ArangoValue[]): ReadonlySet<ArangoValue> {
  return new Set(args.flatMap((each) => (isArray(each) ? each : [each])));
}

function select(isKept: (isNamed: boolean) => boolean): AqlFunction {
  return defineMany(2, ([object = null, ...args]) => {
    if (!isObject(object)) return null;
    const names = namesOf(args);
    return Object.fromEntries(Object.entries(object).filter(([name]) => isKept(names.has(name))));
  });
}

function entriesOf(object: ArangoObject, withoutSystem: ArangoValue): [string, ArangoValue][] {
  return Object.entries(object).filter(([name]) => !toBool(withoutSystem) || !name.startsWith('_'));
}

export const objectFunctions: Readonly<Record<string, AqlFunction>> = {
  MERGE: defineMany(1, (args) => {
    const objects = objectsOf(args);
    return objects === null ? null : (Object.assign({}, ...objects) as ArangoObject);
  }),
  MERGE_RECURSIVE: defineMany(1, (args) => objectsOf(args)?.reduce(mergedDeeply, {}) ?? null),
  UNSET: select((isNamed) => !isNamed),
  KEEP: select((isNamed) => isNamed),
  HAS: define(2, 2, (object, name = null) => isObject(object) && Object.hasOwn(object, toText(name))),
  ATTRIBUTES: define(1, 3, (object, withoutSystem = false, isSorted = false) => {
    if (!isObject(object)) return null;
    const names = entriesOf(object, withoutSystem).map(([name]) => name);
    return toBool(isSorted) ? names.sort() : names;
  }),
  VALUES: define(1, 2, (object, withoutSystem = false) =>
    isObject(object) ? entriesOf(object, withoutSystem).map(([, value]) => value) : null,
  ),
  ZIP: define(2, 2, (names, values = null) => {
    if (!isArray(names) || !isArray(values) || names.length !== values.length) return null;
    return Object.fromEntries(names.map((name, at) => [toText(name), values[at] ?? null]));
  }),
  TRANSLATE: define(2, 3, (value, lookup = null, otherwise) => {
    if (!isObject(lookup)) return null;
    return Object.hasOwn(lookup, toText(value)) ? (lookup[toText(value)] ?? null) : (otherwise ?? value);
  }),
};
