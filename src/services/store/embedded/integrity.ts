/** The integrity of the data file: its pages, what refers to what, and what has to be there. Nothing is written. */
import { nextTurn } from '../../base/turns.js';
import { assetKinds, nameIn } from '../../model/asset.js';
import { type CheckResult, fail, pass, type Verdict } from '../../model/check.js';
import { count, examine, integrityChecks, named, NotLookedAtError } from '../examination.js';
import type { GraphRow } from './cluster.js';
import type { Database, SqlValue } from './database.js';
import { restore } from './driver-errors.js';
import { faultsIn } from './file-examination.js';
import { schemaObjects } from './schema.js';

/** A gigabyte is looked through in some four seconds once the system has it in memory. */
const limitMs = 600_000;

/** So much is looked at on this thread: some 20 ms. */
const smallFileBytes = 4 * 1024 ** 2;

/** Values that one statement steps over: a few milliseconds. */
const valuesInOneTurn = 500;

const runsInOneTurn = 20;

const checks = integrityChecks<Database>({
  STORE_FILE: lookAtFile,
  REFERENCES: lookAtReferences,
  SMART_GRAPH: lookAtGraphs,
  INDEXES: lookAtIndexes,
  EVENT_LOGS: lookAtEventLogs,
});

/** Returns one result per check of `integrityChecks`, in their order. */
export function examineIntegrity(database: Database): Promise<readonly CheckResult[]> {
  return examine(checks, database, limitMs);
}

/** `PRAGMA integrity_check` ("Pragma statements supported by SQLite"): pages, rows, and that indexes agree with tables. */
async function lookAtFile(database: Database): Promise<Verdict> {
  const [size] = database.rows<{ pages: bigint; bytes: bigint }>(
    'select page_count as pages, page_count * page_size as bytes from pragma_page_count, pragma_page_size',
  );
  const bytes = Number(size?.bytes ?? 0n);
  const told = `${count(size?.pages ?? 0n, 'page')}, ${(bytes / 2 ** 20).toFixed(1)} MiB`;
  const faults = (await database.examineFile()) ?? (bytes <= smallFileBytes ? faultsIn(database) : null);
  if (faults === null) {
    throw new NotLookedAtError(
      `${told}: a file of this size is looked at on a thread of its own, and here there is none; it was looked at in a few places when it was opened`,
    );
  }
  if (faults.length === 0) return pass(`${told}: all pages and index entries looked at, nothing wrong`);
  return fail(`${told}: ${named(faults)}`, restore);
}

/** Rows that name another row which is not there; each statement looks at one of the small tables. */
const lostRows = [
  ['shard group', 'select group_id as name from shard_group where graph not in (select id from graph)'],
  ['shard', 'select shard_id as name from shard where shard_group not in (select id from shard_group)'],
  ['tenant', 'select key as name from tenant where shard_group not in (select id from shard_group)'],
] as const;

async function lookAtReferences(database: Database): Promise<Verdict> {
  const faults = lostRows.flatMap(([what, sql]) => {
    const rows = database.rows<{ name: string }>(sql);
    return rows.length === 0
      ? []
      : [`${count(rows.length, what)} of no ${ownerOf[what]}: ${named(rows.map((row) => row.name))}`];
  });
  const owners = await ownersIn(database, 'document', 'tenant', 'select 1 from tenant where tenant.id = owner.id');
  const logs = await ownersIn(database, 'event', 'run', 'select 1 from run where run.id = owner.id');
  const [nobody] = owners.lost;
  if (nobody !== undefined) {
    const example = database.row<{ key: string }>('select key from document where tenant = ? limit 1', nobody)?.key;
    faults.push(`documents of ${count(owners.lost.length, 'tenant')} not there, e.g. ${example ?? ''}`);
  }
  if (logs.lost.length > 0)
    faults.push(`${count(logs.lost.length, 'event log')} of no run: ${named(logs.lost.map(String))}`);
  if (faults.length > 0) return fail(faults.join('; '), restore);
  return pass(
    `Documents of ${count(owners.seen, 'tenant')}, events of ${count(logs.seen, 'run')}, shards and shard groups checked; nothing lost`,
  );
}

const ownerOf = { 'shard group': 'SmartGraph', shard: 'shard group', tenant: 'shard group' } as const;

