/** Pages of ACTIVE tenants in each of their orders. */
import { foldCase } from '../../base/fold.js';
import { InvalidCursorError } from '../../errors/errors.js';
import type { Tenant } from '../../model/tenant.js';
import type { Page, PageRequest, TenantFilter, TenantOrder, TenantOrderField } from '../port.js';
import type { ArangoClient, BindVars } from './client.js';
import { ownCollections } from './names.js';
import { boundsOf, type KeysetList, type PageAnswer, pageExpression, pageOf } from './pages.js';
import { type TenantDocument, tenantOf } from './tenant-documents.js';

const orderAttributes: Readonly<Record<TenantOrderField, keyof TenantDocument>> = {
  NAME: 'sortName',
  CREATED_AT: 'createdAt',
  SCALE_FACTOR: 'scaleFactor',
  DOCUMENTS: 'documents',
  BYTES: 'bytes',
};

/** Returns a page of ACTIVE tenants; equal ones come in the order of their keys, in the same direction. */
export async function tenantPage(
  client: ArangoClient,
  filter: TenantFilter,
  order: TenantOrder,
  page: PageRequest,
): Promise<Page<Tenant>> {
  const bounds = boundsOf(page, (position) => keysOf(position, order.field));
  const { conditions, bindVars } = conditionsOf(filter);
  const list: KeysetList = {
    conditions: ['d.status == "ACTIVE"', ...conditions],
    keys: [`d.${orderAttributes[order.field]}`, 'd._key'],
    descending: order.direction === 'DESC',
    returned: 'd',
  };
  const [answer] = await client.query<PageAnswer<TenantDocument>>(
    `RETURN ${pageExpression('@@tenants', list, bounds, page)}`,
    { '@tenants': ownCollections.tenants, ...bindVars, ...bounds.bindVars },
  );
  if (!answer) throw new RangeError('A page of tenants came back empty');
  return pageOf(answer, page, tenantOf, (at) => JSON.stringify([order.field, ...at]));
}

function conditionsOf(filter: TenantFilter): { readonly conditions: readonly string[]; readonly bindVars: BindVars } {
  const conditions: string[] = [];
  const bindVars: Record<string, unknown> = {};
  if (filter.nameContains != null) {
    conditions.push('CONTAINS(d.foldedName, @part)');
    bindVars.part = foldCase(filter.nameContains);
  }
  if (filter.naming != null) {
    conditions.push('d.naming == @naming');
    bindVars.naming = filter.naming;
  }
  if (filter.groupId != null) {
    conditions.push('d.groupId == @groupId');
    bindVars.groupId = filter.groupId;
  }
  return { conditions, bindVars };
}

/** A position of another order has another field's value in it and would give a page from nowhere. */
function keysOf(position: string, field: TenantOrderField): readonly (string | number)[] {
  let parts: unknown;
  try {
    parts = JSON.parse(position);
  } catch {
    throw new InvalidCursorError();
  }
  if (!Array.isArray(parts) || parts.length !== 3) throw new InvalidCursorError();
  const [inField, value, key] = parts as unknown[];
  const type = field === 'NAME' || field === 'CREATED_AT' ? 'string' : 'number';
  if (inField !== field || typeof value !== type || typeof key !== 'string') throw new InvalidCursorError();
  return [value as string | number, key];
}
