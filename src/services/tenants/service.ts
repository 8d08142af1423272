/**
 * Adds and removes tenants and answers questions about them. A tenant is CREATING until all of its documents are
 * there and counted, and is shown to nobody before; what an interruption leaves is cleaned up by `recover`.
 */
import type { ChangeSignal } from '../base/change-signal.js';
import type { Clock } from '../base/clock.js';
import { type MaybePromise, whenThere } from '../base/maybe-promise.js';
import type { Random } from '../base/random.js';
import {
  DomainError,
  IdempotencyConflictError,
  StoreUnavailableError,
  TenantNameTakenError,
  UnknownTenantError,
} from '../errors/errors.js';
import { assetKinds, documentsOfTenant, documentsPerScale } from '../model/asset.js';
import type { TenantRequest } from '../model/requests.js';
import type { Tenant, TenantDraft } from '../model/tenant.js';
import type { Page, PageRequest, Store, TenantFilter, TenantOrder } from '../store/port.js';
import { generateTenant } from './generation/generate-tenant.js';
import type { GenerationSpec } from './generation/spec.js';
import { mintPlacedKey } from './placement.js';
import { type CompleteTenantRequest, completeTenantRequest, isSameRequest } from './request.js';

/** What became of one tenant of a batch: exactly one of `tenant` and `error` is not null. */
export interface TenantOutcome {
  readonly name: string;
  readonly tenant: Tenant | null;
  readonly error: DomainError | null;
}

export interface TenantService {
  /** Adds a tenant with all of its documents; ACTIVE when it resolves. */
  add(request: TenantRequest): Promise<Tenant>;
  /** Adds several, one after the other; one that fails does not stop the others. At most 1,000. */
  addMany(requests: readonly TenantRequest[]): Promise<readonly TenantOutcome[]>;
  /** Removes a tenant and proves that no document of it is left. */
  remove(tenantKey: string): Promise<{ tenant: Tenant; removedDocuments: number }>;
  page(filter: TenantFilter, order: TenantOrder, page: PageRequest): MaybePromise<Page<Tenant>>;
  /** ACTIVE tenants by key, null where there is none, in key order. */
  byKey(keys: readonly string[]): MaybePromise<readonly (Tenant | null)[]>;
  byName(names: readonly string[]): MaybePromise<readonly (Tenant | null)[]>;
  /** true: tenants are in memory, so there is no need to gather look-ups into one call. */
  readonly answersAtOnce: boolean;
}

export interface TenantDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  /** Notified when tenants have changed. */
  readonly changed: ChangeSignal;
}

