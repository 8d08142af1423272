/** `_id` values of documents: `<collection>/<key>`, in either naming convention. */
import { type AssetDocument, type AssetKind, assetKinds, nameIn, type NamingConvention } from '../model/asset.js';
import type { VertexRef } from '../store/port.js';

const kindByCollection = new Map<string, AssetKind>(
  assetKinds.flatMap((kind) => [
    [kind, kind],
    [nameIn('snake_case', kind), kind],
  ]),
);

/** Returns the vertex that a `_from`, `_to` or `_id` value names, or null when it names no collection of ours. */
export function parseDocumentId(id: unknown): VertexRef | null {
  if (typeof id !== 'string') return null;
  const slash = id.indexOf('/');
  const kind = kindByCollection.get(id.slice(0, slash));
  return slash > 0 && kind ? { kind, key: id.slice(slash + 1) } : null;
}

/** Returns the naming convention that a document is written in, told by the name of its smartGraphAttribute. */
export function namingOf(document: AssetDocument): NamingConvention {
  return 'tenant_id' in document.fields ? 'snake_case' : 'camelCase';
}
