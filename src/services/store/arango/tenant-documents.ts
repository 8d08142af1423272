/** Tenants as documents of `shardbook_tenants`, and from documents to the domain's tenants. */
import { foldCase } from '../../base/fold.js';
import { type AssetKind, assetKinds, type NamingConvention } from '../../model/asset.js';
import type { PlacementStrategy, Tenant, TenantDraft, TenantStatus } from '../../model/tenant.js';
import type { ArangoClient } from './client.js';
import { ownCollections } from './names.js';

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

/** Returns figures of a tenant without documents. */
export function noDocuments(): TenantFigures {
  const documentsByKind = Object.fromEntries(assetKinds.map((kind) => [kind, 0])) as Record<AssetKind, number>;
  return { documentsByKind, documents: 0, bytes: 0 };
}

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
    ...noDocuments(),
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
