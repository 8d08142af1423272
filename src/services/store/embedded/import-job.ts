/** One import as plain values, and how it is stored: the same on whatever thread that happens. */
import { UnknownTenantError } from '../../errors/errors.js';
import { assetKinds } from '../../model/asset.js';
import type { ImportOutcome } from '../port.js';
import type { Connection } from './connection.js';
import { changeCounts, type CountChange } from './counts.js';
import { insertRows, type RowBatch } from './insertion.js';
import { type TenantRow, tenantRow } from './tenant-rows.js';

/** Rows that are ready to be stored; can be handed from thread to thread. */
export interface ImportJob {
  readonly tenantKey: string;
  /** Rows in all batches together. */
  readonly documents: number;
  readonly batches: readonly RowBatch[];
}

/**
 * Stores an import and counts what it inserted. Throws UnknownTenantError when there is no such tenant or it is being
 * removed. Call it inside a transaction.
 */
export function storeImport(connection: Connection, { tenantKey, documents, batches }: ImportJob): ImportOutcome {
  // The tenant may have been removed since the rows were made.
  const { id } = requireTenant(connection, tenantKey);
  const before = connection.row<{ id: bigint | null }>('select max(id) as id from document')?.id ?? 0n;
  const inserted = insertRows(connection, id, batches);
  const changes = inserted === documents ? changesOf(batches) : changesSince(connection, before);
  changeCounts(connection, id, changes);
  const bytes = changes.reduce((sum, change) => sum + change.bytes, 0n);
  return { inserted, ignored: documents - inserted, bytes };
}

/** Returns the tenant's row. Throws UnknownTenantError when there is none or the tenant is being removed. */
export function requireTenant(connection: Connection, key: string): TenantRow {
  const tenant = tenantRow(connection, key);
  if (!tenant || tenant.status === 'REMOVING') throw new UnknownTenantError(key);
  return tenant;
}

/** What all of these rows add to the counts. */
function changesOf(batches: readonly RowBatch[]): readonly CountChange[] {
  return batches.map(({ group, kind, documents, bytes }) => ({
    ...{ group, documents },
    kind: kindAt(kind),
    bytes: BigInt(bytes),
  }));
}

/** What the rows after an id add to the counts: ids count up, and nobody else writes in this transaction. */
function changesSince(connection: Connection, id: bigint): readonly CountChange[] {
  return connection
    .rows<{ shard_group: bigint; kind: bigint; documents: bigint; bytes: bigint }>(
      `select shard_group, kind, count(*) as documents, sum(octet_length(body)) as bytes
        from document where id > ? group by shard_group, kind`,
      id,
    )
    .map(({ shard_group: group, kind, documents, bytes }) => ({
      ...{ group, bytes },
      kind: kindAt(Number(kind)),
      documents: Number(documents),
    }));
}

function kindAt(index: number): CountChange['kind'] {
  const kind = assetKinds[index];
  if (kind === undefined) throw new RangeError(`There is no kind ${index}`);
  return kind;
}
