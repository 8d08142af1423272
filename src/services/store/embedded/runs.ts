/** Runs and their event logs: the log has no gap because an event and the run's state after it are one transaction. */
import { mapInTurns } from '../../base/turns.js';
import { RunInProgressError, UnknownRunError } from '../../errors/errors.js';
import type { Run, RunEvent } from '../../model/run.js';
import { decodeStored, encodeStored } from '../../model/stored-json.js';
import { requireLimit } from '../limits.js';
import type { RunFilter, RunStore } from '../port.js';
import type { Database, SqlValue } from './database.js';
import { integerKeys, type KeysetList, readPage } from './pages.js';

const maxEvents = 1000;

interface RunRow {
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

    lastEvents: (requests) =>
      mapInTurns(requests, 10, ({ runId, upTo, limit }) => {
        requireLimit(limit, maxEvents);
        const sql = 'select body from event where run = ? and sequence <= ? order by sequence desc limit ?';
        return eventsOf(database, sql, runId, upTo, limit).reverse();
      }),

    runsById: (ids) => mapInTurns(ids, 20, (id) => runById(database, id)),
    runPage: (filter, page) =>
      database.read(() => {
        const list = runList(filter);
        const total = database.row<{ n: bigint }>(`select count(*) as n from ${list.from}`, ...list.values);
        return readPage(database, list, page, Number(total?.n ?? 0n));
      }),
    runningRuns: () =>
      database.read(() =>
        database
          .rows<RunRow>(`select sequence, state from run where status in ('RUNNING', 'PAUSED') order by sequence`)
          .map((row) => runOf(row)),
      ),
  };
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
  const row = database.row<RunRow>('select sequence, state from run where id = ?', id);
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
    columns: 'sequence, state',
    from,
    values,
    keys: ['sequence'],
    descending: true,
    itemOf: runOf,
    positionOf: (row) => row.sequence.toString(),
    keysOf: integerKeys,
  };
}
