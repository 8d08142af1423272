/**
 * Tenants on a cluster. Names and idempotency keys are unique by index, so several Shardbooks can share it; whoever
 * adds or removes a tenant holds a lease on it, so that nobody cleans up behind a process that is still at work.
 */
import { foldCase } from '../../base/fold.js';
import {
  IdempotencyConflictError,
  InvalidCursorError,
  TenantNameTakenError,
  UnknownTenantError,
} from '../../errors/errors.js';
import { assetKinds } from '../../model/asset.js';
import type { Tenant, TenantDraft } from '../../model/tenant.js';
import { partsOfPosition } from '../limits.js';
import type { Page, PageRequest, TenantFilter, TenantOrder, TenantOrderField, TenantStore } from '../port.js';
import type { ArangoClient, BindVars } from './client.js';
import { ArangoFailure, errorNums } from './failures.js';
import { attributeOf, collectionOf, ownCollections } from './names.js';
import { type PagedList, readPage } from './pages.js';
import { leaseMs, type StoreParts } from './parts.js';
import {
  countTenants,
  figuresOf,
  findTenants,
  measureTenant,
  tenantByKey,
  type TenantDocument,
  tenantDocument,
  type TenantFigures,
  tenantOf,
  zeros,
} from './tenant-documents.js';

const tenants = { '@tenants': ownCollections.tenants } as const;

/** Returns the tenant part of the store. */
export function tenantStore(parts: StoreParts): TenantStore {
  const { client, placements, changes, process } = parts;

  async function create(draft: TenantDraft): Promise<Tenant> {
    const [groupId = ''] = await placements.groupsOf(draft.naming, [draft.key]);
    const document = tenantDocument(draft, groupId, parts.random.hex(16));
    try {
      const [created] = await client.query<TenantDocument>(
        `INSERT MERGE(@document, { holder: { process: @process, until: DATE_NOW() + @lease } }) INTO @@tenants RETURN NEW`,
        { ...tenants, document, process, lease: leaseMs },
      );
      return tenantOf(required(created, draft.key));
    } catch (error) {
      if (!(error instanceof ArangoFailure) || error.errorNum !== errorNums.uniqueConstraint) throw error;
      return tenantOf(await afterConflict(client, draft, document.nonce));
    }
  }

  async function activate(key: string): Promise<Tenant> {
    const before = required(await tenantByKey(client, key), key);
    if (before.status === 'REMOVING') throw new UnknownTenantError(key);
    const figures = await certain(client, before);
    const [after] = await client.query<TenantDocument>(
      `FOR t IN @@tenants FILTER t._key == @key AND t.status IN ["CREATING", "ACTIVE"]
         UPDATE t WITH @change IN @@tenants OPTIONS { mergeObjects: false } RETURN NEW`,
      { ...tenants, key, change: { status: 'ACTIVE', holder: null, ...figures } },
    );
    changes.happened();
    return tenantOf(required(after, key));
  }

  return {
    responsibleGroups: (naming, tenantKeys) => placements.groupsOf(naming, tenantKeys),
    createTenant: create,
    activateTenant: activate,

    async beginRemoval(key) {
      const [changed] = await client.query<string>(
        `FOR t IN @@tenants FILTER t._key == @key
           UPDATE t WITH { status: "REMOVING", holder: { process: @process, until: DATE_NOW() + @lease } } IN @@tenants
           RETURN NEW._key`,
        { ...tenants, key, process, lease: leaseMs },
      );
      if (changed === undefined) throw new UnknownTenantError(key);
      changes.happened();
    },

    removeDocuments: (key, limit) => removeDocuments(parts, key, limit),

    async deleteTenant(key) {
      const tenant = await tenantByKey(client, key);
      if (!tenant) return;
      if (tenant.status !== 'REMOVING' || tenant.documents > 0) {
        throw new RangeError(`Tenant ${key} is ${tenant.status} and has ${tenant.documents} documents`);
      }
      await client.query('FOR t IN @@tenants FILTER t._key == @key REMOVE t IN @@tenants', { ...tenants, key });
      changes.happened();
    },

    async tenantsByKey(keys) {
      const found = await findTenants(client, 't._key IN @values', keys);
      const byKey = new Map(found.map((tenant) => [tenant._key, tenantOf(tenant)]));
      return keys.map((key) => byKey.get(key) ?? null);
    },

    async tenantsByName(names) {
      const folded = names.map(foldCase);
      const found = await findTenants(client, 't.foldedName IN @values', folded);
      const byName = new Map(found.map((tenant) => [tenant.foldedName, tenantOf(tenant)]));
      return folded.map((name) => byName.get(name) ?? null);
    },

    async tenantByIdempotencyKey(key) {
      const [found] = await findTenants(client, 't.idempotencyKey IN @values', [key]);
      return found ? tenantOf(found) : null;
    },

    tenantPage: (filter, order, page) => tenantPage(client, filter, order, page),

    async unfinishedTenants() {
      const found = await client.query<TenantDocument>(
        `FOR t IN @@tenants FILTER t.status IN ["CREATING", "REMOVING"]
           FILTER t.holder == null OR t.holder.process == @process OR t.holder.until < DATE_NOW()
           SORT t._key RETURN t`,
        { ...tenants, process },
      );
      return found.map(tenantOf);
    },
  };
}

