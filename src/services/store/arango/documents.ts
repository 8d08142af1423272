/** Documents as AQL gives them: as JSON text made by the server, because a number of JavaScript would round `expired`. */
import { mapInTurns } from '../../base/turns.js';
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

/** Returns the documents of texts that `asText` gave, with turns of other work in between. */
export function documentsOf(kind: AssetKind, texts: readonly string[]): Promise<AssetDocument[]> {
  return mapInTurns(texts, decodedInOneTurn, (text) => documentOf(kind, text));
}

/** Returns a document's key; empty where it has none. */
export function keyOf({ fields }: AssetDocument): string {
  return typeof fields._key === 'string' ? fields._key : '';
}

/** Returns the part of a document's key that names its tenant. */
export function tenantOfKey(key: string): string {
  return key.split(':', 1)[0] ?? '';
}
