/** The kept counts of shards and tenants; changed only here, in the transaction that changes the documents. */
import { type AssetKind, assetKinds } from '../../model/asset.js';
import type { Connection } from './connection.js';

/** Documents of one kind that came to one shard group, or left it (negative). */
export interface CountChange {
  /** Row id of the shard group. */
  readonly group: bigint;
  readonly kind: AssetKind;
  readonly documents: number;
  /** UTF-8 bytes of the stored JSON. */
  readonly bytes: bigint;
}

/** Adds the changes to the shards' and the tenant's counts. `tenant` is its row id. Call it inside a transaction. */
export function changeCounts(connection: Connection, tenant: bigint, changes: readonly CountChange[]): void {
  if (changes.length === 0) return;
  const row = connection.row<{ documents_by_kind: string }>(
    'select documents_by_kind from tenant where id = ?',
    tenant,
  );
  const byKind = JSON.parse(row?.documents_by_kind ?? '[]') as number[];
  let documents = 0;
  let bytes = 0n;
  for (const change of changes) {
    const kind = assetKinds.indexOf(change.kind);
    connection.run(
      'update shard set documents = documents + ?, bytes = bytes + ? where shard_group = ? and kind = ?',
      ...[BigInt(change.documents), change.bytes, change.group, kind],
    );
    byKind[kind] = (byKind[kind] ?? 0) + change.documents;
    documents += change.documents;
    bytes += change.bytes;
  }
  connection.run(
    'update tenant set documents = documents + ?, bytes = bytes + ?, documents_by_kind = ? where id = ?',
    ...[BigInt(documents), bytes, JSON.stringify(byKind), tenant],
  );
}
