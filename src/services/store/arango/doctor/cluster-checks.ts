/** The cluster: the health of its servers, the sharding of Shardbook's collections, and the clock. */
import { StoreUnusableError } from '../../../errors/errors.js';
import { fail, pass, type Verdict, warn } from '../../../model/check.js';
import { graphNames } from '../../../model/smart-graph.js';
import { type Check, NotLookedAtError } from '../../examination.js';
import { AccessRefusedError } from '../failures.js';
import { collectionsOf } from '../names.js';
import { type ClusterMember, readMembers } from '../servers.js';
import { judgeCollections } from '../setup.js';
import type { Examined } from './examined.js';

/** Clocks that a time service keeps differ by milliseconds; this much is a clock that nobody keeps. */
const skewWantedMs = 5000;

/** Answers that are timed; the quickest one gives the most precise time. */
const clockReadings = 3;

export const clusterChecks: readonly Check<Examined>[] = [
  { code: 'CLUSTER_HEALTH', title: 'All servers of the cluster are healthy', needs: ['LOGIN'], look: lookAtHealth },
  {
    code: 'COLLECTION_SHARDING',
    title: 'The collections are sharded as Shardbook requires, or can be created so',
    needs: ['LOGIN', 'SMARTGRAPHS'],
    look: lookAtSharding,
  },
  { code: 'CLOCK_SKEW', title: 'The clocks of the server and Shardbook agree', needs: ['LOGIN'], look: lookAtClock },
];

async function lookAtHealth(examined: Examined): Promise<Verdict> {
  const members = await membersOf(examined);
  const counts = ['DBSERVER', 'COORDINATOR', 'AGENT']
    .map((role) => ({ role, count: members.filter((each) => each.role === role).length }))
    .map(({ role, count }) => `${count} ${roleWords[role] ?? role}${count === 1 ? '' : 's'}`)
    .join(', ');
  const unwell = members.filter(({ status }) => status !== null && status !== 'GOOD');
  const versions = [...new Set(members.flatMap(({ version }) => version ?? []))];
  if (unwell.length > 0) {
    const evidence = `${counts}; ${unwell.map(({ shortName, status }) => `${shortName} is ${status ?? ''}`).join(', ')}`;
    const remedy = 'Check these servers and their logs; plans and moves wait until all shards are in sync again';
    // A Coordinator that was replaced stays in the list until somebody removes it.
    const isServing = unwell.every(({ role, status }) => status !== 'FAILED' || role === 'COORDINATOR');
    return isServing ? warn(evidence, remedy) : fail(evidence, remedy);
  }
  if (versions.length > 1) {
    return warn(`${counts}, all GOOD; versions ${versions.join(', ')}`, 'Finish the upgrade of the cluster');
  }
  return pass(`${counts}, all GOOD`);
}

const roleWords: Readonly<Record<string, string>> = {
  DBSERVER: 'DB-Server',
  COORDINATOR: 'Coordinator',
  AGENT: 'Agent',
};

/** Throws a NotLookedAtError where there is no cluster, or the user may not look at it. */
async function membersOf(examined: Examined): Promise<readonly ClusterMember[]> {
  const { role } = await examined.deployment();
  if (role === 'SINGLE') throw new NotLookedAtError('A single server: there is no cluster');
  try {
    return await readMembers(await examined.client());
  } catch (error) {
    if (!(error instanceof AccessRefusedError)) throw error;
    throw new NotLookedAtError('The cluster reports its health to administrators of _system only; see PERMISSIONS');
  }
}

/** Judges as the set-up does, which refuses to touch what is sharded otherwise; here nothing is made. */
async function lookAtSharding(examined: Examined): Promise<Verdict> {
  const { connection, naming } = examined.settings;
  const access = await examined.accessTo(connection.database);
  if (access === 'MISSING') return toBeMade(examined, `Database ${connection.database} does not exist yet`);
  if (access === 'NONE') throw new NotLookedAtError('The user may not read the database; see PERMISSIONS');
  const client = await examined.client();
  const facts = await examined.deployment();
  const { graphs } = await judgeCollections(client, facts);
  if (!graphs.includes(naming)) {
    return toBeMade(examined, `SmartGraph ${graphNames[naming]} does not exist yet`);
  }
  const told = graphs.map(
    (each) => `SmartGraph ${graphNames[each]} with its ${collectionsOf(each).length} collections`,
  );
  return pass(`As needed: ${told.join(', ')}`);
}

/** ArangoDB refuses a SmartGraph with more copies than there are DB-Servers. */
async function toBeMade(examined: Examined, missing: string): Promise<Verdict> {
  const { numberOfShards, replicationFactor, writeConcern } = examined.settings.graph;
  const plan = `${missing}; Shardbook makes it when it starts: ${numberOfShards} shards, replication factor ${replicationFactor}, write concern ${writeConcern}`;
  const members = await membersOf(examined).catch((error: unknown) => {
    if (error instanceof NotLookedAtError) return null;
    throw error;
  });
  const dbServers = members?.filter(({ role }) => role === 'DBSERVER').length ?? null;
  if (dbServers === null || replicationFactor <= dbServers) return pass(plan);
  throw new StoreUnusableError(
    `${missing}, and cannot be created: ${replicationFactor} copies need that many DB-Servers, and there are ${dbServers}`,
    'Set SHARDBOOK_REPLICATION_FACTOR to a smaller number, or add DB-Servers',
  );
}

/**
 * `GET /_admin/time` (administration.md) tells the server's time somewhere between question and answer: the middle is
 * the best guess, and half of the round trip what it can be wrong by.
 */
async function lookAtClock(examined: Examined): Promise<Verdict> {
  const { clock } = examined.settings;
  const client = await examined.client();
  const database = await examined.home();
  let best = { aheadMs: 0, uncertainMs: Infinity };
  for (let reading = 0; reading < clockReadings; reading += 1) {
    const sentMs = clock.now().getTime();
    const startedMs = clock.elapsedMs();
    const { time } = await client.get<{ readonly time: number }>('/_admin/time', { database });
    const uncertainMs = (clock.elapsedMs() - startedMs) / 2;
    if (uncertainMs < best.uncertainMs) best = { aheadMs: time * 1000 - (sentMs + uncertainMs), uncertainMs };
  }
  const { aheadMs, uncertainMs } = best;
  const evidence = `The server is ${(Math.abs(aheadMs) / 1000).toFixed(3)} s ${aheadMs < 0 ? 'behind' : 'ahead'}, give or take ${(uncertainMs / 1000).toFixed(3)} s`;
  if (Math.abs(aheadMs) - uncertainMs <= skewWantedMs) return pass(evidence);
  return warn(
    evidence,
    'Let a time service (NTP) set both clocks: times in reports and validity periods come from both',
  );
}
