/** Tenant services of several processes on one Coordinator double, and what is really there of their tenants. */
import { ChangeSignal } from '../../../../src/services/base/change-signal.js';
import { fixedClock } from '../../../../src/services/base/clock.js';
import { seededRandom } from '../../../../src/services/base/random.js';
import { assetKinds } from '../../../../src/services/model/asset.js';
import { encodeDocument } from '../../../../src/services/model/document-json.js';
import type { Tenant } from '../../../../src/services/model/tenant.js';
import { openArangoStore } from '../../../../src/services/store/arango/open.js';
import type { Store } from '../../../../src/services/store/port.js';
import { generateTenant } from '../../../../src/services/tenants/generation/generate-tenant.js';
import { createTenantService, type TenantServiceInside } from '../../../../src/services/tenants/service.js';
import { type Arangod, startArangod } from '../../../support/arangod/arangod.js';
import { settingsFor, testDatabase } from './open-store.js';

/** One Shardbook process, as far as tenants are concerned. */
export interface TenantProcess {
  readonly store: Store;
  readonly tenants: TenantServiceInside;
}

export interface TenantWorld {
  readonly arangod: Arangod;
  /** Starts another process, whose requests may take so many milliseconds. */
  start(timeoutMs?: number): TenantProcess;
  /** Lets the server's clock go on by more than a lease lasts. */
  endLeases(): void;
  /** Keys of no tenant under which there are documents. */
  orphans(): readonly string[];
  /** Returns what is wrong with what the cluster holds: orphans, halves, wrong figures; empty when nothing is. */
  faults(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** A lease lasts for 30 s. */
const longerThanALease = 31_000;

export async function tenantWorld(): Promise<TenantWorld> {
  let serverNow = Date.parse('2026-08-01T12:00:00.000Z');
  const arangod = await startArangod({ now: () => new Date(serverNow) });
  const stores: Store[] = [];
  let seed = 0;

  function start(timeoutMs = 10_000): TenantProcess {
    const store = openArangoStore(settingsFor(arangod, {}, { timeoutMs }), 'camelCase');
    stores.push(store);
    const clock = fixedClock('2026-08-01T12:00:00.000Z');
    const tenants = createTenantService({
      store,
      clock,
      random: seededRandom((seed += 1)),
      changed: new ChangeSignal(),
    });
    return { store, tenants };
  }

  return {
    arangod,
    start,
    endLeases() {
      serverNow += longerThanALease;
    },
    orphans: () => orphansOn(arangod),
    async faults() {
      const tenants = (await start().store.tenantsByKey(keysOn(arangod))).flatMap((tenant) => tenant ?? []);
      const stored = storedByTenant(arangod);
      return [
        ...orphansOn(arangod).map((key) => `documents of ${key}, which is no tenant`),
        ...tenants
          .filter(({ status }) => status === 'ACTIVE')
          .flatMap((tenant) => faultsOf(tenant, stored.get(tenant.key) ?? [])),
      ];
    },
    async close() {
      for (const store of stores) await store.close();
      await arangod.close();
    },
  };
}

function keysOn(arangod: Arangod): readonly string[] {
  const tenants = arangod.documents(testDatabase, 'shardbook_tenants');
  return tenants.flatMap(({ _key: key }) => (typeof key === 'string' ? key : []));
}

function orphansOn(arangod: Arangod): readonly string[] {
  const keys = new Set(keysOn(arangod));
  return [...storedByTenant(arangod).keys()].filter((key) => !keys.has(key));
}

/** `kind/_key` of every document, by tenant. */
function storedByTenant(arangod: Arangod): ReadonlyMap<string, readonly string[]> {
  const stored = new Map<string, string[]>();
  for (const kind of assetKinds) {
    for (const { tenantId, _key: key } of arangod.documents(testDatabase, kind)) {
      if (typeof tenantId !== 'string' || typeof key !== 'string')
        throw new Error(`a document of ${kind} has no tenant`);
      const keys = stored.get(tenantId) ?? [];
      keys.push(`${kind}/${key}`);
      stored.set(tenantId, keys);
    }
  }
  return stored;
}

/** Compares a tenant with what its seed says that it is. */
function faultsOf(tenant: Tenant, stored: readonly string[]): readonly string[] {
  const wanted = [
    ...generateTenant(
      { ...tenant, tenantKey: tenant.key, tenantName: tenant.name, referenceTime: tenant.createdAt },
      5000,
    ),
  ].flat();
  const keys = new Set(stored);
  const bytes = wanted.reduce((sum, { fields }) => sum + Buffer.byteLength(encodeDocument(fields)), 0);
  return [
    ...(keys.size === stored.length ? [] : [`${tenant.name} has documents twice`]),
    ...(wanted.every(({ kind, fields }) => keys.has(`${kind}/${fields._key as string}`))
      ? []
      : [`${tenant.name} is not whole`]),
    ...(stored.length === wanted.length ? [] : [`${tenant.name} holds ${stored.length} documents`]),
    ...(tenant.documents === wanted.length ? [] : [`${tenant.name} counts ${tenant.documents} documents`]),
    ...(tenant.bytes === BigInt(bytes) ? [] : [`${tenant.name} counts ${tenant.bytes} and not ${bytes} bytes`]),
  ];
}
