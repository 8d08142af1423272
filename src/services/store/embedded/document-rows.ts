/** From a document to its row: the few properties that documents are found by, and the body that they are read from. */
import { type AssetDocument, type AssetKind, assetKinds, nameIn, type NamingConvention } from '../../model/asset.js';
import { encodeDocument } from '../../model/document-json.js';
import { foldCase } from '../../model/fold.js';

/** A document ready to be stored; null where the document has no such property, or one of another type. */
export interface DocumentRow {
  readonly kind: AssetKind;
  /** Value of the smartGraphAttribute, '' when it is missing: decides the shard group. */
  readonly attributeValue: string;
  readonly key: string;
  readonly type: string | null;
  readonly name: string | null;
  readonly created: number | bigint | null;
  readonly expired: number | bigint | null;
  readonly fromId: string | null;
  readonly toId: string | null;
  readonly body: string;
}

const kindByCollection = new Map(
  assetKinds.flatMap((kind, index) => [
    [kind as string, index],
    [nameIn('snake_case', kind), index],
  ]),
);

/** Returns a document's row. Throws a RangeError when it has no `_key`. */
export function documentRow({ kind, fields }: AssetDocument, naming: NamingConvention): DocumentRow {
  const key = fields._key;
  if (typeof key !== 'string' || key === '') throw new RangeError(`A ${kind} without _key cannot be stored`);
  const name = textOf(fields.name);
  return {
    kind,
    attributeValue: textOf(fields[naming === 'camelCase' ? 'tenantId' : 'tenant_id']) ?? '',
    key,
    type: textOf(fields.type),
    name: name === null ? null : foldCase(name),
    created: integerOf(fields.created),
    expired: integerOf(fields.expired),
    fromId: vertexIdOf(fields._from),
    toId: vertexIdOf(fields._to),
    body: encodeDocument(fields),
  };
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

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function integerOf(value: unknown): number | bigint | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : null;
  return typeof value === 'bigint' && BigInt.asIntN(64, value) === value ? value : null;
}
