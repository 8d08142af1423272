/** The integrity of what Shardbook keeps in ArangoDB: its SmartGraphs, indexes and logs. Nothing is made or changed. */
import { type CheckResult, fail, pass, type Verdict } from '../../model/check.js';
import { graphNames } from '../../model/smart-graph.js';
import { count, examine, examplesNamed, integrityChecks, named, NotLookedAtError } from '../examination.js';
import type { ArangoClient } from './client.js';
import { readDeployment } from './deployment.js';
import { missingIndexes } from './indexes.js';
import { collectionsOf, ownCollections } from './names.js';
import { judgeCollections } from './setup.js';

/** Logs are counted on the server; a long one takes a second or two. */
const limitMs = 60_000;

const checks = integrityChecks<ArangoClient>({
  STORE_FILE: lookAtFile,
  REFERENCES: lookAtReferences,
  SMART_GRAPH: lookAtGraphs,
  INDEXES: lookAtIndexes,
  EVENT_LOGS: lookAtEventLogs,
});

/** Returns one result per check of `integrityChecks`, in their order. */
export function examineIntegrity(client: ArangoClient): Promise<readonly CheckResult[]> {
  return examine(checks, client, limitMs);
}

function lookAtFile(): Promise<Verdict> {
  throw new NotLookedAtError('ArangoDB maintains its own files, and reports faults in the logs of its DB-Servers');
}

const logs = { '@runs': ownCollections.runs, '@events': ownCollections.events } as const;

interface Counted {
  readonly total: number;
  readonly shown: readonly string[];
}

async function lookAtReferences(client: ArangoClient): Promise<Verdict> {
  const [lost] = await client.query<Counted>(
    `LET known = (FOR d IN @@runs RETURN d._key)
     LET lost = (FOR e IN @@events COLLECT run = e.run FILTER run NOT IN known RETURN run)
     RETURN { total: LENGTH(lost), shown: SLICE(lost, 0, ${examplesNamed}) }`,
    logs,
  );
  if (lost && lost.total > 0) {
    return fail(
      `${count(lost.total, 'event log')} of no run: ${named(lost.shown, lost.total)}`,
      `Restore ${ownCollections.runs} from a backup, or remove these documents from ${ownCollections.events}`,
    );
  }
  return pass('Every event log belongs to a run; documents of no tenant show in COLLECTION_SUMS');
}

/** Judges as the set-up does, which refuses to touch what is sharded otherwise. */
async function lookAtGraphs(client: ArangoClient): Promise<Verdict> {
  const facts = await readDeployment(client);
  const { graphs, names } = await judgeCollections(client, facts);
  const missing = [...graphs.flatMap(collectionsOf), ...Object.values(ownCollections)].filter(
    (name) => !names.has(name),
  );
  const remedy = 'Restore it from a backup; Shardbook recreates the collections of its own at the next start';
  if (missing.length > 0) return fail(`${count(missing.length, 'collection')} missing: ${named(missing)}`, remedy);
  if (graphs.length === 0) return fail(`There is no SmartGraph ${Object.values(graphNames).join(' or ')}`, remedy);
  const told = graphs.map((each) => `${graphNames[each]} with its ${collectionsOf(each).length} collections`);
  const isSingle = facts.deployment === 'ARANGODB_SINGLE_SERVER';
  return pass(
    `${told.join(' and ')}, ${isSingle ? 'on one server, without shards' : 'disjoint and sharded as needed'}`,
  );
}

async function lookAtIndexes(client: ArangoClient): Promise<Verdict> {
  const { version, ...facts } = await readDeployment(client);
  const { graphs } = await judgeCollections(client, { version, ...facts });
  const { missing, wanted } = await missingIndexes(client, graphs, version);
  if (missing.length === 0) return pass(`All ${wanted} indexes checked, none missing`);
  return fail(
    `${missing.length} of ${wanted} indexes are missing: ${named(missing)}`,
    'Restart Shardbook: it creates missing indexes',
  );
}

/** Events are numbered from 1, so as many as the last number says is all of them. */
async function lookAtEventLogs(client: ArangoClient): Promise<Verdict> {
  const [counted] = await client.query<Counted & { readonly runs: number }>(
    `LET logs = (FOR e IN @@events COLLECT run = e.run AGGREGATE n = COUNT(e), last = MAX(e.sequence) RETURN { run, n, last })
     LET gaps = (FOR l IN logs FILTER l.n != l.last RETURN CONCAT("run ", l.run, " has ", l.n, " events, and the last is number ", l.last))
     RETURN { runs: LENGTH(logs), total: LENGTH(gaps), shown: SLICE(gaps, 0, ${examplesNamed}) }`,
    { '@events': ownCollections.events },
  );
  if (!counted || counted.total === 0) return pass(`Events of ${count(counted?.runs ?? 0, 'run')} counted, no gap`);
  return fail(
    named(counted.shown, counted.total),
    `The record of these runs is incomplete: restore ${ownCollections.events} from a backup`,
  );
}
