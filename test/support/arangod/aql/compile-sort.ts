/** SORT and LIMIT. */
import type { ArangoValue } from '../values.js';
import type { Limit, SortKey } from './ast.js';
import { toInteger } from './casts.js';
import type { Compilation, Compiled, Counters, Row } from './compilation.js';
import { compileExpression } from './compile-expression.js';
import { queryFault } from './faults.js';
import { compare } from './order.js';
import type { Stage } from './stage.js';

/** Rows of equal keys keep their order here; ArangoDB promises none. */
export function compileSort(keys: readonly SortKey[], compilation: Compilation): Stage {
  const compiled = keys.map(({ value, isDescending }) => ({
    ...compileExpression(value, compilation),
    sign: isDescending ? -1 : 1,
  }));
  const byKeys = (left: readonly ArangoValue[], right: readonly ArangoValue[]): number => {
    for (const [at, { sign }] of compiled.entries()) {
      const result = compare(left[at] ?? null, right[at] ?? null);
      if (result !== 0) return result * sign;
    }
    return 0;
  };
  return function* sorted(rows) {
    const all = Array.from(rows, (row) => ({ row, values: compiled.map(({ evaluate }) => evaluate(row)) }));
    all.sort((left, right) => byKeys(left.values, right.values));
    for (const { row } of all) yield row;
  };
}

/** Throws 1504 for a negative number, 1501 for one that depends on a row. */
export function compileLimit({ skip, count }: Limit, compilation: Compilation, isCounted: boolean): Stage {
  const compiledSkip = skip === null ? null : compileExpression(skip, compilation);
  const compiledCount = compileExpression(count, compilation);
  return (rows) => {
    const first = compiledSkip === null ? 0 : numberOf(compiledSkip);
    return limited(rows, first, first + numberOf(compiledCount), isCounted ? compilation.counters : null);
  };
}

function numberOf({ evaluate, isConstant }: Compiled): number {
  const value = isConstant ? evaluate([]) : undefined;
  // LIMIT n, null takes all that is left.
  if (value === null) return Infinity;
  const number = typeof value === 'number' ? toInteger(value) : -1;
  if (number < 0) throw queryFault(1504, 'LIMIT needs numbers of at least 0 that no row changes: number out of range');
  return number;
}

/** Stops asking for rows as soon as it can, but where it counts them all; asks for one at least, so that writes happen. */
function* limited(rows: Iterable<Row>, first: number, end: number, counters: Counters | null): Generator<Row> {
  let seen = 0;
  for (const row of rows) {
    if (seen >= first && seen < end) yield row;
    seen += 1;
    if (seen >= end && counters === null) return;
  }
  if (counters !== null) counters.fullCount = seen;
}
