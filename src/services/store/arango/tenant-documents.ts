/** Tenants as documents of `shardbook_tenants`, and what they really hold: their documents and bytes, counted on the server. */
import { foldCase } from '../../base/fold.js';
import { type AssetKind, assetKinds, type NamingConvention } from '../../model/asset.js';
import type { PlacementStrategy, Tenant, TenantDraft, TenantStatus } from '../../model/tenant.js';
import type { ArangoClient } from './client.js';
import { attributeOf, collectionOf, ownCollections } from './names.js';

/** What is kept of a tenant. Byte counts stay below 2^53: a tenant of scale factor 1000 has some 330 MB. */
export interface TenantDocument {
  readonly _key: string;
  readonly name: string;
  /** What makes two names the same; unique. */
  readonly foldedName: string;
  /** `foldedName` as hexadecimal digits of its UTF-8 bytes: sorts by code points, whatever the server's collation. */
  readonly sortName: string;
  readonly description: string | null;
  readonly scaleFactor: number;
  readonly naming: NamingConvention;
  readonly placement: PlacementStrategy;
  /** Left out where there is none: the unique index on it is sparse. */
  readonly idempotencyKey?: string;
  readonly createdAt: string;
  readonly seed: number;
  readonly status: TenantStatus;
  readonly groupId: string;
  readonly documentsByKind: Readonly<Record<AssetKind, number>>;
  readonly documents: number;
  readonly bytes: number;
  /** Who adds or removes it at present, and the server's time (in milliseconds) until which nobody else may. */
  readonly holder: { readonly process: string; readonly until: number } | null;
  /** Tells the insertion of this process from another one with the same key. */
  readonly nonce: string;
}

/** Counts and bytes of a tenant. */
export type TenantFigures = Pick<TenantDocument, 'documentsByKind' | 'documents' | 'bytes'>;

/** Returns the figures of counts by kind. */
export function figuresOf(documentsByKind: Readonly<Record<AssetKind, number>>, bytes: number): TenantFigures {
  return { documentsByKind, documents: assetKinds.reduce((sum, kind) => sum + documentsByKind[kind], 0), bytes };
}

/** Returns the document of a new tenant, but for its holder. */
export function tenantDocument(draft: TenantDraft, groupId: string, nonce: string): Omit<TenantDocument, 'holder'> {
  const { key, idempotencyKey, ...rest } = draft;
  const foldedName = foldCase(draft.name);
  return {
    _key: key,
    ...rest,
    ...(idempotencyKey !== null && { idempotencyKey }),
    foldedName,
    sortName: sortable(foldedName),
    status: 'CREATING',
    groupId,
    ...figuresOf(zeros(), 0),
    nonce,
  };
}

/** Returns text that sorts by the code points of the argument under any collation. */
export function sortable(text: string): string {
  return Buffer.from(text, 'utf8').toString('hex');
}

/** Returns a tenant as the domain sees it. */
export function tenantOf(document: TenantDocument): Tenant {
  return {
    key: document._key,
    name: document.name,
    description: document.description,
    scaleFactor: document.scaleFactor,
    naming: document.naming,
    placement: document.placement,
    idempotencyKey: document.idempotencyKey ?? null,
    createdAt: document.createdAt,
    seed: document.seed,
    status: document.status,
    groupId: document.groupId,
    documentsByKind: document.documentsByKind,
    documents: document.documents,
    bytes: BigInt(document.bytes),
  };
}

/** Returns a tenant's document, null where there is none. */
export async function tenantByKey(client: ArangoClient, key: string): Promise<TenantDocument | null> {
  const [found] = await findTenants(client, 't._key IN @values', [key]);
  return found ?? null;
}

/** Returns the tenants that meet a condition: a fixed text over `t` and `@values`, never one that came from a user. */
export async function findTenants(
  client: ArangoClient,
  condition: string,
  values: readonly string[],
): Promise<readonly TenantDocument[]> {
  if (values.length === 0) return [];
  return client.query<TenantDocument>(`FOR t IN @@tenants FILTER ${condition} RETURN t`, {
    '@tenants': ownCollections.tenants,
    values,
  });
}

type Counts = Readonly<Record<AssetKind, number>>;

/** Returns documents by kind for tenants of one naming convention, by tenant key; one request, each kind by its index. */
export async function countTenants(
  client: ArangoClient,
  naming: NamingConvention,
  tenantKeys: readonly string[],
): Promise<ReadonlyMap<string, Counts>> {
  const attribute = attributeOf(naming);
  const parts = assetKinds.map(
    (kind, at) =>
      `${kind}: (FOR d IN @@c${at} FILTER d.${attribute} IN @keys COLLECT tenant = d.${attribute} WITH COUNT INTO n RETURN { tenant, n })`,
  );
  const [answer] = await client.query<Record<AssetKind, { tenant: string; n: number }[]>>(
    `RETURN { ${parts.join(', ')} }`,
    { ...collectionParameters(naming), keys: tenantKeys },
  );
  const counts = new Map(tenantKeys.map((key) => [key, zeros()]));
  for (const kind of assetKinds) {
    for (const { tenant, n } of answer?.[kind] ?? []) {
      const of = counts.get(tenant);
      if (of) of[kind] = n;
    }
  }
  return counts;
}

/**
 * Returns what a tenant really holds, bytes included. It reads every document of the tenant on its DB-Server, so it is
 * for the rare case that the count kept while importing cannot be relied on.
 */
export async function measureTenant(
  client: ArangoClient,
  naming: NamingConvention,
  tenantKey: string,
): Promise<TenantFigures> {
  // TO_HEX gives two digits for each byte; LENGTH of the text itself would count characters.
  const parts = assetKinds.map(
    (kind, at) =>
      `${kind}: FIRST(FOR d IN @@c${at} FILTER d.${attributeOf(naming)} == @key
         COLLECT AGGREGATE n = COUNT(d), bytes = SUM(LENGTH(TO_HEX(JSON_STRINGIFY(UNSET(d, "_id", "_rev")))) / 2)
         RETURN { n, bytes })`,
  );
  const [answer] = await client.query<Record<AssetKind, { n: number; bytes: number | null }>>(
    `RETURN { ${parts.join(', ')} }`,
    { ...collectionParameters(naming), key: tenantKey },
  );
  const counts = zeros();
  let bytes = 0;
  for (const kind of assetKinds) {
    counts[kind] = answer?.[kind].n ?? 0;
    bytes += answer?.[kind].bytes ?? 0;
  }
  return figuresOf(counts, bytes);
}

/** Returns zeros for every kind. */
export function zeros(): Record<AssetKind, number> {
  return Object.fromEntries(assetKinds.map((kind) => [kind, 0])) as Record<AssetKind, number>;
}

/** Bind parameters `@@c0` to `@@c10`: the collections in the order of `assetKinds`. */
function collectionParameters(naming: NamingConvention): Readonly<Record<string, string>> {
  return Object.fromEntries(assetKinds.map((kind, at) => [`@c${at}`, collectionOf(naming, kind)]));
}
