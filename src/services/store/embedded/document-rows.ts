/** From a document to its row: the few properties that documents are found by, and the body that they are read from. */
import { type AssetDocument, type AssetKind, assetKinds, nameIn, type NamingConvention } from '../../model/asset.js';
import { encodeDocument } from '../../model/document-json.js';
import { foldCase } from '../../model/fold.js';
import type { SqlValue } from './database.js';

type Fields = AssetDocument['fields'];

/** The columns that differ between rows of one kind in one shard group, in the order of their values. */
export const columnsOf = {
  EDGE: ['key', 'from_hash', 'to_hash', 'body'],
  VERTEX: ['key', 'type', 'name', 'created', 'expired', 'body'],
} as const;

export type RowForm = keyof typeof columnsOf;

const kindByCollection = new Map(
  assetKinds.flatMap((kind, index) => [
    [kind as string, index],
    [nameIn('snake_case', kind), index],
  ]),
);

const colon = ':'.charCodeAt(0);

/**
 * Adds a document's values of `columnsOf` to a list, null where it has no such property or one of another type, and
 * returns the UTF-8 bytes of its body. Throws a RangeError when it has no `_key`.
 */
export function addValues(values: SqlValue[], form: RowForm, { kind, fields }: AssetDocument): number {
  const key = fields._key;
  if (typeof key !== 'string' || key === '') throw new RangeError(`A ${kind} without _key cannot be stored`);
  const body = encodeDocument(fields);
  if (form === 'EDGE') {
    values.push(key, hashOfId(fields._from), hashOfId(fields._to), body);
  } else {
    const name = foldedName(fields);
    values.push(key, textOf(fields.type), name, integerOf(fields.created), integerOf(fields.expired), body);
  }
  return Buffer.byteLength(body);
}

/** Returns the value of a document's smartGraphAttribute, '' when it is missing: it decides the shard group. */
export function attributeValueOf({ fields }: AssetDocument, naming: NamingConvention): string {
  return textOf(naming === 'camelCase' ? fields.tenantId : fields.tenant_id) ?? '';
}

/** Returns what `from_hash` and `to_hash` hold for a vertex, whatever the naming convention: an integer below 2^53. */
export function vertexHash(kind: AssetKind, key: string): number {
  return hashOf(assetKinds.indexOf(kind), key);
}

/**
 * The hash of an `_id`, null for an unknown collection: that leads to no vertex, which a check will find. Part of the
 * data format, as is `hashOf`: they must never change.
 */
function hashOfId(id: unknown): number | null {
  if (typeof id !== 'string') return null;
  const slash = id.indexOf('/');
  const kind = kindByCollection.get(id.slice(0, slash));
  return kind === undefined ? null : hashOf(kind, id, slash + 1);
}

/**
 * 21 bits of the key's tenant, then 32 of kind and key (FNV-1a): what a tenant stores lies close together in the index,
 * so that storing touches few of its pages. Different vertices may meet in one hash, hence only the body tells.
 */
function hashOf(kind: number, text: string, start = 0): number {
  let hash = 0x811c9dc5;
  let tenant = 0;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === colon && tenant === 0) tenant = hash >>> 11;
    hash = Math.imul(hash ^ code, 0x01000193);
  }
  hash = Math.imul(hash ^ kind, 0x01000193);
  return tenant * 2 ** 32 + (hash >>> 0);
}

function foldedName(fields: Fields): string | null {
  return typeof fields.name === 'string' ? foldCase(fields.name) : null;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function integerOf(value: unknown): number | bigint | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : null;
  return typeof value === 'bigint' && BigInt.asIntN(64, value) === value ? value : null;
}
