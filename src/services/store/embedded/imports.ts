/** Stores documents in bulk, each in the shard group that its own attribute value gives, and counts them. */
import { UnknownTenantError } from '../../errors.js';
import { type AssetDocument, type AssetKind, assetKinds } from '../../model/asset.js';
import type { ImportOutcome } from '../port.js';
import { graphOf } from './cluster.js';
import { changeCounts, type CountChange } from './counts.js';
import type { Database } from './database.js';
import { type DocumentRow, documentRow } from './document-rows.js';
import { insertPacked, type PackedRows, packRows, shapeOf } from './packing.js';
import { shardPosition } from './placement.js';
import { type TenantRow, tenantRow } from './tenant-rows.js';
import { nextTurn } from './turns.js';

/** Documents in one call: some 15 ms of work. */
const greatestImport = 1000;

/** Rows made in one turn of the event loop: a millisecond or two. */
const rowsInOneTurn = 250;

/** More than the greatest shape. */
const shapes = 256;

/** Rows that one statement can insert: they differ in nothing but their values. */
interface Batch {
  readonly kind: AssetKind;
  readonly group: bigint;
  readonly shape: number;
  readonly rows: DocumentRow[];
}

/**
 * Stores documents of one tenant in one transaction. Documents whose key the tenant has already in that collection are
 * left as they are. Throws UnknownTenantError when there is no such tenant or it is being removed, a RangeError when
 * there are more than 1,000 documents or one without `_key`.
 */
export async function importDocuments(
  database: Database,
  tenantKey: string,
  documents: readonly AssetDocument[],
): Promise<ImportOutcome> {
  if (documents.length > greatestImport) {
    throw new RangeError(`One import takes at most ${greatestImport} documents, but got ${documents.length}`);
  }
  const tenant = requireTenant(database, tenantKey);
  const rows: DocumentRow[] = [];
  for (const document of documents) {
    rows.push(documentRow(document, tenant.naming));
    // Making the rows takes about as long as storing them: other work gets its turn in between.
    if (rows.length % rowsInOneTurn === 0) await nextTurn();
  }
  const batches = batchesOf(database, tenant, rows).map((batch) => ({
    kind: batch.kind,
    group: batch.group,
    packed: packRows(batch.rows, batch.shape),
  }));
  await nextTurn();
  // The tenant may have been removed in another turn.
  return database.write(() => {
    const { id } = requireTenant(database, tenantKey);
    const changes = batches.map(({ kind, group, packed }): CountChange => {
      return { group, kind, ...insertBatch(database, id, kind, group, packed) };
    });
    changeCounts(database, id, changes);
    const inserted = changes.reduce((sum, change) => sum + change.documents, 0);
    const bytes = changes.reduce((sum, change) => sum + change.bytes, 0n);
    return { inserted, ignored: documents.length - inserted, bytes };
  });
}

function requireTenant(database: Database, key: string): TenantRow {
  const tenant = tenantRow(database, key);
  if (!tenant || tenant.status === 'REMOVING') throw new UnknownTenantError(key);
  return tenant;
}

/** Documents come in any mix of kinds; those that one statement can insert go together, in the order of the first. */
function batchesOf(database: Database, tenant: TenantRow, rows: readonly DocumentRow[]): readonly Batch[] {
  const groupOf = groupFinder(database, tenant);
  const batches = new Map<number, Batch>();
  for (const row of rows) {
    const group = groupOf(row.attributeValue);
    const shape = shapeOf(row);
    const name = (Number(group) * assetKinds.length + assetKinds.indexOf(row.kind)) * shapes + shape;
    const batch = batches.get(name);
    if (batch) batch.rows.push(row);
    else batches.set(name, { kind: row.kind, group, shape, rows: [row] });
  }
  return [...batches.values()];
}

/** Returns a function from attribute value to row id of the shard group, which remembers what it has found. */
function groupFinder(database: Database, tenant: TenantRow): (attributeValue: string) => bigint {
  const graph = graphOf(database, tenant.naming);
  const groups = database.rows<{ id: bigint }>(
    'select id from shard_group where graph = ? order by position',
    graph?.id ?? null,
  );
  const known = new Map<string, bigint>();
  return (attributeValue) => {
    let group = known.get(attributeValue);
    if (group === undefined) {
      group = groups[shardPosition(attributeValue, groups.length)]?.id;
      if (group === undefined) throw new RangeError(`There is no shard group for ${tenant.naming}`);
      known.set(attributeValue, group);
    }
    return group;
  };
}

/** Which rows were new shows in the ids: they count up, and nobody else writes meanwhile. */
function insertBatch(
  database: Database,
  tenant: bigint,
  kind: AssetKind,
  group: bigint,
  packed: PackedRows,
): Pick<CountChange, 'documents' | 'bytes'> {
  const last = database.row<{ id: bigint | null }>('select max(id) as id from document')?.id ?? 0n;
  const inserted = insertPacked(database, packed, [tenant, assetKinds.indexOf(kind), group]);
  if (inserted === packed.count) return { documents: inserted, bytes: BigInt(packed.bodyBytes) };
  const kept = database.row<{ bytes: bigint | null }>(
    'select sum(octet_length(body)) as bytes from document where id > ?',
    last,
  );
  return { documents: inserted, bytes: kept?.bytes ?? 0n };
}
