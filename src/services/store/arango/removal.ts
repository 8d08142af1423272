/** Removes a tenant's documents in parts, edges before the vertices that they tie together. */
import { UnknownTenantError } from '../../errors/errors.js';
import { assetKinds } from '../../model/asset.js';
import { attributeOf, collectionOf, ownCollections } from './names.js';
import { leaseMs, type StoreParts } from './parts.js';
import { figuresOf } from './tenant-documents.js';
import { tenantByKey } from './tenant-documents.js';
import { countTenants, zeros } from './tenant-figures.js';

/**
 * Removes up to `limit` documents and returns how many that were, 0 when none is left. What is kept of the tenant's
 * figures follows what is really left, so an answer that was lost does not make them wrong.
 */
export function removeDocuments({ client, turns, process }: StoreParts, key: string, limit: number): Promise<number> {
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
