/**
 * Many rows in one statement with one parameter. Handing a value to the driver costs more than storing it, so the rows
 * are packed into one block of bytes with a table of contents, and SQL takes them apart: some four times as fast as a
 * statement for each row.
 */
import type { Database } from './database.js';
import type { DocumentRow } from './document-rows.js';

/** What differs from row to row, in the order in which it is packed; the bit in a shape is the index. */
const columns = [
  { name: 'key', of: (row: DocumentRow) => row.key, isText: true },
  { name: 'type', of: (row: DocumentRow) => row.type, isText: true },
  { name: 'name', of: (row: DocumentRow) => row.name, isText: true },
  { name: 'created', of: (row: DocumentRow) => row.created, isText: false },
  { name: 'expired', of: (row: DocumentRow) => row.expired, isText: false },
  { name: 'from_id', of: (row: DocumentRow) => row.fromId, isText: true },
  { name: 'to_id', of: (row: DocumentRow) => row.toId, isText: true },
  { name: 'body', of: (row: DocumentRow) => row.body, isText: true },
] as const;

/** A position or a length in the table of contents: 9 decimal digits, more than SQLite takes in one value. */
const digits = 9;

/** Bytes of one column in the table of contents: position and length of a text, or an integer of 64 bits. */
const entryBytes = 2 * digits + 2;

export interface PackedRows {
  /** Row id of the tenant. */
  readonly tenant: bigint;
  /** Index into `assetKinds`. */
  readonly kind: number;
  /** Row id of the shard group. */
  readonly group: bigint;
  /** The shape of every row. */
  readonly shape: number;
  readonly rows: readonly DocumentRow[];
}

/** Returns which columns a row has, as bits: rows of one shape can share a statement. */
export function shapeOf(row: DocumentRow): number {
  return columns.reduce((shape, column, index) => (column.of(row) === null ? shape : shape | (1 << index)), 0);
}

/**
 * Inserts rows whose key is new and ignores the others; returns how many were inserted and the bytes of all bodies.
 * Call it inside a transaction.
 */
export function insertPacked(database: Database, packed: PackedRows): { inserted: number; bytes: number } {
  const { block, starts, bytes } = pack(packed.rows, packed.shape);
  const inserted = database.run(
    statementOf(packed.shape),
    ...[block, JSON.stringify(starts), packed.tenant, packed.kind, packed.group],
  );
  return { inserted, bytes };
}

/** Grows to the largest import and is used again for each: imports are packed one at a time. */
let room = Buffer.allocUnsafe(1024 ** 2);

/** Returns the block, where in it each row starts (from 1, as SQL counts), and the bytes of all bodies. */
function pack(rows: readonly DocumentRow[], shape: number): { block: Uint8Array; starts: number[]; bytes: number } {
  const present = columns.filter((_, index) => shape & (1 << index));
  const starts: number[] = [];
  let at = 0;
  let bytes = 0;
  for (const row of rows) {
    const start = at;
    let contents = '';
    at += present.length * entryBytes;
    for (const column of present) {
      const value = column.of(row);
      if (typeof value !== 'string') {
        contents += String(value).padStart(entryBytes);
        continue;
      }
      makeRoom(at, value.length);
      const length = room.write(value, at);
      contents += String(at + 1).padStart(digits) + String(length).padStart(entryBytes - digits);
      at += length;
      if (column.name === 'body') bytes += length;
    }
    room.write(contents, start, 'latin1');
    starts.push(start + 1);
  }
  return { block: room.subarray(0, at), starts, bytes };
}

/** A character of a JavaScript string takes at most 3 bytes in UTF-8. */
function makeRoom(used: number, characters: number): void {
  const needed = used + characters * 3;
  if (needed <= room.length) return;
  const larger = Buffer.allocUnsafe(needed * 2);
  room.copy(larger, 0, 0, used);
  room = larger;
}

const statements = new Map<number, string>();

/** ?1 the block, ?2 the starts as JSON, ?3 tenant, ?4 kind, ?5 shard group. */
function statementOf(shape: number): string {
  let statement = statements.get(shape);
  if (statement === undefined) {
    const present = columns.filter((_, index) => shape & (1 << index));
    const values = present.map((column, index) => {
      const entry = index * entryBytes;
      if (!column.isText) return integerAt(entry, entryBytes);
      return `cast(substr(?1, ${integerAt(entry, digits)}, ${integerAt(entry + digits, entryBytes - digits)}) as text)`;
    });
    const names = present.map((column) => column.name).join(', ');
    statement = `insert into document (tenant, kind, shard_group, ${names})
      select ?3, ?4, ?5, ${values.join(', ')} from json_each(?2) where true
      on conflict (tenant, kind, key) do nothing`;
    statements.set(shape, statement);
  }
  return statement;
}

function integerAt(offset: number, length: number): string {
  return `cast(substr(?1, value + ${offset}, ${length}) as integer)`;
}
