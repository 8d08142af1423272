/** What a query sees of a database, and what running it gives: the border between the evaluator of AQL and the double. */
import type { ArangoObject, ArangoValue } from '../values.js';

/** Options of a write, under the names that AQL and the HTTP interface share. */
export interface WriteOptions {
  readonly overwriteMode?: 'ignore' | 'replace' | 'update' | 'conflict';
  readonly keepNull?: boolean;
  readonly mergeObjects?: boolean;
  readonly ignoreErrors?: boolean;
  readonly ignoreRevs?: boolean;
}

/** What a write leaves: `before` null where there was none, `after` null where it was removed. */
export interface Written {
  readonly before: ArangoObject | null;
  readonly after: ArangoObject | null;
  readonly ignored?: boolean;
}

/**
 * The documents of one database, as AQL sees them. Every function throws an ArangoFault with ArangoDB's number (1203
 * unknown collection, 1202 unknown document, 1210 unique constraint, 1200 conflict, 1221 bad key, 4001/4003 smart
 * attribute ...).
 */
export interface AqlData {
  /** In insertion order; documents with _key, _id, _rev (and _from, _to). */
  documents(collection: string): Iterable<ArangoObject>;
  /** Documents whose attribute equals the value; a chance for an index, may scan. */
  documentsWhere(collection: string, attribute: string, value: ArangoValue): Iterable<ArangoObject>;
  document(collection: string, key: string): ArangoObject | null;
  count(collection: string): number;
  /** Edge collections and vertex collections of a named graph; throws 1924. */
  graph(name: string): { readonly edgeCollections: readonly string[]; readonly vertexCollections: readonly string[] };
  insert(collection: string, document: ArangoObject, options: WriteOptions): Written;
  update(collection: string, key: string, patch: ArangoObject, options: WriteOptions): Written;
  replace(collection: string, key: string, document: ArangoObject, options: WriteOptions): Written;
  remove(collection: string, key: string, options: WriteOptions): Written;
}

/** What a query gives: its rows, and counts of documents. */
export interface AqlResult {
  readonly result: readonly ArangoValue[];
  readonly writesExecuted: number;
  readonly writesIgnored: number;
  /** Documents that the query looked at. */
  readonly scanned: number;
  /** Rows before the last LIMIT of the outermost query, when asked for. */
  readonly fullCount: number | null;
  /** Names in alphabetical order, also of collections that turned out to be empty. */
  readonly collectionsRead: readonly string[];
  readonly collectionsWritten: readonly string[];
}

/**
 * Parses and evaluates; throws ArangoFault 1501 for a syntax error or anything outside the subset (named in the message),
 * 1551/1552 for missing/superfluous bind parameters.
 */
export type RunAql = (
  query: string,
  bindVars: ArangoObject,
  data: AqlData,
  options: { readonly fullCount: boolean; readonly now: () => Date },
) => AqlResult;
