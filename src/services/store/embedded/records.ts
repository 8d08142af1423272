/** Snapshots, plans and reports: written once, read by id or newest first. */
import type { RebalancePlan } from '../../model/plan.js';
import { decodeStored, encodeStored } from '../../model/stored-json.js';
import type { Snapshot } from '../../model/topology.js';
import type { Page, PageRequest, RecordStore, StoredReport } from '../port.js';
import type { Database } from './database.js';
import { integerKeys, readPage } from './pages.js';
import { mapInTurns } from './turns.js';

type RecordTable = 'snapshot' | 'plan' | 'report';

interface RecordRow {
  readonly sequence: bigint;
  readonly body: string;
}

/** Returns the record part of the store. */
export function recordStore(database: Database): RecordStore {
  return {
    saveSnapshot: (snapshot) => save(database, 'snapshot', snapshot),
    snapshotsById: (ids) => byId<Snapshot>(database, 'snapshot', ids),
    snapshotPage: (page) => database.read(() => newestFirst<Snapshot>(database, 'snapshot', page)),
    savePlan: (plan) => save(database, 'plan', plan),
    plansById: (ids) => byId<RebalancePlan>(database, 'plan', ids),
    saveReport: (report) => save(database, 'report', report),
    reportsById: (ids) => byId<StoredReport>(database, 'report', ids),
    reportPage: (page) => database.read(() => newestFirst<StoredReport>(database, 'report', page)),
  };
}

async function save(database: Database, table: RecordTable, record: { readonly id: string }): Promise<void> {
  const body = encodeStored(record);
  await database.write(() => {
    database.run(`insert into ${table} (id, body) values (?, ?) on conflict (id) do nothing`, record.id, body);
  });
}

/** A record can be large (a plan has two topologies), so other work gets its turn after each few. */
function byId<T>(database: Database, table: RecordTable, ids: readonly string[]): Promise<(T | null)[]> {
  return mapInTurns(ids, 5, (id) => {
    const row = database.row<RecordRow>(`select sequence, body from ${table} where id = ?`, id);
    return row && (decodeStored(row.body) as T);
  });
}

function newestFirst<T>(database: Database, table: RecordTable, page: PageRequest): Page<T> {
  const total = database.row<{ n: bigint }>(`select count(*) as n from ${table}`);
  return readPage<RecordRow, T>(
    database,
    {
      columns: 'sequence, body',
      from: `${table} where true`,
      values: [],
      keys: ['sequence'],
      descending: true,
      itemOf: (row) => decodeStored(row.body) as T,
      positionOf: (row) => row.sequence.toString(),
      keysOf: integerKeys,
    },
    page,
    Number(total?.n ?? 0n),
  );
}
