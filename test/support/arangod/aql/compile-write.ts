/** INSERT, UPDATE, REPLACE and REMOVE: all rows are read and all documents computed before the first write. */
import { ArangoFault, type ArangoObject, type ArangoValue } from '../values.js';
import type { Write } from './ast.js';
import type { Compilation, Row } from './compilation.js';
import { compileExpression } from './compile-expression.js';
import type { WriteOptions, Written } from './data.js';
import { queryFault } from './faults.js';
import { writeOptionsOf } from './options.js';
import { attributeOf, isObject } from './order.js';
import type { Stage } from './stage.js';

/** What one row asks to be written. */
interface Order {
  readonly row: Row;
  readonly subject: ArangoValue;
  readonly document: ArangoValue;
}

/** Throws 1579 where the query has written to the collection before; then whatever the data throws. */
export function compileWrite(write: Write, compilation: Compilation): Stage {
  const subject = compileExpression(write.subject, compilation);
  const document = write.document === null ? subject : compileExpression(write.document, compilation);
  const options = writeOptionsOf(write.options, compilation);
  const collection = compilation.collectionName(write.collection);
  compilation.noteWrite(collection);
  const { oldSlot, newSlot } = declareOutput(write.kind, options, compilation);
  return function* written(rows) {
    const orders = Array.from(rows, (row): Order => {
      const value = subject.evaluate(row);
      return { row, subject: value, document: document === subject ? value : document.evaluate(row) };
    });
    const results = orders.map((order) =>
      attempt(options, compilation, () => carryOut(write, collection, order, options, compilation)),
    );
    for (const [at, { row }] of orders.entries()) {
      const result = results[at] ?? null;
      if (result !== null) yield withOutput(row, result, oldSlot, newSlot);
    }
  };
}

/** OLD is what was there before, NEW what is there now; each only where an operation can have it. */
function declareOutput(
  kind: Write['kind'],
  { overwriteMode }: WriteOptions,
  compilation: Compilation,
): { oldSlot: number | null; newSlot: number | null } {
  const overwrites = overwriteMode === 'update' || overwriteMode === 'replace';
  return {
    oldSlot: kind !== 'insert' || overwrites ? compilation.redeclare('OLD') : null,
    newSlot: kind !== 'remove' ? compilation.redeclare('NEW') : null,
  };
}

/** Returns the row with OLD and NEW. */
export function withOutput(row: Row, written: Written, oldSlot: number | null, newSlot: number | null): Row {
  const next = [...row];
  if (oldSlot !== null) next[oldSlot] = written.before;
  if (newSlot !== null) next[newSlot] = written.after;
  return next;
}

/** Runs a write and counts it; with ignoreErrors a refused one counts as ignored, gives null, and its row ends here. */
export function attempt(
  { ignoreErrors }: WriteOptions,
  { counters }: Compilation,
  write: () => Written,
): Written | null {
  try {
    const written = write();
    if (written.ignored === true) counters.writesIgnored += 1;
    else counters.writesExecuted += 1;
    return written.ignored === true ? { ...written, after: null } : written;
  } catch (error) {
    if (ignoreErrors !== true || !(error instanceof ArangoFault)) throw error;
    counters.writesIgnored += 1;
    return null;
  }
}

function carryOut(
  { kind }: Write,
  collection: string,
  { subject, document }: Order,
  options: WriteOptions,
  { data }: Compilation,
): Written {
  if (kind === 'insert') return data.insert(collection, asDocument(document), options);
  const key = keyOf(subject);
  if (options.ignoreRevs === false) checkRevision(subject, data.document(collection, key));
  if (kind === 'remove') return data.remove(collection, key, options);
  return kind === 'update'
    ? data.update(collection, key, asDocument(document), options)
    : data.replace(collection, key, asDocument(document), options);
}

/** Throws 1227 for a value that is no object. */
export function asDocument(value: ArangoValue): ArangoObject {
  if (isObject(value)) return value;
  throw queryFault(1227, 'invalid document type (while executing)');
}

/** Throws 1226 for a value that is neither a key nor has one. */
function keyOf(subject: ArangoValue): string {
  const key = typeof subject === 'string' ? subject : attributeOf(subject, '_key');
  if (typeof key === 'string') return key;
  throw queryFault(1226, 'missing document key (while executing)');
}

/** Throws 1200 where the subject has another revision than the stored document. */
function checkRevision(subject: ArangoValue, stored: ArangoObject | null): void {
  const revision = attributeOf(subject, '_rev');
  if (stored === null || typeof revision !== 'string' || revision === stored._rev) return;
  throw new ArangoFault(409, 1200, 'AQL: conflict, _rev values do not match (while executing)');
}
