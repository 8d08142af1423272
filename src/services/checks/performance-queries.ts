/** The queries that the performance check measures, each with a look at whether its answer is right. */
import { type AssetDocument, type AssetKind, namingOf } from '../model/asset.js';
import type { PageRequest, Store, VertexRef } from '../store/port.js';
import { parseEnd, spellingOf } from './isolation/spelling.js';

/** A tenant to query, with devices that exist. */
export interface Subject {
  readonly tenantKey: string;
  /** `_key`s of current devices, e.g. `c695ea905f74:device1-0`; may be empty. */
  readonly deviceKeys: readonly string[];
}

export interface MeasuredQuery {
  readonly name: string;
  readonly description: string;
  /** Asks the store; `turn` (0, 1, 2, ...) varies what is asked for. False: the answer is empty or somebody else's. */
  readonly isAnswered: (store: Store, subject: Subject, turn: number) => Promise<boolean>;
}

/** Tenants that are queried in turn: enough to meet every shard group of most clusters. */
const tenantsQueried = 50;

/** Devices looked up per tenant; more would only make the question longer. */
const devicesKnown = 20;

const firstPage: PageRequest = { limit: 50, after: null, before: null, fromEnd: false };

/** What people ask most, from one row to many. */
export const measuredQueries: readonly MeasuredQuery[] = [
  {
    name: 'CURRENT_DEVICES',
    description: 'The first 50 current devices of a tenant',
    isAnswered: (store, subject) => isPageAnswered(store, subject, 'Device'),
  },
  {
    name: 'DEVICE_BY_KEY',
    description: 'One device by its key',
    async isAnswered(store, subject, turn) {
      const key = deviceKeyOf(subject, turn);
      const [device] = await store.documentsByRef([{ kind: 'Device', key }]);
      return device?.fields._key === key;
    },
  },
  {
    name: 'NEIGHBOURS',
    description: 'The devices that one device connects to, over its edges',
    async isAnswered(store, subject, turn) {
      // Versions are `<proxy>-<number>`; connections lead from the exit point of the device.
      const key = deviceKeyOf(subject, turn).replace(/-\d+$/, '');
      const vertex: VertexRef = { kind: 'DeviceProxyOut', key };
      const [edges = []] = await store.edges([{ kind: 'hasConnection', vertex, direction: 'OUT' }]);
      const refs = edges.map((edge) => parseEnd(edge.fields._to, spellingOf(namingOf(edge))));
      const known = refs.filter((ref) => ref !== null);
      const neighbours = await store.documentsByRef(known);
      // A device without connections is answered with none.
      return known.length === edges.length && neighbours.every((document) => belongsTo(document, subject));
    },
  },
  {
    name: 'SOFTWARE_PAGE',
    description: 'The first 50 current software versions of a tenant',
    isAnswered: (store, subject) => isPageAnswered(store, subject, 'Software'),
  },
  {
    name: 'COUNT_DOCUMENTS',
    description: 'The number of documents of a tenant in each of its collections, counted',
    async isAnswered(store, { tenantKey }) {
      const [counts] = await store.countDocuments([tenantKey]);
      return counts !== undefined && counts.Device > 0;
    },
  },
];

/** Returns up to 50 ACTIVE tenants, oldest first, each with up to 20 current devices. Two store calls. */
export async function readSubjects(store: Pick<Store, 'tenantPage' | 'assetPages'>): Promise<readonly Subject[]> {
  const order = { field: 'CREATED_AT', direction: 'ASC' } as const;
  const tenants = await store.tenantPage({}, order, { ...firstPage, limit: tenantsQueried });
  if (tenants.items.length === 0) return [];
  const page = { ...firstPage, limit: devicesKnown };
  const devices = await store.assetPages(
    tenants.items.map(({ item }) => ({ tenantKey: item.key, kind: 'Device' as const, filter: {}, asOf: null, page })),
  );
  return tenants.items.map(({ item }, at) => ({
    tenantKey: item.key,
    deviceKeys: (devices[at]?.items ?? []).flatMap(({ item: device }) => {
      const key = device.fields._key;
      return typeof key === 'string' ? [key] : [];
    }),
  }));
}

/** Returns whether a document is there and carries the tenant's key, in its `_key` and as its tenantId. */
export function belongsTo(document: AssetDocument | null, { tenantKey }: Pick<Subject, 'tenantKey'>): boolean {
  if (document === null) return false;
  const key = document.fields._key;
  const tenantId = document.fields[spellingOf(namingOf(document)).tenantId];
  return typeof key === 'string' && key.startsWith(`${tenantKey}:`) && tenantId === tenantKey;
}

async function isPageAnswered(store: Store, subject: Subject, kind: AssetKind): Promise<boolean> {
  const request = { tenantKey: subject.tenantKey, kind, filter: {}, asOf: null, page: firstPage };
  const [page] = await store.assetPages([request]);
  return page !== undefined && page.items.length > 0 && page.items.every(({ item }) => belongsTo(item, subject));
}

/** An empty key is answered by nobody: a tenant without devices shows as a failure. */
function deviceKeyOf({ deviceKeys }: Subject, turn: number): string {
  return deviceKeys[turn % Math.max(1, deviceKeys.length)] ?? '';
}
