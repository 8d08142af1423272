/** Turns a query into a pipeline of generators: rows flow one by one through its operations to RETURN. */
import type { ArangoValue } from '../values.js';
import type { Query, Statement } from './ast.js';
import { toBool } from './casts.js';
import type { Compilation, Row } from './compilation.js';
import { compileCollect } from './compile-collect.js';
import { compileExpression } from './compile-expression.js';
import { compileFor } from './compile-for.js';
import { compileLimit, compileSort } from './compile-sort.js';
import { compileTraversal } from './compile-traversal.js';
import { compileUpsert } from './compile-upsert.js';
import { compileWrite } from './compile-write.js';
import { parseFault } from './faults.js';
import { canonicalKey } from './order.js';
import type { Stage } from './stage.js';

/** Returns what runs a query or subquery, for a row of the variables around it. */
export function compileQuery(query: Query, compilation: Compilation): (row: Row) => Iterable<ArangoValue> {
  return compile(query, compilation, null);
}

/** As `compileQuery` for the outermost query; `wantsFullCount` has the last LIMIT count what it leaves out. */
export function compileMain(query: Query, compilation: Compilation, wantsFullCount: boolean): Iterable<ArangoValue> {
  const isCounted = ({ kind }: Statement): boolean => wantsFullCount && kind === 'limit';
  const counted = query.statements.findLast(isCounted) ?? null;
  return compile(query, compilation, counted)([]);
}

function compile(
  { declared, statements }: Query,
  compilation: Compilation,
  counted: Statement | null,
): (row: Row) => Iterable<ArangoValue> {
  return compilation.inQuery(() => {
    for (const each of declared) compilation.noteRead(compilation.collectionName(each));
    const last = statements.at(-1);
    const stages = statements
      .filter(({ kind }) => kind !== 'return')
      .map((statement, at) =>
        compileStatement(statement, statements.slice(at + 1), compilation, statement === counted),
      );
    const rowsOf = (row: Row): Iterable<Row> => stages.reduce<Iterable<Row>>((rows, stage) => stage(rows, row), [row]);
    // A query that ends with a write gives nothing, but its rows must run.
    if (last?.kind !== 'return') return (row) => Array.from(rowsOf(row)).slice(0, 0);
    const value = compileExpression(last.value, compilation);
    return (row) => returned(rowsOf(row), value.evaluate, last.isDistinct);
  });
}

function compileStatement(
  statement: Statement,
  following: readonly Statement[],
  compilation: Compilation,
  isCounted: boolean,
): Stage {
  switch (statement.kind) {
    case 'for':
      return compileFor(statement, following, compilation);
    case 'traversal':
      return compileTraversal(statement, compilation);
    case 'filter': {
      const { evaluate } = compileExpression(statement.condition, compilation);
      return (rows) => filtered(rows, evaluate);
    }
    case 'let': {
      const assignments = statement.assignments.map(({ name, value }) => {
        const { evaluate } = compileExpression(value, compilation);
        return { slot: compilation.declare(name), evaluate };
      });
      return (rows) => assigned(rows, assignments);
    }
    case 'sort':
      return compileSort(statement.keys, compilation);
    case 'limit':
      return compileLimit(statement.limit, compilation, isCounted);
    case 'collect':
      return compileCollect(statement, compilation);
    case 'upsert':
      return compileUpsert(statement, compilation);
    case 'return':
      throw parseFault('RETURN ends a query');
    default:
      return compileWrite(statement, compilation);
  }
}

function* filtered(rows: Iterable<Row>, condition: (row: Row) => ArangoValue): Generator<Row> {
  for (const row of rows) if (toBool(condition(row))) yield row;
}

function* assigned(
  rows: Iterable<Row>,
  assignments: readonly { slot: number; evaluate: (row: Row) => ArangoValue }[],
): Generator<Row> {
  for (const row of rows) {
    const next = [...row];
    for (const { slot, evaluate } of assignments) next[slot] = evaluate(next);
    yield next;
  }
}

function* returned(
  rows: Iterable<Row>,
  evaluate: (row: Row) => ArangoValue,
  isDistinct: boolean,
): Generator<ArangoValue> {
  const seen = new Set<string>();
  for (const row of rows) {
    const value = evaluate(row);
    const key = isDistinct ? canonicalKey(value) : '';
    if (isDistinct && seen.has(key)) continue;
    if (isDistinct) seen.add(key);
    yield value;
  }
}
