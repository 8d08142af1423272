/** How a tenant's documents spell collections and properties, worked out once for each naming convention. */
import { type AssetDocument, type AssetKind, assetKinds, nameIn, type NamingConvention } from '../../model/asset.js';
import type { VertexRef } from '../../store/port.js';

/** One naming convention, name by name. */
export interface Spelling {
  /** The property that holds the tenant's key. */
  readonly tenantId: string;
  readonly fromType: string;
  readonly toType: string;
  readonly collectionOf: Readonly<Record<AssetKind, string>>;
  readonly kindOf: ReadonlyMap<string, AssetKind>;
}

const spellings: Readonly<Record<NamingConvention, Spelling>> = {
  camelCase: spell('camelCase'),
  snake_case: spell('snake_case'),
};

/** Returns the spelling of a naming convention; always the same object. */
export function spellingOf(naming: NamingConvention): Spelling {
  return spellings[naming];
}

/** Returns a property that should be text, or "(no text)" where it is anything else. */
export function textOf(document: AssetDocument, property: string): string {
  const value = document.fields[property];
  return typeof value === 'string' ? value : '(no text)';
}

/** Returns a document's `_id`, e.g. `Device/c695ea905f74:device1-0`. */
export function idOf(document: AssetDocument, spelling: Spelling): string {
  return `${spelling.collectionOf[document.kind]}/${textOf(document, '_key')}`;
}

/**
 * Returns the vertex that a `_from` or `_to` value names, or null when it is no text or names no collection in this
 * spelling: the other convention's collections are other collections.
 */
export function parseEnd(value: unknown, spelling: Spelling): VertexRef | null {
  if (typeof value !== 'string') return null;
  const slash = value.indexOf('/');
  const kind = spelling.kindOf.get(value.slice(0, slash));
  return slash > 0 && kind ? { kind, key: value.slice(slash + 1) } : null;
}

function spell(naming: NamingConvention): Spelling {
  const collections = assetKinds.map((kind) => [kind, nameIn(naming, kind)] as const);
  return {
    tenantId: nameIn(naming, 'tenantId'),
    fromType: nameIn(naming, '_fromType'),
    toType: nameIn(naming, '_toType'),
    collectionOf: Object.fromEntries(collections) as Record<AssetKind, string>,
    kindOf: new Map(collections.map(([kind, name]) => [name, kind])),
  };
}
