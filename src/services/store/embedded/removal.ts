/** Removes documents in slices, and takes them off the kept counts in the same transactions. */
import { nextTurn } from '../../base/turns.js';
import { UnknownTenantError } from '../../errors/errors.js';
import { assetKinds } from '../../model/asset.js';
import { changeCounts, type CountChange } from './counts.js';
import type { Database } from './database.js';

/** Documents in one transaction: a few milliseconds. */
const sliceDocuments = 500;

interface RemovedRow {
  readonly shard_group: bigint;
  readonly kind: bigint;
  readonly documents: bigint;
  readonly bytes: bigint;
}

/**
 * Removes up to `limit` documents of a tenant, slice by slice; returns how many. What is removed when the store is
 * closed or the process is killed stays removed. Throws UnknownTenantError.
 */
export async function removeTenantDocuments(database: Database, key: string, limit: number): Promise<number> {
  let removed = 0;
  while (removed < limit && !database.closing.aborted) {
    const slice = Math.min(sliceDocuments, limit - removed);
    const found = await database.write(() => removeSlice(database, key, slice));
    removed += found;
    if (found < slice) break;
    await nextTurn();
  }
  return removed;
}

function removeSlice(database: Database, key: string, limit: number): number {
  const tenant = database.row<{ id: bigint }>('select id from tenant where key = ?', key);
  if (!tenant) throw new UnknownTenantError(key);
  const chosen = 'select id from document where tenant = ? order by kind, key limit ?';
  const rows = database.rows<RemovedRow>(
    `select shard_group, kind, count(*) as documents, sum(octet_length(body)) as bytes
     from document where id in (${chosen}) group by shard_group, kind`,
    ...[tenant.id, limit],
  );
  const changes = rows.map((row): CountChange => {
    const kind = assetKinds[Number(row.kind)] ?? 'Device';
    return { group: row.shard_group, kind, documents: -Number(row.documents), bytes: -row.bytes };
  });
  const removed = database.run(`delete from document where id in (${chosen})`, tenant.id, limit);
  changeCounts(database, tenant.id, changes);
  database.noteDocumentsChanged(key);
  return removed;
}
