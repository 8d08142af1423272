/** What ArangoDB demands of a document before it stores it: keys, ends of edges, and the rules of SmartGraphs. */
import type { Collection } from './collection.js';
import {
  badDocumentType,
  badEdge,
  badKey,
  noSmartAttribute,
  notDisjoint,
  shardKeyChanged,
  smartKeyNotPrefixed,
} from './errors.js';
import { identityOf, textAt } from './lookup.js';
import { isSmartEdgeKey, smartValueOfHandle } from './smart-keys.js';
import type { ArangoObject, ArangoValue } from './values.js';

/** Characters and length of a document key (docs-hugo 3.12, concepts/data-structure/documents/_index.md, "Document keys"). */
const keyPattern = /^[A-Za-z0-9_\-:.@()+,=;$!*'%]{1,254}$/;
const handlePattern = /^([^/\s]+)\/([^/]+)$/;

/** Returns the parts of a document handle; null when it is none. */
export function handleOf(value: ArangoValue | undefined): { collection: string; key: string } | null {
  const match = typeof value === 'string' ? handlePattern.exec(value) : null;
  const [, collection = '', key = ''] = match ?? [];
  return match && keyPattern.test(key) ? { collection, key } : null;
}

/** Whether the rules of SmartGraphs hold here: not on a single server, where the properties are only for show. */
function isEnforced(collection: Collection): boolean {
  return collection.properties.isSmart && collection.allShards.length > 0;
}

/**
 * Returns the key for a new document: its own, or one made from `tick`. Throws 1221 for a key that cannot be one, 1233 for
 * an edge without ends, 4001 without the smart attribute, 4003 for a key without its prefix, 4010 for an edge that joins
 * what a disjoint SmartGraph keeps apart.
 */
export function keyForNew(collection: Collection, document: ArangoObject, tick: () => string): string {
  const { _key: given } = document;
  if (given !== undefined && (typeof given !== 'string' || !keyPattern.test(given))) throw badKey();
  if (collection.isEdge) assertEnds(document);
  if (!isEnforced(collection)) return given ?? tick();
  return collection.isEdge
    ? smartEdgeKey(collection, document, given, tick)
    : smartKey(collection, document, given, tick);
}

function smartKey(
  collection: Collection,
  document: ArangoObject,
  given: string | undefined,
  tick: () => string,
): string {
  const value = document[collection.properties.smartGraphAttribute ?? ''];
  if (typeof value !== 'string') throw noSmartAttribute();
  if (given !== undefined && !given.startsWith(`${value}:`)) throw smartKeyNotPrefixed();
  return given ?? `${value}:${tick()}`;
}

function smartEdgeKey(
  collection: Collection,
  document: ArangoObject,
  given: string | undefined,
  tick: () => string,
): string {
  const from = smartValueOfHandle(document._from);
  const to = smartValueOfHandle(document._to);
  if (from === null || to === null) throw badEdge();
  if (collection.properties.isDisjoint && from !== to) throw notDisjoint();
  if (given !== undefined && !isSmartEdgeKey(given, from, to)) throw smartKeyNotPrefixed();
  return given ?? `${from}:${tick()}:${to}`;
}

/** Throws what a change of a stored document must not do: 4001, 4003, 4010, 1233, and 1469 for the shard key. */
export function assertChangeAllowed(collection: Collection, before: ArangoObject, after: ArangoObject): void {
  if (collection.isEdge) assertEnds(after);
  const key = textAt(before, '_key');
  if (isEnforced(collection)) {
    keyForNew(collection, { ...after, _key: key }, () => '');
    return;
  }
  if (collection.shards.length === 0) return;
  for (const shardKey of collection.properties.shardKeys) {
    if (shardKey === '_key') continue;
    if (identityOf(before[shardKey]) !== identityOf(after[shardKey])) throw shardKeyChanged();
  }
}

function assertEnds(document: ArangoObject): void {
  if (!handleOf(document._from) || !handleOf(document._to)) throw badEdge();
}

/** Returns the value as a document; throws 1227 when it is no object. */
export function asDocument(value: ArangoValue | undefined): ArangoObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw badDocumentType();
  return value as ArangoObject;
}