/** The insertion met something: what was inserted by a first, lost answer, or another tenant. */
async function afterConflict(client: ArangoClient, draft: TenantDraft, nonce: string): Promise<TenantDocument> {
  const own = await tenantByKey(client, draft.key);
  if (own?.nonce === nonce) return own;
  if (draft.idempotencyKey !== null) {
    const [same] = await findTenants(client, 't.idempotencyKey IN @values', [draft.idempotencyKey]);
    if (same) throw new IdempotencyConflictError(draft.idempotencyKey, same.name);
  }
  const [namesake] = await findTenants(client, 't.foldedName IN @values', [foldCase(draft.name)]);
  if (namesake) throw new TenantNameTakenError(draft.name, namesake._key);
  throw new RangeError(`There is a tenant with key ${draft.key} already`);
}

/** The figures kept while importing where they agree with what is there; else measured again: an import was cut short. */
async function certain(client: ArangoClient, tenant: TenantDocument): Promise<TenantFigures> {
  const counts = (await countTenants(client, tenant.naming, [tenant._key])).get(tenant._key);
  const agrees = assetKinds.every((kind) => counts?.[kind] === tenant.documentsByKind[kind]);
  if (!agrees) return measureTenant(client, tenant.naming, tenant._key);
  const { documentsByKind, documents, bytes } = tenant;
  return { documentsByKind, documents, bytes };
}

function required(tenant: TenantDocument | null | undefined, key: string): TenantDocument {
  if (!tenant) throw new UnknownTenantError(key);
  return tenant;
}

/**
 * Removes up to `limit` documents and returns how many that were, 0 when none is left. What is kept of the tenant's
 * figures follows what is really left, so an answer that was lost does not make them wrong.
 */
function removeDocuments({ client, turns, process }: StoreParts, key: string, limit: number): Promise<number> {
  return turns.take(key, async () => {
    const tenant = await tenantByKey(client, key);
    if (!tenant) throw new UnknownTenantError(key);
    const attribute = attributeOf(tenant.naming);
    let removed = 0;
    for (const kind of assetKinds.toReversed()) {
      if (removed >= limit) break;
      const gone = await client.query<number>(
        `FOR d IN @@c FILTER d.${attribute} == @key LIMIT @limit REMOVE d IN @@c RETURN 1`,
        { '@c': collectionOf(tenant.naming, kind), key, limit: limit - removed },
      );
      removed += gone.length;
    }
    const left = (await countTenants(client, tenant.naming, [key])).get(key) ?? zeros();
    const { documents } = figuresOf(left, 0);
    const share = tenant.documents === 0 ? 0 : Math.min(1, documents / tenant.documents);
    await client.query(
      `FOR t IN @@tenants FILTER t._key == @key
         UPDATE t WITH MERGE(@figures, { holder: { process: @process, until: DATE_NOW() + @lease } }) IN @@tenants
         OPTIONS { mergeObjects: false }`,
      {
        '@tenants': ownCollections.tenants,
        key,
        // Bytes of a tenant that goes are shown to nobody; they shrink with its documents.
        figures: figuresOf(left, Math.round(tenant.bytes * share)),
        process,
        lease: leaseMs,
      },
    );
    // Of a request whose answer was lost only the second one is heard; what is left tells what both removed.
    return Math.max(removed, tenant.documents - documents);
  });
}

const orderAttributes: Readonly<Record<TenantOrderField, keyof TenantDocument>> = {
  NAME: 'sortName',
  CREATED_AT: 'createdAt',
  SCALE_FACTOR: 'scaleFactor',
  DOCUMENTS: 'documents',
  BYTES: 'bytes',
};

/** Returns a page of ACTIVE tenants; equal ones come in the order of their keys, in the same direction. */
async function tenantPage(
  client: ArangoClient,
  filter: TenantFilter,
  { field, direction }: TenantOrder,
  page: PageRequest,
): Promise<Page<Tenant>> {
  const { conditions, bindVars } = conditionsOf(filter);
  const list: PagedList<TenantDocument, Tenant> = {
    conditions: ['d.status == "ACTIVE"', ...conditions],
    bindVars,
    keys: [`d.${orderAttributes[field]}`, 'd._key'],
    descending: direction === 'DESC',
    returned: 'd',
    itemOf: tenantOf,
    positionOf: (at) => JSON.stringify([field, ...at]),
    keysOf: (position) => keysOf(position, field),
  };
  return readPage(client, ownCollections.tenants, list, page);
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
  const [inField, value, key, ...rest] = partsOfPosition(position);
  const type = field === 'NAME' || field === 'CREATED_AT' ? 'string' : 'number';
  if (rest.length > 0 || inField !== field || typeof value !== type || typeof key !== 'string')
    throw new InvalidCursorError();
  return [value as string | number, key];
}
