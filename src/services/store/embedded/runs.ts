/** Runs and their event logs: the log has no gap because an event and the run's state after it are one transaction. */
import { RunInProgressError, UnknownRunError } from '../../errors/errors.js';
import type { Run, RunEvent } from '../../model/run.js';
import { decodeStored, encodeStored } from '../../model/stored-json.js';
import { requireLimit } from '../limits.js';
import type { RunFilter, RunStore } from '../port.js';
import { type Database, inSlices, type SqlValue } from './database.js';
import { integerKeys, type KeysetList, readPage } from './pages.js';

const maxEvents = 1000;

interface RunRow {
  readonly id: string;
  readonly sequence: bigint;
  readonly state: string;
}

/** Returns the run part of the store. */
export function runStore(database: Database): RunStore {
  return {
    createRun: (run) => database.write(() => insertRun(database, run)),
    appendEvent: (event, after) => database.write(() => appendEvent(database, event, after)),
    // The data file belongs to this process.
    claimRun: () => Promise.resolve(true),

    readEvents: (runId, afterSequence, limit) =>
      database.read(() => {
        requireLimit(limit, maxEvents);
        const sql = 'select body from event where run = ? and sequence > ? order by sequence limit ?';
        return eventsOf(database, sql, runId, afterSequence, limit);
      }),

    lastEvents: async (requests) => {
      for (const { limit } of requests) requireLimit(limit, maxEvents);
      const longest = Math.max(1, ...requests.map(({ limit }) => limit));
      return inSlices(requests, (slice) => lastEvents(database, slice), Math.ceil(maxEvents / longest));
    },

    runsById: (ids) =>
      inSlices(ids, (slice) => {
        const rows = database.rows<RunRow>(
          'select id, sequence, state from run where id in (select value from json_each(?))',
          JSON.stringify(slice),
        );
        const found = new Map(rows.map((row) => [row.id, runOf(row)]));
        return slice.map((id) => found.get(id) ?? null);
      }),
    runPage: (filter, page) =>
      database.read(() => {
        const list = runList(filter);
        const total = database.row<{ n: bigint }>(`select count(*) as n from ${list.from}`, ...list.values);
        return readPage(database, list, page, Number(total?.n ?? 0n));
      }),
    runningRuns: () =>
      database.read(() =>
        database
          .rows<RunRow>(`select id, sequence, state from run where status in ('RUNNING', 'PAUSED') order by sequence`)
          .map((row) => runOf(row)),
      ),
  };
}

type EventsRequest = Parameters<RunStore['lastEvents']>[0][number];

/** The sequence of a run's events has no gap, so the numbers of the last ones are known without looking. */
function lastEvents(database: Database, requests: readonly EventsRequest[]): readonly (readonly RunEvent[])[] {
  const found = requests.map((): RunEvent[] => []);
  const rows = database.rows<{ at: bigint; body: string }>(
    `select q.key as at, e.body from json_each(?) q cross join event e
       on e.run = q.value ->> 0 and e.sequence > q.value ->> 1 and e.sequence <= q.value ->> 2
     order by at, e.sequence`,
    JSON.stringify(requests.map(({ runId, upTo, limit }) => [runId, upTo - limit, upTo])),
  );
  for (const { at, body } of rows) found[Number(at)]?.push(decodeStored(body) as RunEvent);
  return found;
}

function insertRun(database: Database, run: Run): void {
  const other = database.row<{ id: string }>(`select id from run where status in ('RUNNING', 'PAUSED') limit 1`);
  if (other) throw new RunInProgressError(other.id);
  if (runById(database, run.id)) throw new RangeError(`There is a run ${run.id} already`);
  const values: SqlValue[] = [run.id, run.kind, run.status, encodeStored(run)];
  database.run('insert into run (id, kind, status, state) values (?, ?, ?, ?)', ...values);
}

function appendEvent(database: Database, event: RunEvent, after: Run): void {
  if (!runById(database, event.runId)) throw new UnknownRunError(event.runId);
  const last = database.row<{ n: bigint | null }>('select max(sequence) as n from event where run = ?', event.runId);
  const expected = Number(last?.n ?? 0n) + 1;
  if (event.sequence !== expected || after.lastSequence !== expected || after.id !== event.runId) {
    throw new RangeError(
      `Run ${event.runId} expects event ${expected} but got ${event.sequence}, with run ${after.id} at ${after.lastSequence}`,
    );
  }
  database.run(
    'insert into event (run, sequence, body) values (?, ?, ?)',
    ...[event.runId, event.sequence, encodeStored(event)],
  );
  database.run('update run set status = ?, state = ? where id = ?', after.status, encodeStored(after), after.id);
}

function runById(database: Database, id: string): Run | null {
  const row = database.row<RunRow>('select id, sequence, state from run where id = ?', id);
  return row && runOf(row);
}

function runOf(row: RunRow): Run {
  return decodeStored(row.state) as Run;
}

function eventsOf(database: Database, sql: string, ...values: SqlValue[]): RunEvent[] {
  return database.rows<{ body: string }>(sql, ...values).map(({ body }) => decodeStored(body) as RunEvent);
}

function runList(filter: RunFilter): KeysetList<RunRow, Run> {
  let from = 'run where true';
  const values: SqlValue[] = [];
  if (filter.kind != null) {
    from += ' and kind = ?';
    values.push(filter.kind);
  }
  if (filter.status != null) {
    from += ' and status = ?';
    values.push(filter.status);
  }
  return {
    columns: 'id, sequence, state',
    from,
    values,
    keys: ['sequence'],
    descending: true,
    itemOf: runOf,
    positionOf: (row) => row.sequence.toString(),
    keysOf: integerKeys,
  };
}
