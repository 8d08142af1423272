/** From a document to its row: the few properties that documents are found by, and the body that they are read from. */
import { foldCase } from '../../base/fold.js';
import {
  type AssetDocument,
  type AssetKind,
  assetKinds,
  nameIn,
  type NamingConvention,
  NEVER_EXPIRES,
} from '../../model/asset.js';
import { encodeDocument } from '../../model/document-json.js';

type Fields = AssetDocument['fields'];

/** The columns that differ between rows of one kind in one shard group, in the order of their values. */
export const columnsOf = {
  EDGE: ['key', 'from_id', 'to_id', 'body'],
  VERTEX: ['key', 'type', 'name', 'created', 'expired', 'body'],
} as const;

export type RowForm = keyof typeof columnsOf;

/** More than every second document ends with it, and turning a bigint into digits takes a while. */
const neverExpiresDigits = NEVER_EXPIRES.toString();

const kindByCollection = new Map(
  assetKinds.flatMap((kind, index) => [
    [kind as string, index],
    [nameIn('snake_case', kind), index],
  ]),
);

/** Integers are their digits: SQLite makes integers of them, and a list of texts travels between threads as one text. */
export type RowValue = string | null;

/**
 * Adds a document's values of `columnsOf` to a list, null where it has no such property or one of another type, and
 * returns the UTF-8 bytes of its body. Throws a RangeError when it has no `_key`.
 */
export function addValues(values: RowValue[], form: RowForm, { kind, fields }: AssetDocument): number {
  const key = fields._key;
  if (typeof key !== 'string' || key === '') throw new RangeError(`A ${kind} without _key cannot be stored`);
  const body = encodeDocument(fields);
  if (form === 'EDGE') {
    values.push(key, vertexIdOf(fields._from), vertexIdOf(fields._to), body);
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

/** Returns what `from_id` and `to_id` hold for a vertex: its kind's index and key, whatever the naming convention. */
export function vertexId(kind: AssetKind, key: string): string {
  return `${assetKinds.indexOf(kind)}/${key}`;
}

/** An `_id` of an unknown collection stays as it is: it leads to no vertex, which a check will find. */
function vertexIdOf(id: unknown): string | null {
  if (typeof id !== 'string') return null;
  const slash = id.indexOf('/');
  const kind = kindByCollection.get(id.slice(0, slash));
  return kind === undefined ? id : `${kind}${id.slice(slash)}`;
}

function foldedName(fields: Fields): string | null {
  return typeof fields.name === 'string' ? foldCase(fields.name) : null;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function integerOf(value: unknown): string | null {
  if (value === NEVER_EXPIRES) return neverExpiresDigits;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value.toString() : null;
  return typeof value === 'bigint' && BigInt.asIntN(64, value) === value ? value.toString() : null;
}
