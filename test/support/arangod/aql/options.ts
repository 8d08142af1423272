/** OPTIONS of the operations: they must be constant, and a name that no operation knows is an error, not a warning. */
import type { ArangoObject, ArangoValue } from '../values.js';
import type { Options } from './ast.js';
import type { Compilation } from './compilation.js';
import { compileExpression } from './compile-expression.js';
import type { WriteOptions } from './data.js';
import { outsideSubset, queryFault } from './faults.js';
import { isObject } from './order.js';

/** Options that change how a query runs, not what it gives. */
const withoutEffect = new Set([
  'waitForSync', 'exclusive', 'refillIndexCaches', 'indexHint', 'forceIndexHint', 'disableIndex', 'maxProjections',
  'useCache', 'lookahead', 'readOwnWrites', 'method', 'parallelism',
]); // prettier-ignore

/**
 * Returns the options. Throws 1575 where they are no constant object, and 1539 for a name that is not among `known`;
 * ArangoDB only warns then, and a misspelt option would go unnoticed.
 */
export function optionsOf(options: Options, known: readonly string[], compilation: Compilation): ArangoObject {
  if (options === null) return {};
  const compiled = compileExpression(options, compilation);
  const value = compiled.reads.size === 0 ? compiled.evaluate([]) : null;
  if (!isObject(value)) throw queryFault(1575, 'query options must be readable at query compile time (while parsing)');
  const wrong = Object.keys(value).find((name) => !known.includes(name) && !withoutEffect.has(name));
  if (wrong === 'versionAttribute') throw outsideSubset('the option versionAttribute');
  if (wrong !== undefined) throw queryFault(1539, `unknown/invalid OPTIONS attribute used: ${wrong} (while parsing)`);
  return value;
}

const writeOptions = ['overwriteMode', 'overwrite', 'keepNull', 'mergeObjects', 'ignoreErrors', 'ignoreRevs'];

/** Returns the options of a write; the deprecated `overwrite: true` is overwriteMode 'replace'. */
export function writeOptionsOf(options: Options, compilation: Compilation): WriteOptions {
  const { overwrite, overwriteMode, ...rest } = optionsOf(options, writeOptions, compilation);
  const mode = overwriteMode ?? (overwrite === true ? 'replace' : null);
  if (mode === null) return rest;
  if (!isOverwriteMode(mode)) {
    throw queryFault(1539, 'unknown/invalid OPTIONS attribute used: overwriteMode (while parsing)');
  }
  return { ...rest, overwriteMode: mode };
}

function isOverwriteMode(mode: ArangoValue): mode is 'ignore' | 'replace' | 'update' | 'conflict' {
  return mode === 'ignore' || mode === 'replace' || mode === 'update' || mode === 'conflict';
}
