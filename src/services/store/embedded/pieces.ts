/**
 * Records of any size: a small one is one row, a large one has its lists in pieces, which are written before the row
 * that makes it known and read with turns of other work in between.
 */
import { Assembly, type Slice, slicesOf } from '../../base/slices.js';
import { nextTurn } from '../../base/turns.js';
import { decodeStored, encodeStored } from '../../model/stored-json.js';
import type { Database } from './database.js';

export type RecordTable = 'snapshot' | 'plan' | 'report';

/** What is read of a record at first. */
export interface RecordRow {
  readonly sequence: bigint;
  readonly id: string;
  readonly body: string;
}

/** Pieces that are written in one transaction, or read at once: a few ms. */
const piecesInOneTurn = 2;

/** Keeps a record; it is there as a whole or not at all. One with an id that is taken changes nothing. */
export async function writeRecord(database: Database, table: RecordTable, record: { id: string }): Promise<void> {
  const slices = slicesOf(record);
  const first = slices.next().value as Slice & { readonly value: unknown };
  const body = encodeStored(first.value);
  let texts: string[] = [];
  let written = 0;
  const write = async (): Promise<void> => {
    const numbered = texts.map((text, index) => ({ text, number: written + index }));
    await database.write(() => {
      for (const { text, number } of numbered) {
        const values = [`${table}/${record.id}`, number, text] as const;
        database.run('insert into piece (record, number, body) values (?, ?, ?) on conflict do nothing', ...values);
      }
    });
    written += texts.length;
    texts = [];
    await nextTurn();
  };
  for (const slice of slices) {
    texts.push(encodeStored(slice));
    if (texts.length === piecesInOneTurn) await write();
  }
  if (texts.length > 0) await write();
  await database.write(() => {
    database.run(`insert into ${table} (id, body) values (?, ?) on conflict (id) do nothing`, record.id, body);
  });
}

/** Returns the record of a row. */
export async function readRecord(database: Database, table: RecordTable, { id, body }: RecordRow): Promise<unknown> {
  const assembly = new Assembly();
  assembly.add({ at: [], value: decodeStored(body) });
  for (let from = 0; ; from += piecesInOneTurn) {
    const pieces = database.rows<{ body: string }>(
      'select body from piece where record = ? and number >= ? and number < ? order by number',
      ...[`${table}/${id}`, from, from + piecesInOneTurn],
    );
    for (const piece of pieces) assembly.add(decodeStored(piece.body) as Slice);
    if (pieces.length < piecesInOneTurn) return assembly.whole;
    await nextTurn();
  }
}

/** Removes pieces whose record is not there: keeping it was cut short. To be called before anything is kept. */
export function removeStrayPieces(database: Database): void {
  const records = (['snapshot', 'plan', 'report'] satisfies RecordTable[])
    .map((table) => `select '${table}/' || id from ${table}`)
    .join(' union all ');
  const stray = `record not in (${records})`;
  // Most files have none, and a file that is only looked at is not to be written.
  if (database.row(`select 1 as found from piece where ${stray} limit 1`) === null) return;
  database.transaction(() => database.run(`delete from piece where ${stray}`));
}
