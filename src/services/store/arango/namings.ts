/** How each tenant spells its collections: it never changes, so it is remembered. */
import type { NamingConvention } from '../../model/asset.js';
import type { ArangoClient } from './client.js';
import { ownCollections } from './names.js';

const mostRemembered = 10_000;

export class Namings {
  readonly #known = new Map<string, NamingConvention>();

  constructor(private readonly client: ArangoClient) {}

  /** Returns the naming convention of each tenant that exists, by key; one request at most. */
  async of(tenantKeys: Iterable<string>): Promise<ReadonlyMap<string, NamingConvention>> {
    const wanted = new Set(tenantKeys);
    const missing = [...wanted].filter((key) => !this.#known.has(key));
    if (missing.length > 0) await this.#read(missing);
    const found = [...wanted].flatMap((key) => {
      const naming = this.#known.get(key);
      return naming ? ([[key, naming]] as const) : [];
    });
    return new Map(found);
  }

  async #read(keys: readonly string[]): Promise<void> {
    const found = await this.client.query<{ readonly key: string; readonly naming: NamingConvention }>(
      'FOR t IN @@tenants FILTER t._key IN @keys RETURN { key: t._key, naming: t.naming }',
      { '@tenants': ownCollections.tenants, keys },
    );
    if (this.#known.size + found.length > mostRemembered) this.#known.clear();
    for (const { key, naming } of found) this.#known.set(key, naming);
  }
}
