/** The names of everything the store keeps in ArangoDB. */
import { type AssetKind, assetKinds, isEdgeKind, nameIn, type NamingConvention } from '../../model/asset.js';
import { namingConventions } from '../../model/smart-graph.js';

/** Shardbook's own collections. All of them are single shards, so that unique indexes hold for the whole collection. */
export const ownCollections = {
  tenants: 'shardbook_tenants',
  snapshots: 'shardbook_snapshots',
  plans: 'shardbook_plans',
  reports: 'shardbook_reports',
  /** Parts of records that are too large for one document. */
  pieces: 'shardbook_pieces',
  runs: 'shardbook_runs',
  events: 'shardbook_events',
} as const;

/** The collection whose placement Shardbook's other collections follow. */
export const ownPrototype = ownCollections.tenants;

const ownNames = new Set<string>(Object.values(ownCollections));

/** Returns whether a collection of our database is Shardbook's own. */
export function isOwnCollection(name: string): boolean {
  return ownNames.has(name);
}

/** Returns the collection of a kind of document. */
export function collectionOf(naming: NamingConvention, kind: AssetKind): string {
  return nameIn(naming, kind);
}

/** Returns the eleven collections of a SmartGraph, in the order of `assetKinds`. */
export function collectionsOf(naming: NamingConvention): readonly string[] {
  return assetKinds.map((kind) => collectionOf(naming, kind));
}

/** Returns the smartGraphAttribute: `tenantId` or `tenant_id`. */
export function attributeOf(naming: NamingConvention): string {
  return nameIn(naming, 'tenantId');
}

/** Names of hidden collections that hold the data of a smart edge collection which shows no shards of its own. */
export function hiddenCollectionsOf(edgeCollection: string): readonly string[] {
  return ['_local_', '_from_', '_to_'].map((prefix) => `${prefix}${edgeCollection}`);
}

/** Returns the kind and spelling of a collection of ours; null for any other. */
export function kindOf(collection: string): { readonly naming: NamingConvention; readonly kind: AssetKind } | null {
  for (const naming of namingConventions) {
    const kind = assetKinds.find((each) => collectionOf(naming, each) === collection);
    if (kind) return { naming, kind };
  }
  return null;
}

/** Returns whether a collection of ours holds edges. */
export function holdsEdges(collection: string): boolean {
  const found = kindOf(collection);
  return found !== null && isEdgeKind(found.kind);
}
