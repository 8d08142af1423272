/** Documents as AQL gives them: as JSON text made by the server, because a number of JavaScript would round `expired`. */
import { type AssetDocument, type AssetKind } from '../../model/asset.js';
import { decodeDocument } from '../../model/document-json.js';

/** AQL for a document `d` without what ArangoDB adds to it. */
export const asText = 'JSON_STRINGIFY(UNSET(d, "_id", "_rev"))';

/** Documents decoded before other work gets its turn: a millisecond or two. */
const decodedInOneTurn = 250;

/** Returns the document of a text that `asText` gave. */
export function documentOf(kind: AssetKind, text: string): AssetDocument {
  return { kind, fields: decodeDocument(text) };
}

/** Returns items made from each element, with turns of other work in between. */
export async function mapInTurns<T, R>(items: readonly T[], make: (item: T) => R): Promise<R[]> {
  const made: R[] = [];
  for (const item of items) {
    made.push(make(item));
    if (made.length % decodedInOneTurn === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  return made;
}

/** Returns a document's key; empty where it has none. */
export function keyOf({ fields }: AssetDocument): string {
  return typeof fields._key === 'string' ? fields._key : '';
}

/** Returns the part of a document's key that names its tenant. */
export function tenantOfKey(key: string): string {
  return key.split(':', 1)[0] ?? '';
}
