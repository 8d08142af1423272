/** FOR over a collection, a range or an array; equality filters that follow it look documents up instead of scanning. */
import type { ArangoObject, ArangoValue } from '../values.js';
import type { Expression, For, Statement } from './ast.js';
import type { Compilation, Compiled, Row } from './compilation.js';
import { compileExpression } from './compile-expression.js';
import { queryFault } from './faults.js';
import { identifierOf } from './functions/documents.js';
import { rangeOf } from './lists.js';
import { optionsOf } from './options.js';
import { isArray, unique } from './order.js';
import { type Stage, withSlot } from './stage.js';

/** `variable.attribute == value` or `variable.attribute IN values`, with a value that the loop does not change. */
interface Lookup {
  readonly attribute: string;
  readonly value: Compiled;
  readonly isList: boolean;
}

/** The best lookup is the one by the most selective attribute that is known to be one. */
const preference = ['_key', '_id', '_from', '_to'];

/** Compiles a loop; `following` are the operations after it, whose filters it may use (they still run). */
export function compileFor(loop: For, following: readonly Statement[], compilation: Compilation): Stage {
  optionsOf(loop.options, [], compilation);
  const isCollection = compilation.isCollection(loop.source);
  const valuesOf = isCollection ? null : compileValues(loop.source, compilation);
  compilation.openLoop();
  const slot = compilation.declare(loop.variable);
  if (valuesOf !== null) return looping(slot, valuesOf);
  const name = compilation.isCollection(loop.source) ? loop.source : null;
  if (name === null) throw queryFault(1501, 'a loop needs something to loop over');
  const collection = compilation.collectionName(name);
  compilation.noteRead(collection);
  const lookup = bestLookup(loop.variable, slot, following, compilation);
  return looping(slot, (row) => counted(found(collection, lookup, row, compilation), compilation));
}

function looping(slot: number, valuesOf: (row: Row) => Iterable<ArangoValue>): Stage {
  return function* loop(rows) {
    for (const row of rows) for (const value of valuesOf(row)) yield withSlot(row, slot, value);
  };
}

function* counted(documents: Iterable<ArangoObject>, { counters }: Compilation): Generator<ArangoObject> {
  for (const document of documents) {
    counters.scanned += 1;
    yield document;
  }
}

function compileValues(source: Expression, compilation: Compilation): (row: Row) => Iterable<ArangoValue> {
  if (source.kind === 'binary' && source.operator === '..') {
    const from = compileExpression(source.left, compilation);
    const to = compileExpression(source.right, compilation);
    return (row) => rangeOf(from.evaluate(row), to.evaluate(row));
  }
  const list = compileExpression(source, compilation);
  return (row) => {
    const value = list.evaluate(row);
    if (isArray(value)) return value;
    const type = value === null ? 'null' : typeof value;
    const problem = `collection or array expected as operand to FOR loop; you provided a value of type '${type}'`;
    throw queryFault(1563, `${problem} (while executing)`);
  };
}

function bestLookup(
  variable: string,
  slot: number,
  following: readonly Statement[],
  compilation: Compilation,
): Lookup | null {
  const end = following.findIndex(({ kind }) => kind !== 'filter');
  const filters = end === -1 ? following : following.slice(0, end);
  const conditions = filters.flatMap((each) => (each.kind === 'filter' ? conjuncts(each.condition) : []));
  const lookups = conditions.flatMap((condition) => lookupOf(condition, variable, slot, compilation) ?? []);
  const preferred = preference.map((name) => lookups.find(({ attribute }) => attribute === name));
  return preferred.find((each) => each !== undefined) ?? lookups.find(({ isList }) => !isList) ?? lookups[0] ?? null;
}

function conjuncts(condition: Expression): readonly Expression[] {
  if (condition.kind !== 'binary' || condition.operator !== 'AND') return [condition];
  return [...conjuncts(condition.left), ...conjuncts(condition.right)];
}

function lookupOf(condition: Expression, variable: string, slot: number, compilation: Compilation): Lookup | null {
  if (condition.kind !== 'binary' || (condition.operator !== '==' && condition.operator !== 'IN')) return null;
  const isList = condition.operator === 'IN';
  const sides: (readonly [Expression, Expression])[] = [[condition.left, condition.right]];
  if (!isList) sides.push([condition.right, condition.left]);
  for (const [side, other] of sides) {
    if (side.kind !== 'attribute' || side.of.kind !== 'name' || side.of.name !== variable) continue;
    // A subquery would be compiled twice, with its variables and its writes; such a filter scans.
    if (holdsSubquery(other)) continue;
    const value = compileExpression(other, compilation);
    if ([...value.reads].every((each) => each < slot)) return { attribute: side.name, value, isList };
  }
  return null;
}

function holdsSubquery(expression: Expression): boolean {
  return JSON.stringify(expression, (_name, value: unknown) => (typeof value === 'bigint' ? 0 : value)).includes(
    '"kind":"subquery"',
  );
}

function* found(collection: string, lookup: Lookup | null, row: Row, { data }: Compilation): Generator<ArangoObject> {
  const wanted = lookup?.value.evaluate(row) ?? null;
  const values = lookup?.isList === true ? wanted : [wanted];
  if (lookup === null || !isArray(values) || !values.every(isScalar)) {
    yield* data.documents(collection);
    return;
  }
  for (const value of unique(values)) {
    if (lookup.attribute !== '_key' && lookup.attribute !== '_id') {
      yield* data.documentsWhere(collection, lookup.attribute, value);
      continue;
    }
    const key = lookup.attribute === '_key' ? value : keyIn(collection, value);
    const document = typeof key === 'string' ? data.document(collection, key) : null;
    if (document !== null) yield document;
  }
}

/** null equals a missing attribute too, and arrays and objects have their own equality: those filters scan. */
function isScalar(value: ArangoValue): boolean {
  return typeof value !== 'object';
}

function keyIn(collection: string, id: ArangoValue): string | null {
  const identifier = typeof id === 'string' ? identifierOf(id) : null;
  return identifier?.collection === collection ? identifier.key : null;
}
