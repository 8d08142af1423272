/**
 * What the store answers from memory: the topology, pages of tenants, and tenants by key and name. It is read from the
 * file once after each change; until the next one it is exact, because this process owns the file.
 */
import { foldCase } from '../../base/fold.js';
import type { MaybePromise } from '../../base/maybe-promise.js';
import type { Tenant } from '../../model/tenant.js';
import type { PageRequest, Store, TenantFilter } from '../port.js';
import { type Database, inSlices } from './database.js';
import { toDomainError } from './driver-errors.js';
import { tenantPage } from './tenant-pages.js';
import { tenantColumns, tenantOf, type TenantRow, tenantTables } from './tenant-rows.js';
import { topologyOf } from './topology.js';

/** Look-ups in one statement: some 5 ms with reading what it finds. */
const valuesAtOnce = 500;

type InMemory = 'answersAtOnce' | 'readTopology' | 'tenantPage' | 'tenantsByKey' | 'tenantsByName' | 'documentsVersion';

/** Returns this part of the store. */
export function memoryStore(database: Database): Pick<Store, InMemory> {
  const tenants = (): TenantMemory => database.remember('tenants', () => new TenantMemory(database));
  return {
    answersAtOnce: true,
    readTopology: () => orRejection(() => database.remember('topology', () => topologyOf(database))),
    tenantPage: (filter, order, page) =>
      orRejection(() => {
        const memory = tenants();
        const name = `page ${order.field} ${order.direction} ${nameOf(filter, page)}`;
        return database.remember(name, () => tenantPage(database, filter, order, page, (row) => memory.of(row)));
      }),
    tenantsByKey: (keys) => orRejection(() => tenants().find('key', keys)),
    tenantsByName: (names) => orRejection(() => tenants().find('folded_name', names.map(foldCase))),
    documentsVersion: (tenantKey) => database.documentsVersion(tenantKey),
  };
}

/** Most ask for the first page of all tenants, and making JSON takes longer than finding the page. */
function nameOf(filter: TenantFilter, { limit, fromEnd, after, before }: PageRequest): string {
  const isPlain = filter.nameContains == null && filter.naming == null && filter.groupId == null;
  const range = `${limit} ${fromEnd}`;
  return isPlain && after === null && before === null ? range : `${range} ${JSON.stringify([filter, after, before])}`;
}

/** Whoever waits for an answer gets the failure there, as from any other function of the store. */
function orRejection<T>(work: () => MaybePromise<T>): MaybePromise<T> {
  try {
    return work();
  } catch (error) {
    return rejection(error);
  }
}

// eslint-disable-next-line @typescript-eslint/require-await -- it is async to turn what it throws into a rejection
async function rejection(error: unknown): Promise<never> {
  throw toDomainError(error);
}

type NameColumn = 'key' | 'folded_name';

/** Tenants of any status, as they were found since the last change. */
class TenantMemory {
  readonly #database: Database;
  readonly #found: Readonly<Record<NameColumn, Map<string, Tenant>>> = { key: new Map(), folded_name: new Map() };

  constructor(database: Database) {
    this.#database = database;
  }

  /** One for each value, in order; null where there is none. One statement finds all those that are not in memory. */
  find(column: NameColumn, values: readonly string[]): MaybePromise<readonly (Tenant | null)[]> {
    const found = this.#found[column];
    const unknown = values.filter((value) => !found.has(value));
    if (unknown.length <= valuesAtOnce) return this.#inOneGo(column, values);
    // Other work comes in between, and may change tenants: each slice is read as it is then.
    return inSlices(values, (slice) => new TenantMemory(this.#database).#inOneGo(column, slice), valuesAtOnce);
  }

  /** The same object for the same tenant. */
  of(row: TenantRow): Tenant {
    let tenant = this.#found.key.get(row.key);
    if (!tenant) {
      tenant = tenantOf(row);
      this.#found.key.set(row.key, tenant);
      this.#found.folded_name.set(row.folded_name, tenant);
    }
    return tenant;
  }

  #inOneGo(column: NameColumn, values: readonly string[]): readonly (Tenant | null)[] {
    const found = this.#found[column];
    const unknown = values.filter((value) => !found.has(value));
    if (unknown.length > 0) {
      const select = `select ${tenantColumns} from ${tenantTables} and t.${column} in (select value from json_each(?))`;
      for (const row of this.#database.rows<TenantRow>(select, JSON.stringify(unknown))) this.of(row);
    }
    return values.map((value) => found.get(value) ?? null);
  }
}
