/** UPSERT: looks for one document, inserts one where there is none, else updates or replaces it. Sees its own writes. */
import type { ArangoObject, ArangoValue } from '../values.js';
import type { Upsert } from './ast.js';
import { toBool, toText } from './casts.js';
import type { Compilation, Row } from './compilation.js';
import { compileExpression } from './compile-expression.js';
import { asDocument, attempt, withOutput } from './compile-write.js';
import { parseFault, queryFault } from './faults.js';
import { writeOptionsOf } from './options.js';
import { attributeOf, equals } from './order.js';
import { type Stage, withSlot } from './stage.js';

/** Throws 1501 for an example that is no object literal with plain names, 1579 for a second write to the collection. */
export function compileUpsert(upsert: Upsert, compilation: Compilation): Stage {
  const collection = compilation.collectionName(upsert.collection);
  const find = compileLookup(upsert, collection, compilation);
  const insert = compileExpression(upsert.insert, compilation);
  const oldSlot = compilation.redeclare('OLD');
  const change = compileExpression(upsert.change, compilation);
  const options = writeOptionsOf(upsert.options, compilation);
  compilation.noteRead(collection);
  compilation.noteWrite(collection);
  const newSlot = compilation.redeclare('NEW');
  return function* upserted(rows) {
    const done: Row[] = [];
    for (const row of Array.from(rows)) {
      const old = find(row);
      const result = attempt(options, compilation, () => {
        if (old === null) return compilation.data.insert(collection, asDocument(insert.evaluate(row)), options);
        const document = asDocument(change.evaluate(withSlot(row, oldSlot, old)));
        return compilation.data[upsert.changeKind](collection, toText(old._key ?? null), document, options);
      });
      if (result !== null) done.push(withOutput(row, result, oldSlot, newSlot));
    }
    yield* done;
  };
}

function compileLookup(
  { lookup }: Upsert,
  collection: string,
  compilation: Compilation,
): (row: Row) => ArangoObject | null {
  if ('condition' in lookup) {
    return compilation.withCurrent((slot) => {
      const { evaluate } = compileExpression(lookup.condition, compilation);
      const matches = (row: Row) => (document: ArangoObject) => toBool(evaluate(withSlot(row, slot, document)));
      return (row) => first(compilation.data.documents(collection), matches(row), compilation);
    });
  }
  const example = compileExample(lookup.example, compilation);
  return (row) => {
    const wanted = example.map(({ name, evaluate }) => ({ name, value: evaluate(row) }));
    const matches = (document: ArangoObject): boolean =>
      wanted.every(({ name, value }) => equals(attributeOf(document, name), value));
    return first(candidates(collection, wanted, compilation), matches, compilation);
  };
}

interface Wanted {
  readonly name: string;
  readonly value: ArangoValue;
}

/** Documents that the example can match: by the key if it names it, else by the first attribute that can be looked up. */
function candidates(collection: string, wanted: readonly Wanted[], { data }: Compilation): Iterable<ArangoObject> {
  const key = wanted.find(({ name }) => name === '_key')?.value;
  if (typeof key === 'string') return [data.document(collection, key)].filter((each) => each !== null);
  const scalar = wanted.find(({ value }) => value !== null && typeof value !== 'object');
  return scalar === undefined ? data.documents(collection) : data.documentsWhere(collection, scalar.name, scalar.value);
}

function first(
  documents: Iterable<ArangoObject>,
  matches: (document: ArangoObject) => boolean,
  { counters }: Compilation,
): ArangoObject | null {
  for (const document of documents) {
    counters.scanned += 1;
    if (matches(document)) return document;
  }
  return null;
}

function compileExample(
  example: Extract<Upsert['lookup'], { example: unknown }>['example'],
  compilation: Compilation,
): readonly { name: string; evaluate: (row: Row) => ArangoValue }[] {
  if (example.kind === 'bind') {
    const value = compilation.bindValue(example.name);
    if (typeof value !== 'object' || value === null)
      throw queryFault(1553, `bind parameter '${example.name}' has an invalid value or type (while parsing)`);
    return Object.entries(asDocument(value)).map(([name, each]) => ({ name, evaluate: () => each }));
  }
  if (example.kind !== 'object') throw parseFault('UPSERT needs an object literal to look for');
  return example.entries.map(({ key, value }) => {
    if (key.kind !== 'literal' || typeof key.value !== 'string') {
      throw parseFault('UPSERT needs an object literal without dynamic attribute names');
    }
    return { name: key.value, evaluate: compileExpression(value, compilation).evaluate };
  });
}
