/** What a function of AQL is. A wrong type of argument gives null, as ArangoDB does beside its warning. */
import type { ArangoValue } from '../../values.js';
import type { Compilation } from '../compilation.js';

export interface FunctionContext {
  readonly compilation: Compilation;
}

export interface AqlFunction {
  /** Numbers of arguments that it takes. */
  readonly least: number;
  readonly most: number;
  readonly call: (args: readonly ArangoValue[], context: FunctionContext) => ArangoValue;
}

/** As many arguments as anybody wants. */
export const any = 1000;

/** Returns a function of up to three arguments; the missing ones are undefined. */
export function define(
  least: number,
  most: number,
  apply: (first: ArangoValue, second: ArangoValue | undefined, third: ArangoValue | undefined) => ArangoValue,
): AqlFunction {
  return { least, most, call: ([first = null, second, third]) => apply(first, second, third) };
}

/** Returns a function of any number of arguments. */
export function defineMany(least: number, apply: (args: readonly ArangoValue[]) => ArangoValue): AqlFunction {
  return { least, most: any, call: apply };
}
