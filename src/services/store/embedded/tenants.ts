/** Tenants in the data file: their life from CREATING to gone, and their kept counts. */
import { foldCase } from '../../base/fold.js';
import { IdempotencyConflictError, TenantNameTakenError, UnknownTenantError } from '../../errors/errors.js';
import { assetKinds } from '../../model/asset.js';
import { shardPosition } from '../../model/sharding.js';
import type { Tenant, TenantDraft } from '../../model/tenant.js';
import type { TenantStore } from '../port.js';
import { requireGraph } from './cluster.js';
import type { Database, SqlValue } from './database.js';
import { removeTenantDocuments } from './removal.js';
import type { SimulatedClusterSettings } from './settings.js';
import { tenantColumns, tenantOf, type TenantRow, tenantRow, tenantTables } from './tenant-rows.js';

const selectTenants = `select ${tenantColumns} from ${tenantTables}`;

/** Returns the tenant part of the store, without what is answered from memory. */
export function tenantStore(
  database: Database,
  cluster: SimulatedClusterSettings,
): Omit<TenantStore, 'tenantsByKey' | 'tenantsByName' | 'tenantPage'> {
  const byKey = (key: string): Tenant | null => orNull(tenantRow(database, key));
  const byName = (name: string): Tenant | null =>
    orNull(database.row<TenantRow>(`${selectTenants} and t.folded_name = ?`, foldCase(name)));
  const byIdempotencyKey = (key: string): Tenant | null =>
    orNull(database.row<TenantRow>(`${selectTenants} and t.idempotency_key = ?`, key));
  const required = (key: string): Tenant => {
    const tenant = byKey(key);
    if (!tenant) throw new UnknownTenantError(key);
    return tenant;
  };

  return {
    responsibleGroups: (naming, tenantKeys) =>
      database.write(() => {
        const graph = requireGraph(database, naming, cluster);
        return tenantKeys.map((key) => `${graph.name}/${shardPosition(key, Number(graph.number_of_shards))}`);
      }),

    createTenant: (draft) =>
      database.write(() => {
        const same = draft.idempotencyKey === null ? null : byIdempotencyKey(draft.idempotencyKey);
        if (same) throw new IdempotencyConflictError(draft.idempotencyKey ?? '', same.name);
        const namesake = byName(draft.name);
        if (namesake) throw new TenantNameTakenError(draft.name, namesake.key);
        if (byKey(draft.key)) throw new RangeError(`There is a tenant with key ${draft.key} already`);
        insertTenant(database, draft, cluster);
        return required(draft.key);
      }),

    activateTenant: (key) =>
      database.write(() => {
        const changed = database.run(
          `update tenant set status = 'ACTIVE' where key = ? and status in ('CREATING', 'ACTIVE')`,
          key,
        );
        if (changed === 0) throw new UnknownTenantError(key);
        return required(key);
      }),

    beginRemoval: (key) =>
      database.write(() => {
        const changed = database.run(`update tenant set status = 'REMOVING' where key = ?`, key);
        if (changed === 0) throw new UnknownTenantError(key);
      }),

    removeDocuments: (key, limit) => removeTenantDocuments(database, key, limit),

    deleteTenant: (key) =>
      database.write(() => {
        const tenant = byKey(key);
        if (!tenant) return;
        if (tenant.status !== 'REMOVING' || tenant.documents > 0) {
          throw new RangeError(`Tenant ${key} is ${tenant.status} and has ${tenant.documents} documents`);
        }
        database.run('delete from tenant where key = ?', key);
      }),

    tenantByIdempotencyKey: (key) => database.read(() => byIdempotencyKey(key)),
    unfinishedTenants: () =>
      database.read(() =>
        database.rows<TenantRow>(`${selectTenants} and t.status <> 'ACTIVE' order by t.id`).map(tenantOf),
      ),
  };
}

function orNull(row: TenantRow | null): Tenant | null {
  return row && tenantOf(row);
}

function insertTenant(database: Database, draft: TenantDraft, cluster: SimulatedClusterSettings): void {
  const graph = requireGraph(database, draft.naming, cluster);
  const position = shardPosition(draft.key, Number(graph.number_of_shards));
  const values: SqlValue[] = [draft.key, draft.name, foldCase(draft.name), draft.description, draft.scaleFactor];
  values.push(draft.naming, draft.placement, draft.idempotencyKey, draft.createdAt, draft.seed);
  database.run(
    `insert into tenant (key, name, folded_name, description, scale_factor, naming, placement, idempotency_key,
       created_at, seed, status, documents_by_kind, shard_group)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'CREATING', ?,
       (select id from shard_group where graph = ? and position = ?))`,
    ...[...values, JSON.stringify(assetKinds.map(() => 0)), graph.id, position],
  );
}
