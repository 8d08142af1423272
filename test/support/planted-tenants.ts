// Tenants with faults: good documents from the generator, changed before they are stored as they are.
import { fixedClock } from '../../src/services/base/clock.js';
import { seededRandom } from '../../src/services/base/random.js';
import type { AssetDocument, AssetKind, FieldValue, NamingConvention } from '../../src/services/model/asset.js';
import type { Tenant } from '../../src/services/model/tenant.js';
import { openEmbeddedStore } from '../../src/services/store/embedded/open.js';
import { defaultCluster, type SimulatedClusterSettings } from '../../src/services/store/embedded/settings.js';
import type { Store } from '../../src/services/store/port.js';
import { generateTenant } from '../../src/services/tenants/generation/generate-tenant.js';

/** Key of the tenant that most tests look at. */
export const acmeKey = 'aaaaaaaaaaaa';
/** Key of the other one. */
export const globalKey = 'bbbbbbbbbbbb';

export const referenceTime = '2026-01-01T00:00:00.000Z';

/** Changes the documents of a tenant before they are stored. */
export type Planting = (documents: readonly AssetDocument[]) => readonly AssetDocument[];

export interface PlantedTenant {
  readonly naming?: NamingConvention;
  readonly planting?: Planting;
  /** true: the tenant stays CREATING. */
  readonly unfinished?: boolean;
}

/** Opens a store in memory without tenants, on the default cluster unless told otherwise. */
export function openEmptyStore(cluster: Partial<SimulatedClusterSettings> = {}): Promise<Store> {
  return openEmbeddedStore({
    path: ':memory:',
    clock: fixedClock(referenceTime),
    random: seededRandom(1),
    seed: 1,
    cluster: { ...defaultCluster, ...cluster },
  });
}

/** Stores a tenant of scale factor 1 with 1,095 documents, less or more what the planting changes. */
export async function plantTenant(store: Store, key: string, planted: PlantedTenant = {}): Promise<Tenant> {
  const { naming = 'camelCase', planting = asGenerated, unfinished = false } = planted;
  const created = await store.createTenant({
    key,
    name: `Tenant ${key}`,
    description: null,
    scaleFactor: 1,
    naming,
    placement: 'HASH',
    idempotencyKey: null,
    createdAt: referenceTime,
    seed: 1,
  });
  const documents = planting(documentsOf(key, naming));
  for (let at = 0; at < documents.length; at += 1_000) {
    await store.importDocuments(key, documents.slice(at, at + 1_000));
  }
  return unfinished ? created : store.activateTenant(key);
}

/** All 1,095 documents of a tenant, as the generator makes them. */
export function documentsOf(tenantKey: string, naming: NamingConvention = 'camelCase'): readonly AssetDocument[] {
  const spec = { tenantKey, tenantName: `Tenant ${tenantKey}`, scaleFactor: 1, naming, seed: 1, referenceTime };
  return [...generateTenant(spec)].flat();
}

/** Plants other values into one document; undefined takes a property away. Throws when there is no such document. */
export function change(
  kind: AssetKind,
  key: string,
  values: Readonly<Record<string, FieldValue | undefined>>,
): Planting {
  return replace(kind, key, (document) => {
    const entries = Object.entries({ ...document.fields, ...values });
    const kept = entries.filter((entry): entry is [string, FieldValue] => entry[1] !== undefined);
    return [{ kind, fields: Object.fromEntries(kept) }];
  });
}

/** Leaves one document out. */
export function leaveOut(kind: AssetKind, key: string): Planting {
  return replace(kind, key, () => []);
}

/** Adds a copy of one document with other values. */
export function double(kind: AssetKind, key: string, values: Readonly<Record<string, FieldValue>>): Planting {
  return replace(kind, key, (document) => [document, { kind, fields: { ...document.fields, ...values } }]);
}

/** The value of a property of a tenant's generated document. */
export function generated(kind: AssetKind, key: string, property: string, tenantKey = acmeKey): FieldValue {
  const found = documentsOf(tenantKey).find((document) => document.kind === kind && document.fields._key === key);
  const value = found?.fields[property];
  if (value === undefined) throw new Error(`The generator makes no ${kind} ${key} with ${property}`);
  return value;
}

const asGenerated: Planting = (documents) => documents;

function replace(kind: AssetKind, key: string, make: (document: AssetDocument) => AssetDocument[]): Planting {
  return (documents) => {
    const at = documents.findIndex((document) => document.kind === kind && document.fields._key === key);
    const found = documents[at];
    if (!found) throw new Error(`The generator makes no ${kind} ${key}`);
    return [...documents.slice(0, at), ...make(found), ...documents.slice(at + 1)];
  };
}
