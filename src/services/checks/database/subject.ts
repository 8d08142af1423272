/** What the database checks look at: everything is read once, when the first check needs it, in as few calls as it takes. */
import type { Clock } from '../../base/clock.js';
import type { AssetKind } from '../../model/asset.js';
import { type CheckResult, type Verdict } from '../../model/check.js';
import type { Tenant } from '../../model/tenant.js';
import type { ClusterTopology } from '../../model/topology.js';
import type { Store } from '../../store/port.js';

/** One check; what it throws that is a DomainError counts as FAIL with its message and remedy. */
export interface DatabaseCheck {
  /** Stable and machine readable. */
  readonly code: string;
  /** What is checked, as a sentence in the present tense. */
  readonly title: string;
  look(subject: DatabaseSubject): Promise<Verdict>;
}

export type DocumentCounts = Readonly<Record<AssetKind, number>>;

/** A tenant with the documents that it really has. */
export interface CountedTenant {
  readonly tenant: Tenant;
  readonly counts: DocumentCounts;
}

/** All tenants counted, and the cluster right before and right after that. */
export interface Count {
  readonly tenants: readonly CountedTenant[];
  readonly before: ClusterTopology;
  readonly after: ClusterTopology;
  /** Tenants that were being added or removed at either end. */
  readonly unfinished: readonly Tenant[];
}

export interface DatabaseDependencies {
  readonly store: Store;
  readonly clock: Clock;
  /** Whether this process drives a run. */
  readonly drives: (runId: string) => boolean;
  /** Ends the check between two of its parts with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

const tenantsInPage = 100;

/** Documents counted in one call: a second or so of a DB-Server's work. */
const documentsInCall = 500_000;

export class DatabaseSubject {
  readonly #once = new Map<string, Promise<unknown>>();

  constructor(readonly dependencies: DatabaseDependencies) {}

  /** What the store says of itself. */
  ofStore(): Promise<readonly CheckResult[]> {
    return this.#remember('store', () => this.dependencies.store.examineIntegrity());
  }

  topology(): Promise<ClusterTopology> {
    return this.#remember('topology', () => Promise.resolve(this.dependencies.store.readTopology('FRESH')));
  }

  /** The documents of all ACTIVE tenants, by counting: a call for each hundred tenants, or fewer that are large. */
  count(): Promise<Count> {
    return this.#remember('count', async () => {
      const { store } = this.dependencies;
      const before = await this.topology();
      const unfinished = await store.unfinishedTenants();
      const tenants: CountedTenant[] = [];
      for await (const batch of batchesOf(store)) {
        const counts = await store.countDocuments(batch.map(({ key }) => key));
        tenants.push(...batch.flatMap((tenant, at) => (counts[at] ? [{ tenant, counts: counts[at] }] : [])));
      }
      const now = await store.tenantsByKey(tenants.map(({ tenant }) => tenant.key));
      const after = await store.readTopology('FRESH');
      return {
        // One that was removed meanwhile, or is being removed, proves nothing.
        tenants: tenants.filter(
          ({ tenant }, at) => now[at]?.status === 'ACTIVE' && now[at].createdAt === tenant.createdAt,
        ),
        before,
        after,
        unfinished: [...unfinished, ...(await store.unfinishedTenants())],
      };
    });
  }

  #remember<T>(what: string, read: () => Promise<T>): Promise<T> {
    const known = this.#once.get(what) as Promise<T> | undefined;
    if (known) return known;
    const reading = read();
    this.#once.set(what, reading);
    return reading;
  }
}

async function* batchesOf(store: Pick<Store, 'tenantPage'>): AsyncGenerator<readonly Tenant[]> {
  let after: string | null = null;
  for (;;) {
    const page = await store.tenantPage(
      {},
      { field: 'CREATED_AT', direction: 'ASC' },
      { limit: tenantsInPage, after, before: null, fromEnd: false },
    );
    let batch: Tenant[] = [];
    let documents = 0;
    for (const { item } of page.items) {
      if (batch.length > 0 && documents + item.documents > documentsInCall) {
        yield batch;
        [batch, documents] = [[], 0];
      }
      batch.push(item);
      documents += item.documents;
    }
    if (batch.length > 0) yield batch;
    after = page.items.at(-1)?.position ?? null;
    if (!page.hasNext || after === null) return;
  }
}
