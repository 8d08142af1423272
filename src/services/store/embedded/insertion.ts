/**
 * Many rows in one statement. Handing a value to the driver costs as much as storing it, so rows of one form share what
 * they have in common, and an edge hands over only what edges are found by.
 */
import { isEdgeKind } from '../../model/asset.js';
import type { Database, SqlValue } from './database.js';
import type { DocumentRow } from './document-rows.js';

/** A row with where it goes. */
export interface PlacedRow {
  /** Row id of the shard group. */
  readonly group: bigint;
  /** Index of the row's kind. */
  readonly kind: number;
  readonly row: DocumentRow;
}

/** Fewer leave the cost of a statement to too few rows, more gain nothing. */
const rowsInOneStatement = 50;

/** The two forms of rows: the columns that differ from row to row, and their values. */
const forms = {
  EDGE: {
    columns: ['kind', 'key', 'from_id', 'to_id', 'body'],
    values: ({ kind, row }: PlacedRow): SqlValue[] => [kind, row.key, row.fromId, row.toId, row.body],
  },
  VERTEX: {
    columns: ['kind', 'key', 'type', 'name', 'created', 'expired', 'body'],
    values: ({ kind, row }: PlacedRow): SqlValue[] => [
      ...[kind, row.key, row.type, row.name],
      ...[row.created, row.expired, row.body],
    ],
  },
} as const;

type Form = keyof typeof forms;

/** Rows that one statement can insert. */
interface Batch {
  readonly form: Form;
  readonly group: bigint;
  readonly rows: PlacedRow[];
}

/**
 * Inserts rows whose key the tenant (row id) does not have in that collection, and leaves the others as they are.
 * Returns how many were inserted. Call it inside a transaction.
 */
export function insertRows(database: Database, tenant: bigint, rows: readonly PlacedRow[]): number {
  let inserted = 0;
  for (const { form, group, rows: batch } of batchesOf(rows)) {
    const { values } = forms[form];
    for (let at = 0; at < batch.length;) {
      const count = batch.length - at >= rowsInOneStatement ? rowsInOneStatement : 1;
      const parameters: SqlValue[] = [tenant, group];
      for (const row of batch.slice(at, at + count)) parameters.push(...values(row));
      inserted += database.runWith(statementFor(form, count), parameters);
      at += count;
    }
  }
  return inserted;
}

function batchesOf(rows: readonly PlacedRow[]): readonly Batch[] {
  const batches = new Map<string, Batch>();
  for (const row of rows) {
    const form = isEdgeKind(row.row.kind) ? 'EDGE' : 'VERTEX';
    const name = `${form}/${row.group}`;
    const batch = batches.get(name);
    if (batch) batch.rows.push(row);
    else batches.set(name, { form, group: row.group, rows: [row] });
  }
  return [...batches.values()];
}

const statements = new Map<string, string>();

/** ?1 the tenant, ?2 the shard group, then the rows' values one after the other. */
function statementFor(form: Form, rows: number): string {
  const name = `${form}/${rows}`;
  let statement = statements.get(name);
  if (statement === undefined) {
    const { columns } = forms[form];
    const places = Array.from({ length: rows }, (_, row) => {
      const numbers = columns.map((_column, at) => `?${3 + row * columns.length + at}`);
      return `(?1, ?2, ${numbers.join(', ')})`;
    });
    statement = `insert into document (tenant, shard_group, ${columns.join(', ')}) values ${places.join(', ')}
      on conflict (tenant, kind, key) do nothing`;
    statements.set(name, statement);
  }
  return statement;
}
