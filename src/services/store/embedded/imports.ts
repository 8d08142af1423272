/**
 * Stores documents in bulk, each in the shard group that its own attribute value gives, and counts them. Many rows are one
 * statement: handing a value to the driver costs as much as storing it, so rows of one kind in one shard group share what
 * they have in common, and an edge hands over only what edges are found by.
 */
import { nextTurn } from '../../base/turns.js';
import { UnknownTenantError } from '../../errors/errors.js';
import { type AssetDocument, assetKinds, isEdgeKind } from '../../model/asset.js';
import { shardPosition } from '../../model/sharding.js';
import type { ImportOutcome } from '../port.js';
import { graphOf } from './cluster.js';
import type { Connection, SqlValue } from './connection.js';
import { changeCounts, type CountChange } from './counts.js';
import type { Database } from './database.js';
import { addValues, attributeValueOf, columnsOf, type RowForm, type RowValue } from './document-rows.js';
import { type TenantRow, tenantRow } from './tenant-rows.js';

/** Documents in one call: some 15 ms of work, most of them in one turn of the event loop. */
export const greatestImport = 1000;

/** Rows made in one turn of the event loop: a millisecond or two. */
const rowsInOneTurn = 250;

/**
 * Stores documents of one tenant in one transaction. Documents whose key the tenant has already in that collection are
 * left as they are. Throws UnknownTenantError when there is no such tenant or it is being removed, a RangeError when
 * there are more than 1,000 documents or one without `_key`, a StoreFullError when the disk is as good as full.
 */
export async function importDocuments(
  database: Database,
  tenantKey: string,
  documents: readonly AssetDocument[],
): Promise<ImportOutcome> {
  if (documents.length > greatestImport) {
    throw new RangeError(`One import takes at most ${greatestImport} documents, but got ${documents.length}`);
  }
  await database.requireRoomToGrow();
  const tenant = requireTenant(database, tenantKey);
  const groups = groupsOf(database, tenant);
  const positionOf = positionFinder(groups.length);
  const batcher = new RowBatcher(groups);
  let made = 0;
  for (const document of documents) {
    batcher.add(positionOf(attributeValueOf(document, tenant.naming)), document);
    // Making the rows takes a part of the time of storing them: other work gets its turn in between.
    if (++made % rowsInOneTurn === 0) await nextTurn();
  }
  return database.write(() => store(database, tenantKey, documents.length, batcher.batches()));
}

function store(database: Database, tenantKey: string, documents: number, batches: readonly RowBatch[]): ImportOutcome {
  // The tenant may have been removed since the rows were made.
  const { id } = requireTenant(database, tenantKey);
  const before = database.row<{ id: bigint | null }>('select max(id) as id from document')?.id ?? 0n;
  const inserted = insertRows(database, id, batches);
  const changes = inserted === documents ? changesOf(batches) : changesSince(database, before);
  changeCounts(database, id, changes);
  database.noteDocumentsChanged(tenantKey);
  const bytes = changes.reduce((sum, change) => sum + change.bytes, 0n);
  return { inserted, ignored: documents - inserted, bytes };
}

