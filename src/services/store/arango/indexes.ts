/** The indexes of the SmartGraphs' collections and of Shardbook's own. Making one that exists already changes nothing. */
import { type AssetKind, assetKinds, isEdgeKind, nameIn, type NamingConvention } from '../../model/asset.js';
import type { ArangoClient } from './client.js';
import { compareVersions } from './deployment.js';
import { collectionOf, ownCollections } from './names.js';

/** An index as `POST /_api/index` takes it. */
export type IndexDefinition = Readonly<Record<string, unknown>> & { readonly name: string; readonly type: string };

/** Kinds that are valid for a time; proxies are not. */
const temporalKinds = new Set<AssetKind>(['Device', 'Software', 'Location', ...assetKinds.filter(isEdgeKind)]);

/** Since this version there are `mdi-prefixed` indexes; before, time is filtered without one. */
const prefixedSince = '3.12.0';

/** Returns the indexes of a kind's collection, for a server of this version. */
export function graphIndexes(naming: NamingConvention, kind: AssetKind, version: string): readonly IndexDefinition[] {
  const field = (name: string): string => nameIn(naming, name);
  const persistent = (name: string, ...fields: string[]): IndexDefinition => ({
    name,
    type: 'persistent',
    fields,
    inBackground: true,
  });
  const indexes = isEdgeKind(kind)
    ? [
        persistent('shardbook_from', '_from', field('_toType')),
        persistent('shardbook_to', '_to', field('_fromType')),
        persistent('shardbook_tenant', field('tenantId')),
      ]
    : [persistent('shardbook_tenant', field('tenantId'), 'type')];
  if (!temporalKinds.has(kind) || compareVersions(version, prefixedSince) < 0) return indexes;
  const validity: IndexDefinition = {
    name: 'shardbook_validity',
    type: 'mdi-prefixed',
    fields: ['created', 'expired'],
    prefixFields: [field('tenantId')],
    fieldValueTypes: 'double',
    inBackground: true,
  };
  return [...indexes, validity];
}

/** Indexes of Shardbook's own collections. The unique ones hold names, keys and the one open run apart. */
const ownIndexes: readonly (readonly [collection: string, IndexDefinition])[] = [
  [ownCollections.tenants, { name: 'name', type: 'persistent', fields: ['foldedName'], unique: true }],
  [
    ownCollections.tenants,
    { name: 'idempotencyKey', type: 'persistent', fields: ['idempotencyKey'], unique: true, sparse: true },
  ],
  [ownCollections.tenants, { name: 'status', type: 'persistent', fields: ['status'] }],
  [ownCollections.runs, { name: 'open', type: 'persistent', fields: ['openSlot'], unique: true, sparse: true }],
  [ownCollections.runs, { name: 'sequence', type: 'persistent', fields: ['sequence'] }],
  [ownCollections.events, { name: 'log', type: 'persistent', fields: ['run', 'sequence'] }],
  [ownCollections.pieces, { name: 'record', type: 'persistent', fields: ['record', 'number'] }],
  [ownCollections.snapshots, { name: 'sequence', type: 'persistent', fields: ['sequence'] }],
  [ownCollections.plans, { name: 'sequence', type: 'persistent', fields: ['sequence'] }],
  [ownCollections.reports, { name: 'sequence', type: 'persistent', fields: ['sequence'] }],
];

/** Makes the indexes of a SmartGraph. */
export async function ensureGraphIndexes(
  client: ArangoClient,
  naming: NamingConvention,
  version: string,
): Promise<void> {
  await Promise.all(
    assetKinds.flatMap((kind) =>
      graphIndexes(naming, kind, version).map((index) => ensure(client, collectionOf(naming, kind), index)),
    ),
  );
}

/** Makes the indexes of Shardbook's own collections. */
export async function ensureOwnIndexes(client: ArangoClient): Promise<void> {
  await Promise.all(ownIndexes.map(([collection, index]) => ensure(client, collection, index)));
}

async function ensure(client: ArangoClient, collection: string, body: IndexDefinition): Promise<void> {
  await client.request({ method: 'POST', path: '/_api/index', search: { collection }, body, isRepeatable: true });
}
