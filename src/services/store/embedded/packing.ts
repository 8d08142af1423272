/**
 * Many rows in one statement with one parameter. Handing a value to the driver costs more than storing it, so the rows
 * are packed into one block of bytes with a table of contents, and SQL takes them apart: some four times as fast as a
 * statement for each row.
 */
import type { Database, SqlValue } from './database.js';
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

type Column = (typeof columns)[number];

/** A position or a length in the table of contents: decimal digits, enough for the greatest text that is stored. */
const digits = 8;

/** Bytes of one column in the table of contents: position and length of a text, or an integer of 64 bits. */
const textEntryBytes = 2 * digits;
const integerEntryBytes = 20;

export interface PackedRows {
  /** The shape of every row. */
  readonly shape: number;
  readonly count: number;
  /** Bytes of all bodies. */
  readonly bodyBytes: number;
  /** Each row: its table of contents, then its texts. */
  readonly block: Uint8Array;
  /** Where in the block each row starts, from 1 as SQL counts, as a JSON list. */
  readonly starts: string;
}

/** Returns which columns a row has, as bits: rows of one shape can share a statement. */
export function shapeOf(row: DocumentRow): number {
  // Spelt out, because a walk through `columns` for every document takes longer than packing it.
  let shape = 0b1000_0001;
  if (row.type !== null) shape |= 0b10;
  if (row.name !== null) shape |= 0b100;
  if (row.created !== null) shape |= 0b1000;
  if (row.expired !== null) shape |= 0b1_0000;
  if (row.fromId !== null) shape |= 0b10_0000;
  if (row.toId !== null) shape |= 0b100_0000;
  return shape;
}

/**
 * Inserts rows whose key is new and ignores the others; returns how many were inserted. `place`: row id of the tenant,
 * index of the kind, row id of the shard group. Call it inside a transaction.
 */
export function insertPacked(database: Database, packed: PackedRows, place: readonly SqlValue[]): number {
  return database.run(statementOf(packed.shape), packed.block, packed.starts, ...place);
}

/** Returns rows of one shape as one block. Throws a RangeError when a document is larger than SQLite takes. */
export function packRows(rows: readonly DocumentRow[], shape: number): PackedRows {
  const present = columns.filter((_, index) => shape & (1 << index));
  const contentsBytes = present.reduce((sum, column) => sum + entryBytesOf(column), 0);
  const textsOfRows = rows.map((row) => textsOf(row, present));
  let room = Buffer.allocUnsafe(textsOfRows.reduce((sum, texts) => sum + contentsBytes + texts.length, 0));
  const starts: number[] = [];
  let at = 0;
  let bodyBytes = 0;
  for (const [index, row] of rows.entries()) {
    const texts = textsOfRows[index] ?? '';
    const textBytes = Buffer.byteLength(texts);
    // Most rows are ASCII: one look at all texts saves a look at each.
    const isAscii = textBytes === texts.length;
    const end = at + contentsBytes + textBytes;
    if (end > room.length) room = larger(room, end);
    room.write(texts, at + contentsBytes);
    room.write(contentsOf(row, present, contentsBytes, isAscii), at, 'latin1');
    bodyBytes += isAscii ? row.body.length : Buffer.byteLength(row.body);
    starts.push(at + 1);
    at = end;
  }
  return { shape, count: rows.length, bodyBytes, block: room.subarray(0, at), starts: JSON.stringify(starts) };
}

/** Returns the row's texts one after the other. */
function textsOf(row: DocumentRow, present: readonly Column[]): string {
  let texts = '';
  for (const column of present) {
    const value = column.of(row);
    if (typeof value === 'string') texts += value;
  }
  return texts;
}

/** Returns the row's table of contents: positions count from the start of the row. */
function contentsOf(row: DocumentRow, present: readonly Column[], contentsBytes: number, isAscii: boolean): string {
  let contents = '';
  let position = contentsBytes;
  for (const column of present) {
    const value = column.of(row);
    if (typeof value !== 'string') {
      contents += String(value).padStart(integerEntryBytes);
      continue;
    }
    const length = isAscii ? value.length : Buffer.byteLength(value);
    contents += padded(position) + padded(length);
    position += length;
  }
  return contents;
}

/** Returns a copy with room for so many bytes and half as many again. */
function larger(room: Buffer<ArrayBuffer>, bytes: number): Buffer<ArrayBuffer> {
  const copy = Buffer.allocUnsafe(Math.ceil(bytes * 1.5));
  room.copy(copy);
  return copy;
}

function entryBytesOf(column: Column): number {
  return column.isText ? textEntryBytes : integerEntryBytes;
}

/** Positions and lengths in a row are small numbers: their digits are made once. */
const smallNumbers = Array.from({ length: 4096 }, (_, value) => String(value).padStart(digits));

function padded(value: number): string {
  const text = smallNumbers[value] ?? String(value).padStart(digits);
  if (text.length > digits) throw new RangeError(`A document may not be larger than ${10 ** digits - 1} bytes`);
  return text;
}

const statements = new Map<number, string>();

/** ?1 the block, ?2 the starts as JSON, ?3 tenant, ?4 kind, ?5 shard group. */
function statementOf(shape: number): string {
  let statement = statements.get(shape);
  if (statement === undefined) {
    const present = columns.filter((_, index) => shape & (1 << index));
    let entry = 0;
    const values = present.map((column) => {
      const at = entry;
      entry += entryBytesOf(column);
      if (!column.isText) return integerAt(at, integerEntryBytes);
      return `cast(substr(?1, value + ${integerAt(at, digits)}, ${integerAt(at + digits, digits)}) as text)`;
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
