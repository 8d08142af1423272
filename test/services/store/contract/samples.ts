/** Small tenants, documents and pages that the store's contract is tried with. */
import type { MaybePromise } from '../../../../src/services/base/maybe-promise.js';
import { type AssetDocument, type AssetKind, NEVER_EXPIRES } from '../../../../src/services/model/asset.js';
import type { Tenant, TenantDraft } from '../../../../src/services/model/tenant.js';
import type { Page, PageRequest, Store } from '../../../../src/services/store/port.js';

export const acmeKey = 'c695ea905f74';
export const globexKey = '0a1b2c3d4e5f';

/** A draft of Acme Corp with these changes. */
export function draft(changes: Partial<TenantDraft> = {}): TenantDraft {
  return {
    key: acmeKey,
    name: 'Acme Corp',
    description: null,
    scaleFactor: 1,
    naming: 'camelCase',
    placement: 'HASH',
    idempotencyKey: null,
    createdAt: '2026-08-01T12:00:00.000Z',
    seed: 7,
    ...changes,
  };
}

/** Keeps an ACTIVE tenant with these documents. */
export async function addTenant(
  store: Store,
  changes: Partial<TenantDraft> = {},
  documents: readonly AssetDocument[] = [],
): Promise<Tenant> {
  const { key } = await store.createTenant(draft(changes));
  if (documents.length > 0) await store.importDocuments(key, documents);
  return store.activateTenant(key);
}

/** A document of Acme Corp, or of the tenant with another key; `rest` is the part of `_key` after the tenant's. */
export function document(
  kind: AssetKind,
  rest: string,
  fields: AssetDocument['fields'] = {},
  tenantKey = acmeKey,
): AssetDocument {
  return {
    kind,
    fields: { _key: `${tenantKey}:${rest}`, tenantId: tenantKey, [`tenant_${tenantKey}_attr`]: tenantKey, ...fields },
  };
}

/** A version of a device, valid from `created` until just before `expired`. */
export function device(rest: string, fields: AssetDocument['fields'] = {}): AssetDocument {
  return document('Device', rest, { name: rest, type: 'router', created: 100, expired: NEVER_EXPIRES, ...fields });
}

/** An edge between two vertices, given as `Collection/rest`. */
export function edge(kind: AssetKind, rest: string, from: string, to: string): AssetDocument {
  const idOf = (vertex: string): string => vertex.replace('/', `/${acmeKey}:`);
  return document(kind, `${rest}:${acmeKey}`, {
    _from: idOf(from),
    _to: idOf(to),
    created: 100,
    expired: NEVER_EXPIRES,
  });
}

/** Returns the part of a document's `_key` after the tenant's. */
export function restOf({ _key: key }: AssetDocument['fields']): string {
  return typeof key === 'string' ? key.slice(acmeKey.length + 1) : '';
}

/** The first items of a list, with changes. */
export function page(changes: Partial<PageRequest> = {}): PageRequest {
  return { limit: 10, after: null, before: null, fromEnd: false, ...changes };
}

export function itemsOf<T>(result: Page<T>): readonly T[] {
  return result.items.map(({ item }) => item);
}

/**
 * Walks a list page by page from one end to the other and returns all items in list order; along the way each page has
 * to know its neighbours.
 */
export async function walk<T>(
  read: (page: PageRequest) => MaybePromise<Page<T>>,
  limit: number,
  fromEnd: boolean,
): Promise<readonly T[]> {
  const all: T[] = [];
  let position: string | null = null;
  for (;;) {
    const result: Page<T> = await read(
      page(fromEnd ? { limit, before: position, fromEnd } : { limit, after: position, fromEnd }),
    );
    if ((fromEnd ? result.hasNext : result.hasPrevious) !== (position !== null)) {
      throw new Error(`A page at ${position ?? 'the end'} is wrong about the items it comes from`);
    }
    if (fromEnd) all.unshift(...itemsOf(result));
    else all.push(...itemsOf(result));
    if (!(fromEnd ? result.hasPrevious : result.hasNext)) return all;
    position = (fromEnd ? result.items[0] : result.items.at(-1))?.position ?? null;
  }
}