function requireTenant(database: Database, key: string): TenantRow {
  const tenant = tenantRow(database, key);
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
function changesSince(database: Database, id: bigint): readonly CountChange[] {
  return database
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

/** Row ids of the tenant's shard groups by position. */
function groupsOf(database: Database, tenant: TenantRow): readonly bigint[] {
  const graph = graphOf(database, tenant.naming);
  return database
    .rows<{ id: bigint }>('select id from shard_group where graph = ? order by position', graph?.id ?? null)
    .map(({ id }) => id);
}

/** Returns a function from attribute value to position of the shard group, which remembers what it has found. */
function positionFinder(numberOfShards: number): (attributeValue: string) => number {
  const known = new Map<string, number>();
  return (attributeValue) => {
    let position = known.get(attributeValue);
    if (position === undefined) {
      position = shardPosition(attributeValue, numberOfShards);
      known.set(attributeValue, position);
    }
    return position;
  };
}

/** Fewer leave the cost of a statement to too few rows, more gain nothing. */
const rowsInOneStatement = 50;

/** What all rows of one statement share: tenant, shard group and kind, the first of its parameters. */
const sharedColumns = ['tenant', 'shard_group', 'kind'] as const;

/** Rows of one kind for one shard group. */
interface RowBatch {
  /** Row id of the shard group. */
  readonly group: bigint;
  /** Index of the kind. */
  readonly kind: number;
  readonly form: RowForm;
  readonly documents: number;
  /** UTF-8 bytes of the bodies. */
  readonly bytes: number;
  /** What `columnsOf` names, row after row. */
  readonly values: readonly RowValue[];
}

/** Sorts documents into batches and makes their rows, without an object for each of them. */
class RowBatcher {
  readonly #groups: readonly bigint[];
  readonly #batches: (OpenBatch | undefined)[] = [];

  /** `groups`: row ids of the shard groups by position. */
  constructor(groups: readonly bigint[]) {
    this.#groups = groups;
  }

  /** Makes the row of a document that belongs to the shard group at a position. Throws a RangeError without `_key`. */
  add(position: number, document: AssetDocument): void {
    const kind = assetKinds.indexOf(document.kind);
    const slot = position * assetKinds.length + kind;
    const batch = (this.#batches[slot] ??= this.#open(position, kind, document));
    batch.bytes += addValues(batch.values, batch.form, document);
    batch.documents += 1;
  }

  /** Returns the batches that have rows. */
  batches(): readonly RowBatch[] {
    return this.#batches.filter((batch) => batch !== undefined);
  }

  #open(position: number, kind: number, document: AssetDocument): OpenBatch {
    const group = this.#groups[position];
    if (group === undefined) throw new RangeError(`There is no shard group at position ${position}`);
    return new OpenBatch(group, kind, isEdgeKind(document.kind) ? 'EDGE' : 'VERTEX');
  }
}

class OpenBatch implements RowBatch {
  documents = 0;
  bytes = 0;
  readonly values: RowValue[] = [];

  constructor(
    readonly group: bigint,
    readonly kind: number,
    readonly form: RowForm,
  ) {}
}

/**
 * Inserts rows whose key the tenant (row id) does not have in that collection, and leaves the others as they are.
 * Returns how many were inserted. Call it inside a transaction.
 */
function insertRows(connection: Connection, tenant: bigint, batches: readonly RowBatch[]): number {
  let inserted = 0;
  for (const { group, kind, form, values } of batches) {
    const inOneRow = columnsOf[form].length;
    for (let from = 0; from < values.length; from += rowsInOneStatement * inOneRow) {
      const parameters: SqlValue[] = [tenant, group, kind];
      const end = Math.min(from + rowsInOneStatement * inOneRow, values.length);
      for (let at = from; at < end; at += 1) parameters.push(values[at] ?? null);
      inserted += connection.runWith(statementFor(form, (end - from) / inOneRow), parameters);
    }
  }
  return inserted;
}

const statements: Record<RowForm, string[]> = { EDGE: [], VERTEX: [] };

/** The shared parameters are ?1 to ?3, then come the rows' values one after the other. */
function statementFor(form: RowForm, rows: number): string {
  return (statements[form][rows] ??= makeStatement(columnsOf[form], rows));
}

function makeStatement(columns: readonly string[], rows: number): string {
  const shared = sharedColumns.map((_column, at) => `?${1 + at}`);
  const places = Array.from({ length: rows }, (_, row) => {
    const own = columns.map((_column, at) => `?${1 + shared.length + row * columns.length + at}`);
    return `(${[...shared, ...own].join(', ')})`;
  });
  return `insert into document (${[...sharedColumns, ...columns].join(', ')}) values ${places.join(', ')}
    on conflict (tenant, kind, key) do nothing`;
}