/**
 * Steps from one value of an indexed column to the next, so that it costs as much as there are values and not rows.
 * Returns how many there are, and those for which `exists` finds nothing.
 */
async function ownersIn(
  database: Database,
  table: string,
  column: string,
  exists: string,
): Promise<{ readonly seen: number; readonly lost: readonly (string | bigint)[] }> {
  const next = (after: string): string => `(select min(${column}) from ${table} where ${column} > ${after})`;
  const step = `with recursive owner(id) as (select ${next('?')} union all select ${next('owner.id')} from owner where owner.id is not null)
    select id, exists (${exists}) as known from owner where id is not null limit ${valuesInOneTurn}`;
  const lost: (string | bigint)[] = [];
  let seen = 0;
  let after: SqlValue = table === 'event' ? '' : -1;
  for (;;) {
    const rows: { id: string | bigint; known: bigint }[] = database.rows(step, after);
    seen += rows.length;
    lost.push(...rows.filter(({ known }) => known === 0n).map(({ id }) => id));
    const last = rows.at(-1);
    if (!last || rows.length < valuesInOneTurn) return { seen, lost };
    after = last.id;
    await nextTurn();
  }
}

async function lookAtGraphs(database: Database): Promise<Verdict> {
  const graphs = database.rows<GraphRow & { groups: bigint }>(
    `select graph.*, (select count(*) from shard_group g where g.graph = graph.id and g.position < number_of_shards) as groups
     from graph order by id`,
  );
  const faults = graphs.flatMap(({ name, naming, attribute, number_of_shards: wanted, groups }) => [
    ...(groups === wanted ? [] : [`${name} has ${groups} of ${wanted} shard groups`]),
    ...(attribute === nameIn(naming, 'tenantId') ? [] : [`${name} has the attribute ${attribute}`]),
  ]);
  await nextTurn();
  const partial = database.rows<{ group_id: string; shards: bigint }>(
    `select g.group_id, (select count(*) from shard s where s.shard_group = g.id) as shards from shard_group g
     where shards <> ${assetKinds.length} order by g.id`,
  );
  if (partial.length > 0) {
    const shown = partial.map(({ group_id: id, shards }) => `${id} has ${shards} of ${assetKinds.length} shards`);
    faults.push(named(shown));
  }
  if (faults.length > 0) return fail(faults.join('; '), restore);
  const told = graphs.map(({ name, groups }) => `${name} with ${count(groups, 'shard group')}`);
  return pass(`${told.join(' and ')}, each of ${assetKinds.length} collections`);
}

function lookAtIndexes(database: Database): Promise<Verdict> {
  const there = new Set(database.rows<{ name: string }>('select name from sqlite_schema').map(({ name }) => name));
  const missing = schemaObjects.filter((name) => !there.has(name));
  return Promise.resolve(
    missing.length > 0
      ? fail(`${missing.length} of ${schemaObjects.length} tables and indexes are missing: ${named(missing)}`, restore)
      : pass(`${schemaObjects.length} tables and indexes, none missing`),
  );
}

/** Events are numbered from 1, so as many as the last number says is all of them; the run's state names it too. */
async function lookAtEventLogs(database: Database): Promise<Verdict> {
  const faults: string[] = [];
  let runs = 0;
  let events = 0n;
  let after = 0n;
  for (;;) {
    const rows = database.rows<{ sequence: bigint; id: string; n: bigint; last: bigint | null; told: bigint | null }>(
      `select sequence, id, json_extract(state, '$.lastSequence') as told,
         (select count(*) from event where run = r.id) as n, (select max(sequence) from event where run = r.id) as last
       from run r where sequence > ? order by sequence limit ${runsInOneTurn}`,
      after,
    );
    for (const { id, n, last, told } of rows) {
      runs += 1;
      events += n;
      if (n !== (last ?? 0n)) faults.push(`run ${id} has ${count(n, 'event')}, and the last is number ${last ?? 0n}`);
      else if (told !== n) faults.push(`run ${id} is told up to event ${told ?? 0n}, and its log has ${n}`);
    }
    const [newest] = rows.slice(-1);
    if (!newest || rows.length < runsInOneTurn) break;
    after = newest.sequence;
    await nextTurn();
  }
  if (faults.length > 0) return fail(named(faults), `The record of these runs is incomplete. ${restore}`);
  return pass(`${count(events, 'event')} of ${count(runs, 'run')} counted, no gap`);
}
