/** Documents in memory for the tests of the evaluator: a few collections, no shards, no rules of a SmartGraph. */
import { ArangoFault, type ArangoObject, type ArangoValue } from '../values.js';
import type { AqlData, WriteOptions, Written } from './data.js';
import { attributeOf, equals, isObject } from './order.js';
import { runAql } from './run.js';

type Collections = Readonly<Record<string, readonly ArangoObject[]>>;
type Graphs = Readonly<Record<string, ReturnType<AqlData['graph']>>>;

/** What the evaluator asked of the data, to tell a look-up from a scan. */
export interface Asked {
  scans: number;
  lookups: string[];
}

/** Collections by name, each document with its `_key`; `_id` and `_rev` are added. */
export class MemoryData implements AqlData {
  readonly asked: Asked = { scans: 0, lookups: [] };
  private readonly stored = new Map<string, Map<string, ArangoObject>>();
  private revision = 0;

  constructor(
    collections: Collections,
    private readonly graphs: Graphs = {},
  ) {
    for (const [name, documents] of Object.entries(collections)) {
      this.stored.set(name, new Map());
      for (const document of documents) this.insert(name, document, {});
    }
  }

  documents(collection: string): Iterable<ArangoObject> {
    this.asked.scans += 1;
    return this.of(collection).values();
  }

  *documentsWhere(collection: string, attribute: string, value: ArangoValue): Iterable<ArangoObject> {
    this.asked.lookups.push(`${collection}.${attribute}`);
    for (const document of this.of(collection).values()) {
      if (equals(attributeOf(document, attribute), value)) yield document;
    }
  }

  document(collection: string, key: string): ArangoObject | null {
    this.asked.lookups.push(`${collection}/${key}`);
    return this.of(collection).get(key) ?? null;
  }

  count(collection: string): number {
    return this.of(collection).size;
  }

  graph(name: string): ReturnType<AqlData['graph']> {
    const graph = this.graphs[name];
    if (graph === undefined) throw new ArangoFault(404, 1924, `graph '${name}' not found`);
    return graph;
  }

  insert(collection: string, document: ArangoObject, { overwriteMode }: WriteOptions): Written {
    const key = typeof document._key === 'string' ? document._key : String(this.revision + 1000);
    const before = this.of(collection).get(key) ?? null;
    if (before === null) return this.put(collection, key, null, document);
    if (overwriteMode === 'ignore') return { before, after: before, ignored: true };
    if (overwriteMode === 'replace') return this.put(collection, key, before, document);
    if (overwriteMode === 'update') return this.put(collection, key, before, { ...before, ...document });
    throw new ArangoFault(409, 1210, 'unique constraint violated');
  }

  update(collection: string, key: string, patch: ArangoObject, { keepNull, mergeObjects }: WriteOptions): Written {
    const before = this.existing(collection, key);
    const after: Record<string, ArangoValue> = { ...before };
    for (const [name, value] of Object.entries(patch)) {
      const old = before[name] ?? null;
      after[name] = mergeObjects !== false && isObject(old) && isObject(value) ? { ...old, ...value } : value;
    }
    const isKept = ([, value]: [string, ArangoValue]): boolean => keepNull !== false || value !== null;
    return this.put(collection, key, before, Object.fromEntries(Object.entries(after).filter(isKept)));
  }

  replace(collection: string, key: string, document: ArangoObject): Written {
    return this.put(collection, key, this.existing(collection, key), document);
  }

  remove(collection: string, key: string): Written {
    const before = this.existing(collection, key);
    this.of(collection).delete(key);
    return { before, after: null };
  }

  private put(collection: string, key: string, before: ArangoObject | null, document: ArangoObject): Written {
    this.revision += 1;
    const after = { ...document, _key: key, _id: `${collection}/${key}`, _rev: `r${this.revision}` };
    this.of(collection).set(key, after);
    return { before, after };
  }

  private existing(collection: string, key: string): ArangoObject {
    const document = this.of(collection).get(key);
    if (document === undefined) throw new ArangoFault(404, 1202, 'document not found');
    return document;
  }

  private of(collection: string): Map<string, ArangoObject> {
    const documents = this.stored.get(collection);
    if (documents === undefined) throw new ArangoFault(404, 1203, `collection or view not found: ${collection}`);
    return documents;
  }
}

/** 2026-01-02T03:04:05.678Z, for every query of the tests. */
export const testNow = (): Date => new Date(Date.UTC(2026, 0, 2, 3, 4, 5, 678));

/** Returns the rows of a query. */
export function rowsOf(
  query: string,
  binds: ArangoObject = {},
  data: AqlData = new MemoryData({}),
): readonly ArangoValue[] {
  return runAql(query, binds, data, { fullCount: false, now: testNow }).result;
}

/** Returns the value of an expression. */
export function valueOf(expression: string, binds: ArangoObject = {}): ArangoValue {
  return rowsOf(`RETURN ${expression}`, binds)[0] ?? null;
}

/** Returns the errorNum of the fault that a query ends in, null where it ends well. */
export function errorOf(query: string, binds: ArangoObject = {}, data: AqlData = new MemoryData({})): number | null {
  try {
    rowsOf(query, binds, data);
    return null;
  } catch (error) {
    if (error instanceof ArangoFault) return error.errorNum;
    throw error;
  }
}
