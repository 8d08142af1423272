/** The indexes of the SmartGraphs' collections and of Shardbook's own: asked for first, and made where they are missing. */
import { StoreUnusableError } from '../../errors/errors.js';
import { type AssetKind, assetKinds, isEdgeKind, nameIn, type NamingConvention } from '../../model/asset.js';
import type { ArangoClient } from './client.js';
import { compareVersions } from './deployment.js';
import { ArangoFailure } from './failures.js';
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

/** Makes the indexes of a SmartGraph that are missing. */
export async function ensureGraphIndexes(
  client: ArangoClient,
  naming: NamingConvention,
  version: string,
): Promise<void> {
  await Promise.all(
    assetKinds.map((kind) => ensure(client, collectionOf(naming, kind), graphIndexes(naming, kind, version))),
  );
}

/** Makes the indexes of Shardbook's own collections that are missing. Throws a StoreUnusableError when one is another. */
export async function ensureOwnIndexes(client: ArangoClient): Promise<void> {
  await Promise.all(
    Object.values(ownCollections).map((collection) => ensure(client, collection, ownIndexesOf(collection))),
  );
}

/** Returns `collection/index` for each index that is missing, and how many are wanted. Nothing is made. */
export async function missingIndexes(
  client: ArangoClient,
  graphs: readonly NamingConvention[],
  version: string,
): Promise<{ readonly missing: readonly string[]; readonly wanted: number }> {
  const ofGraphs = graphs.flatMap((naming) =>
    assetKinds.map((kind) => [collectionOf(naming, kind), graphIndexes(naming, kind, version)] as const),
  );
  const own = Object.values(ownCollections).map((collection) => [collection, ownIndexesOf(collection)] as const);
  const all = [...ofGraphs, ...own];
  const missing = await Promise.all(
    all.map(async ([collection, wanted]) =>
      (await missingIn(client, collection, wanted)).map(({ name }) => `${collection}/${name}`),
    ),
  );
  return { missing: missing.flat(), wanted: all.reduce((sum, [, wanted]) => sum + wanted.length, 0) };
}

function ownIndexesOf(collection: string): readonly IndexDefinition[] {
  return ownIndexes.filter(([of]) => of === collection).map(([, index]) => index);
}

async function ensure(client: ArangoClient, collection: string, wanted: readonly IndexDefinition[]): Promise<void> {
  for (const index of await missingIn(client, collection, wanted)) await create(client, collection, index);
}

async function missingIn(
  client: ArangoClient,
  collection: string,
  wanted: readonly IndexDefinition[],
): Promise<readonly IndexDefinition[]> {
  const { indexes } = await client.get<{ readonly indexes: readonly IndexDefinition[] }>('/_api/index', {
    search: { collection },
  });
  return wanted.filter((index) => !indexes.some((each) => isSame(each, index)));
}

/** By name and by what Shardbook relies on: names, keys and the one open run are held apart by unique indexes. */
function isSame(found: IndexDefinition, wanted: IndexDefinition): boolean {
  const parts = ({ name, type, fields, unique = false }: IndexDefinition): string =>
    JSON.stringify([name, type, fields, unique]);
  return parts(found) === parts(wanted);
}

async function create(client: ArangoClient, collection: string, body: IndexDefinition): Promise<void> {
  try {
    await client.request({ method: 'POST', path: '/_api/index', search: { collection }, body, isRepeatable: true });
  } catch (error) {
    if (!(error instanceof ArangoFailure)) throw error;
    throw new StoreUnusableError(
      `The index ${body.name} of collection ${collection} in database ${client.database} cannot be made (${error.message})`,
      'Drop an index of that name that is another one, then try again',
      { cause: error },
    );
  }
}
