/** `array[*]` with its inline FILTER, LIMIT and RETURN (aql/operators, "Array operators"). */
import type { ArangoValue } from '../values.js';
import type { Expansion, Expression } from './ast.js';
import { toBool, toInteger } from './casts.js';
import type { Compilation, Compiled, Row } from './compilation.js';
import { flattened } from './lists.js';

/** The result is an array, an empty one where the operand is no array. */
export function compileExpansion(
  { of, levels, filter, limit, projection }: Expansion,
  compilation: Compilation,
  compiled: (part: Expression) => Compiled,
): Compiled {
  const source = compiled(of);
  return compilation.withCurrent((slot) => {
    const condition = filter === null ? null : compiled(filter);
    const skip = limit?.skip == null ? null : compiled(limit.skip);
    const count = limit === null ? null : compiled(limit.count);
    const result = compiled(projection);
    const evaluate = (row: Row): readonly ArangoValue[] => {
      const inner = [...row];
      const rowOf = (value: ArangoValue): Row => {
        inner[slot] = value;
        return inner;
      };
      const kept = flattened(source.evaluate(row), levels - 1).filter(
        (value) => condition === null || toBool(condition.evaluate(rowOf(value))),
      );
      const start = skip === null ? 0 : toInteger(skip.evaluate(row));
      const end = count === null ? kept.length : start + toInteger(count.evaluate(row));
      return kept.slice(start, end).map((value) => result.evaluate(rowOf(value)));
    };
    const parts = [source, condition, skip, count, result].filter((part) => part !== null);
    const reads = new Set(parts.flatMap((part) => [...part.reads]).filter((each) => each !== slot));
    return { evaluate, reads, isConstant: false };
  });
}
