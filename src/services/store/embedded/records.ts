/** Snapshots, plans and reports: written once, read by id or newest first. */
import { mapInTurns } from '../../base/turns.js';
import type { RebalancePlan } from '../../model/plan.js';
import { decodeStored } from '../../model/stored-json.js';
import { headOf, type Snapshot, type SnapshotHead } from '../../model/topology.js';
import type { Page, PageRequest, RecordStore, StoredReport } from '../port.js';
import type { Database } from './database.js';
import { integerKeys, readPage } from './pages.js';
import { readRecord, type RecordRow, type RecordTable, writeRecord } from './pieces.js';

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
