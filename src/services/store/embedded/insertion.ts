/**
 * Many rows in one statement. Handing a value to the driver costs as much as storing it, so rows of one kind in one
 * shard group share what they have in common, and an edge hands over only what edges are found by.
 */
import { type AssetDocument, assetKinds, isEdgeKind } from '../../model/asset.js';
import type { Connection, SqlValue } from './connection.js';
import { addValues, columnsOf, type RowForm, type RowValue } from './document-rows.js';

/** Fewer leave the cost of a statement to too few rows, more gain nothing. */
const rowsInOneStatement = 50;

/** What all rows of one statement share: tenant, shard group and kind, the first of its parameters. */
const sharedColumns = ['tenant', 'shard_group', 'kind'] as const;

/** Rows of one kind for one shard group. */
export interface RowBatch {
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
export class RowBatcher {
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
export function insertRows(connection: Connection, tenant: bigint, batches: readonly RowBatch[]): number {
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
