/**
 * Snapshots, plans and reports: written once, read by id or newest first. A small one is one row; a large one has its lists
 * in pieces, which are written before the row that makes it known and read with turns of other work in between.
 */
import { Assembly, type Slice, slicesOf } from '../../base/slices.js';
import { mapInTurns, nextTurn } from '../../base/turns.js';
import type { RebalancePlan } from '../../model/plan.js';
import { decodeStored, encodeStored } from '../../model/stored-json.js';
import { headOf, type Snapshot, type SnapshotHead } from '../../model/topology.js';
import type { Page, PageRequest, RecordStore, StoredReport } from '../port.js';
import type { Database } from './database.js';
import { integerKeys, readPage } from './pages.js';

/** Returns the record part of the store. */
export function recordStore(database: Database): RecordStore {
  return {
    saveSnapshot: (snapshot) => writeRecord(database, 'snapshot', snapshot),
    snapshotsById: (ids) => byId<Snapshot>(database, 'snapshot', ids),
    // Large states are in pieces, which are not read.
    snapshotPage: (page) =>
      newestFirst(database, 'snapshot', page, (row) => headOf(decodeStored(row.body) as SnapshotHead)),
    savePlan: (plan) => writeRecord(database, 'plan', plan),
    plansById: (ids) => byId<RebalancePlan>(database, 'plan', ids),
    latestPlanId: () => {
      const row = database.row<{ id: string }>('select id from plan order by sequence desc limit 1');
      return Promise.resolve(row?.id ?? null);
    },
    saveReport: (report) => writeRecord(database, 'report', report),
    reportsById: (ids) => byId<StoredReport>(database, 'report', ids),
    reportPage: (page) =>
      newestFirst(database, 'report', page, async (row) => (await readRecord(database, 'report', row)) as StoredReport),
  };
}

/** A record can be large (a plan has two topologies), so other work gets its turn after each few. */
function byId<T>(database: Database, table: RecordTable, ids: readonly string[]): Promise<(T | null)[]> {
  return mapInTurns(ids, 5, async (id) => {
    const row = database.row<RecordRow>(`select sequence, id, body from ${table} where id = ?`, id);
    return row && ((await readRecord(database, table, row)) as T);
  });
}

async function newestFirst<T>(
  database: Database,
  table: RecordTable,
  page: PageRequest,
  read: (row: RecordRow) => T | Promise<T>,
): Promise<Page<T>> {
  const total = database.row<{ n: bigint }>(`select count(*) as n from ${table}`);
  const rows = readPage<RecordRow, RecordRow>(
    database,
    {
      columns: 'sequence, id, body',
      from: `${table} where true`,
      values: [],
      keys: ['sequence'],
      descending: true,
      itemOf: (row) => row,
      positionOf: (row) => row.sequence.toString(),
      keysOf: integerKeys,
    },
    page,
    Number(total?.n ?? 0n),
  );
  const items = await mapInTurns(rows.items, 5, async ({ item, position }) => ({
    item: await read(item),
    position,
  }));
  return { ...rows, items };
}

type RecordTable = 'snapshot' | 'plan' | 'report';

/** What is read of a record at first. */
interface RecordRow {
  readonly sequence: bigint;
  readonly id: string;
  readonly body: string;
}

/** Pieces that are written in one transaction, or read at once: a few ms. */
const piecesInOneTurn = 2;

/** Keeps a record; it is there as a whole or not at all. One with an id that is taken changes nothing. */
async function writeRecord(database: Database, table: RecordTable, record: { id: string }): Promise<void> {
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
async function readRecord(database: Database, table: RecordTable, { id, body }: RecordRow): Promise<unknown> {
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