/** Lets a caller watch and stop an addition. */
export interface AdditionWatch {
  /** Told after each batch: documents stored so far and in all. */
  readonly onProgress?: (done: number, total: number) => void | Promise<void>;
  /** When aborted, what was stored is removed again and the addition rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** The service with what only the other services use. */
export interface TenantServiceInside extends TenantService {
  addWatched(request: TenantRequest, watch: AdditionWatch): Promise<Tenant>;
  /**
   * Ends what interrupted additions and removals left, and returns how many tenants that were: on a store of its own
   * they are removed, on a shared one additions are completed. What this process is at work on is left alone. Rejects
   * with the first failure once all others are ended.
   */
  recover(): Promise<number>;
}

/** One that the store writes, and one that is made meanwhile: more would only take memory. */
const batchesUnderWay = 2;

/** Documents that are removed in one transaction: small enough to keep the event loop free. */
const removalBatch = 1000;

/** Returns the tenant service on top of a store. */
export function createTenantService({ store, clock, random, changed }: TenantDependencies): TenantServiceInside {
  const underWay = new Map<string, Promise<Tenant>>();
  /** Keys of tenants that this process adds or removes at this moment. */
  const busy = new Set<string>();

  async function whileBusy<T>(key: string, work: () => Promise<T>): Promise<T> {
    busy.add(key);
    try {
      return await work();
    } finally {
      busy.delete(key);
    }
  }

  async function add(request: CompleteTenantRequest, watch: AdditionWatch): Promise<Tenant> {
    const [namesake] = await store.tenantsByName([request.name]);
    if (namesake) throw new TenantNameTakenError(namesake.name, namesake.key);
    const key = await mintPlacedKey(store, random, request);
    const draft = { ...request, key, createdAt: clock.now().toISOString(), seed: random.seed() };
    return whileBusy(key, async () => {
      await store.createTenant(draft);
      try {
        return await complete(draft, watch);
      } catch (cause) {
        // What cannot be removed now stays hidden, and is removed later.
        await removeEverything(store, key).catch(() => undefined);
        throw cause;
      }
    });
  }

  async function complete(draft: TenantDraft, watch: AdditionWatch): Promise<Tenant> {
    await importDocuments(store, draft, watch);
    const tenant = await store.activateTenant(draft.key);
    changed.notify();
    return tenant;
  }

  /** The same draft gives the same documents, so those that are there already are simply met again. */
  async function endUnfinished(tenant: Tenant): Promise<void> {
    if (store.isShared && tenant.status === 'CREATING') await complete(tenant, {});
    else await removeEverything(store, tenant.key);
  }

  async function addOnce(
    request: CompleteTenantRequest,
    idempotencyKey: string,
    watch: AdditionWatch,
  ): Promise<Tenant> {
    await underWay.get(idempotencyKey)?.catch(() => undefined);
    const existing = await store.tenantByIdempotencyKey(idempotencyKey);
    if (existing?.status === 'ACTIVE') return sameAs(existing, request, idempotencyKey);
    // Nothing may be awaited between the look-up in this map and the entry: two equal requests would both get through.
    const other = underWay.get(idempotencyKey);
    if (other) return addOnce(request, idempotencyKey, watch);
    const addition = addOrMeet(existing, request, idempotencyKey, watch).finally(() => underWay.delete(idempotencyKey));
    underWay.set(idempotencyKey, addition);
    return addition;
  }

  /** On a shared store the same request may have come to another process, or to one that is gone. */
  async function addOrMeet(
    existing: Tenant | null,
    request: CompleteTenantRequest,
    idempotencyKey: string,
    watch: AdditionWatch,
  ): Promise<Tenant> {
    const known = store.isShared && existing ? await meet(existing, request, idempotencyKey) : null;
    if (known) return known;
    try {
      return await add(request, watch);
    } catch (error) {
      const isTaken = error instanceof TenantNameTakenError || error instanceof IdempotencyConflictError;
      const faster = store.isShared && isTaken ? await store.tenantByIdempotencyKey(idempotencyKey) : null;
      const met = faster && (await meet(faster, request, idempotencyKey));
      if (met) return met;
      throw error;
    }
  }

  /** Returns the tenant once it is whole, null when it is gone. Throws a StoreUnavailableError while another process is at work on it. */
  async function meet(
    existing: Tenant,
    request: CompleteTenantRequest,
    idempotencyKey: string,
  ): Promise<Tenant | null> {
    const { key, name, status } = existing;
    if (status === 'ACTIVE') return sameAs(existing, request, idempotencyKey);
    if (status === 'CREATING') sameAs(existing, request, idempotencyKey);
    const isLeft = !busy.has(key) && (await store.unfinishedTenants()).some((each) => each.key === key);
    if (!isLeft) {
      throw new StoreUnavailableError(
        `Tenant "${name}" is being ${status === 'CREATING' ? 'added' : 'removed'} by another Shardbook`,
        'Send the same request again in a minute',
        true,
      );
    }
    await whileBusy(key, () => endUnfinished(existing));
    const [now] = await store.tenantsByKey([key]);
    return now ?? null;
  }

  async function addWatched(request: TenantRequest, watch: AdditionWatch): Promise<Tenant> {
    const complete = completeTenantRequest(request);
    return complete.idempotencyKey === null ? add(complete, watch) : addOnce(complete, complete.idempotencyKey, watch);
  }

  function activeOnly(tenants: MaybePromise<readonly (Tenant | null)[]>): MaybePromise<readonly (Tenant | null)[]> {
    return whenThere(tenants, (all) => all.map((tenant) => (tenant?.status === 'ACTIVE' ? tenant : null)));
  }

  return {
    addWatched,
    add: (request) => addWatched(request, {}),
    addMany: (requests) => addMany(requests, addWatched),
    byKey: (keys) => activeOnly(store.tenantsByKey(keys)),
    byName: (names) => activeOnly(store.tenantsByName(names)),
    page: (filter, order, page) => store.tenantPage(filter, order, page),
    answersAtOnce: store.answersAtOnce,

    async remove(tenantKey) {
      const [tenant] = await activeOnly(store.tenantsByKey([tenantKey]));
      if (!tenant) throw new UnknownTenantError(tenantKey);
      const removedDocuments = await whileBusy(tenantKey, () => removeEverything(store, tenantKey));
      changed.notify();
      return { tenant, removedDocuments };
    },

    async recover() {
      const unfinished = (await store.unfinishedTenants()).filter(({ key }) => !busy.has(key));
      const failures: unknown[] = [];
      for (const tenant of unfinished) {
        // One that cannot be ended must not keep the others from it.
        await whileBusy(tenant.key, () => endUnfinished(tenant)).catch((error: unknown) => failures.push(error));
      }
      if (failures.length < unfinished.length) changed.notify();
      if (failures.length > 0) throw failures[0];
      return unfinished.length;
    },
  };
}

async function addMany(
  requests: readonly TenantRequest[],
  addWatched: TenantServiceInside['addWatched'],
): Promise<readonly TenantOutcome[]> {
  const outcomes: TenantOutcome[] = [];
  for (const request of requests) {
    try {
      outcomes.push({ name: request.name, tenant: await addWatched(request, {}), error: null });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      outcomes.push({ name: request.name, tenant: null, error });
    }
  }
  return outcomes;
}

function sameAs(existing: Tenant, request: CompleteTenantRequest, idempotencyKey: string): Tenant {
  if (!isSameRequest(existing, request)) throw new IdempotencyConflictError(idempotencyKey, existing.name);
  return existing;
}

/** Stores what is generated: while the store writes some batches, the next one is made. */
async function importDocuments(store: Store, draft: TenantDraft, watch: AdditionWatch): Promise<void> {
  const total = documentsOfTenant(draft.scaleFactor);
  let done = 0;
  const underWay: Promise<void>[] = [];
  const finishOldest = async (): Promise<void> => {
    await underWay[0];
    void underWay.shift();
    await watch.onProgress?.(done, total);
  };
  try {
    for (const batch of generateTenant(specOf(draft), store.batches.documents)) {
      watch.signal?.throwIfAborted();
      const { length } = batch;
      const stored = store.importDocuments(draft.key, batch).then(() => {
        done += length;
      });
      // Whoever waits for it gets the failure; until then it must not count as unhandled.
      void stored.catch(() => undefined);
      underWay.push(stored);
      if (underWay.length === batchesUnderWay) await finishOldest();
      // Generating and storing a batch both take processor time: let requests in between.
      await new Promise((resolve) => setImmediate(resolve));
    }
    while (underWay.length > 0) await finishOldest();
  } finally {
    // Nothing may come after what stopped this.
    await Promise.allSettled(underWay);
  }
  watch.signal?.throwIfAborted();
  await requireComplete(store, draft);
}

function specOf(draft: TenantDraft): GenerationSpec {
  return {
    tenantKey: draft.key,
    tenantName: draft.name,
    scaleFactor: draft.scaleFactor,
    naming: draft.naming,
    seed: draft.seed,
    referenceTime: draft.createdAt,
  };
}

async function requireComplete(store: Store, draft: TenantDraft): Promise<void> {
  const [stored] = await store.tenantsByKey([draft.key]);
  const missing = assetKinds.find(
    (kind) => stored?.documentsByKind[kind] !== documentsPerScale[kind] * draft.scaleFactor,
  );
  if (missing)
    throw new Error(`Tenant ${draft.key} has ${stored?.documentsByKind[missing] ?? 0} documents of ${missing}`);
}

/** Removes a tenant with all of its documents, counts again to prove it, and returns how many there were. */
async function removeEverything(store: Store, key: string): Promise<number> {
  await store.beginRemoval(key);
  let removed = 0;
  for (;;) {
    const chunk = await store.removeDocuments(key, removalBatch);
    if (chunk === 0) break;
    removed += chunk;
    await new Promise((resolve) => setImmediate(resolve));
  }
  const [left] = await store.countDocuments([key]);
  const remaining = assetKinds.filter((kind) => left?.[kind] !== 0);
  if (remaining.length > 0) throw new Error(`Tenant ${key} still has documents of ${remaining.join(', ')}`);
  await store.deleteTenant(key);
  return removed;
}
