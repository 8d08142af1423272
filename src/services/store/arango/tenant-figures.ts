/** Counts a tenant's documents and their bytes on the server: what is really there, not what was counted while importing. */
import { type AssetKind, assetKinds, type NamingConvention } from '../../model/asset.js';
import type { ArangoClient } from './client.js';
import { attributeOf, collectionOf } from './names.js';
import { figuresOf, type TenantFigures } from './tenant-documents.js';

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
export function collectionParameters(naming: NamingConvention): Readonly<Record<string, string>> {
  return Object.fromEntries(assetKinds.map((kind, at) => [`@c${at}`, collectionOf(naming, kind)]));
}
