/** Tenants as rows, and from rows to the domain's tenants. */
import { type AssetKind, assetKinds, type NamingConvention } from '../../model/asset.js';
import type { PlacementStrategy, Tenant, TenantStatus } from '../../model/tenant.js';
import type { Connection } from './connection.js';

/** A tenant as stored, with the groupId of its shard group. */
export interface TenantRow {
  readonly id: bigint;
  readonly key: string;
  readonly name: string;
  readonly folded_name: string;
  readonly description: string | null;
  readonly scale_factor: bigint;
  readonly naming: NamingConvention;
  readonly placement: PlacementStrategy;
  readonly idempotency_key: string | null;
  readonly created_at: string;
  readonly seed: bigint;
  readonly status: TenantStatus;
  readonly group_id: string;
  readonly documents: bigint;
  readonly bytes: bigint;
  readonly documents_by_kind: string;
}

/** The columns and tables of a TenantRow; conditions follow with `and`. */
export const tenantColumns = 't.*, g.group_id';
export const tenantTables = 'tenant t join shard_group g on g.id = t.shard_group where true';

/** Returns a tenant's row as the domain sees it. */
export function tenantOf(row: TenantRow): Tenant {
  const counts = JSON.parse(row.documents_by_kind) as number[];
  return {
    key: row.key,
    name: row.name,
    description: row.description,
    scaleFactor: Number(row.scale_factor),
    naming: row.naming,
    placement: row.placement,
    idempotencyKey: row.idempotency_key,
    createdAt: row.created_at,
    seed: Number(row.seed),
    status: row.status,
    groupId: row.group_id,
    documentsByKind: Object.fromEntries(assetKinds.map((kind, index) => [kind, counts[index] ?? 0])) as Record<
      AssetKind,
      number
    >,
    documents: Number(row.documents),
    bytes: row.bytes,
  };
}

/** Returns a tenant's row by key, or null. */
export function tenantRow(connection: Connection, key: string): TenantRow | null {
  return connection.row<TenantRow>(`select ${tenantColumns} from ${tenantTables} and t.key = ?`, key);
}
