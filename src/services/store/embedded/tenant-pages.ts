/** Pages of ACTIVE tenants in each of their orders. */
import { foldCase } from '../../base/fold.js';
import { InvalidCursorError } from '../../errors/errors.js';
import type { Tenant } from '../../model/tenant.js';
import { partsOfPosition } from '../limits.js';
import type { Page, PageRequest, TenantFilter, TenantOrder, TenantOrderField } from '../port.js';
import type { Database, SqlValue } from './database.js';
import { type KeysetList, readPage } from './pages.js';
import { tenantColumns, type TenantRow, tenantTables } from './tenant-rows.js';

const orderColumns: Readonly<Record<TenantOrderField, keyof TenantRow>> = {
  NAME: 'folded_name',
  CREATED_AT: 'created_at',
  SCALE_FACTOR: 'scale_factor',
  DOCUMENTS: 'documents',
  BYTES: 'bytes',
};

/**
 * Returns a page of ACTIVE tenants; equal ones come in the order of their keys, in the same direction. `tenantOf` makes
 * a tenant of a row.
 */
export function tenantPage(
  database: Database,
  filter: TenantFilter,
  order: TenantOrder,
  page: PageRequest,
  tenantOf: (row: TenantRow) => Tenant,
): Page<Tenant> {
  const { conditions, values } = conditionsOf(filter);
  const column = orderColumns[order.field];
  const from = `${tenantTables} and t.status = 'ACTIVE'${conditions}`;
  const total = database.row<{ n: bigint }>(`select count(*) as n from ${from}`, ...values);
  const list: KeysetList<TenantRow, Tenant> = {
    columns: tenantColumns,
    from,
    values,
    keys: [`t.${column}`, 't.key'],
    descending: order.direction === 'DESC',
    itemOf: tenantOf,
    positionOf: (row) => JSON.stringify([order.field, String(row[column]), row.key]),
    keysOf: (position) => keysOf(position, order.field),
  };
  return readPage(database, list, page, Number(total?.n ?? 0n));
}

function conditionsOf(filter: TenantFilter): { conditions: string; values: SqlValue[] } {
  const parts: string[] = [];
  const values: SqlValue[] = [];
  if (filter.nameContains != null) {
    // Not LIKE: `%` and `_` in the text are those characters.
    parts.push(' and instr(t.folded_name, ?) > 0');
    values.push(foldCase(filter.nameContains));
  }
  if (filter.naming != null) {
    parts.push(' and t.naming = ?');
    values.push(filter.naming);
  }
  if (filter.groupId != null) {
    parts.push(' and g.group_id = ?');
    values.push(filter.groupId);
  }
  return { conditions: parts.join(''), values };
}

/** A position of another order has another field's value in it and would give a page from nowhere. */
function keysOf(position: string, field: TenantOrderField): readonly SqlValue[] {
  const [inField, value, key] = partsOfPosition(position);
  if (inField !== field || typeof value !== 'string' || typeof key !== 'string') throw new InvalidCursorError();
  if (field === 'NAME' || field === 'CREATED_AT') return [value, key];
  if (!/^\d{1,18}$/.test(value)) throw new InvalidCursorError();
  return [BigInt(value), key];
}
