/**
 * For how long a server holds its event loop at most while it is asked about a cluster of 50,000 shards, ArangoDB's
 * documented limit: a real server in a process of its own, asked over HTTP. Prints the median of several rounds for each
 * operation beside the promise of 50 ms, and ends with exit code 1 where that is missed.
 */
import { fork } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { topologyFileOf } from '../src/services/cluster/file/write.js';
import { largeCluster } from './large-cluster-problem.js';
import type { ServerReply, ServerRequest } from './large-cluster-server.js';

const promisedMs = 50;
const rounds = 3;

/** What the operations need to know of what earlier ones made. */
interface Known {
  readonly snapshot: string;
  readonly other: string;
  readonly plan: string;
  readonly moves: number;
  readonly report: string;
}

interface Operation {
  readonly name: string;
  readonly ask: (known: Known) => Promise<unknown>;
}

const server = fork(fileURLToPath(new URL('large-cluster-server.js', import.meta.url)), {
  stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
});

function next(): Promise<ServerReply> {
  return new Promise((resolve, reject) => {
    server.once('exit', reject);
    server.once('message', (reply) => {
      server.off('exit', reject);
      resolve(reply as ServerReply);
    });
  });
}

async function tell(request: ServerRequest): Promise<ServerReply> {
  const reply = next();
  server.send(request);
  return reply;
}

const { url } = await next();

async function graphql<T>(query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<T> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data?: T; errors?: unknown };
  if (!data || errors) throw new Error(JSON.stringify(errors));
  return data;
}

async function upload(topology: string): Promise<{ readonly id: string }> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}/topologies`, { method: 'POST', headers, body: topology });
  if (response.status !== 201) throw new Error(await response.text());
  return (await response.json()) as { id: string };
}

const planOf = `mutation ($id: ID) { simulateRebalance(input: { snapshotId: $id }) {
  __typename ... on SimulateRebalancePayload { plan { id summary { moves } } } } }`;

const generateReport = `mutation ($ids: [ID!]) { generateReport(input: { snapshotIds: $ids }) {
  __typename ... on GenerateReportPayload { report { id } } } }`;

interface Generated {
  readonly generateReport: { readonly report: { readonly id: string } };
}

interface Simulated {
  readonly simulateRebalance: { readonly plan: { readonly id: string; readonly summary: { readonly moves: number } } };
}

const takeSnapshot =
  'mutation { takeSnapshot(input: {}) { __typename ... on TakeSnapshotPayload { snapshot { id } } } }';

interface Taken {
  readonly takeSnapshot: { readonly snapshot: { readonly id: string } };
}

function ofSnapshot(fields: string): Operation['ask'] {
  return ({ snapshot, other }) =>
    graphql(
      `query ($id: ID!${fields.includes('$other') ? ', $other: ID!' : ''}) {
      node(id: $id) { ... on Snapshot { cluster { ${fields} } } } }`,
      { id: snapshot, other },
    );
}

function ofPlan(fields: string): Operation['ask'] {
  return ({ plan }) =>
    graphql(`query ($id: ID!) { node(id: $id) { ... on RebalancePlan { ${fields} } } }`, { id: plan });
}

function ofReport(fields: string): Operation['ask'] {
  return ({ report }) => graphql(`query ($id: ID!) { node(id: $id) { ... on Report { ${fields} } } }`, { id: report });
}

const move = 'index wave kind bytes from { shortName } to { shortName } group { groupId } reason { code sentence }';

const file = await topologyFileOf(largeCluster());

const operations: readonly Operation[] = [
  { name: 'POST /topologies', ask: () => upload(file) },
  { name: 'takeSnapshot', ask: () => graphql(takeSnapshot) },
  { name: 'cluster { fingerprint totals }', ask: ofSnapshot('fingerprint totals { shards documents bytes replicas }') },
  { name: 'cluster { json }', ask: ofSnapshot('json') },
  { name: 'cluster { servers { shards } }', ask: ofSnapshot('servers { serverId shards(first: 5) { totalCount } }') },
  { name: 'cluster { servers { usedBytes } }', ask: ofSnapshot('servers { usedBytes documents leaderCount }') },
  { name: 'cluster { health }', ask: ofSnapshot('health { status findings { code message } }') },
  { name: 'cluster { collections }', ask: ofSnapshot('collections { name documents bytes }') },
  { name: 'cluster { shards }', ask: ofSnapshot('shards(first: 100) { totalCount nodes { shardId } }') },
  {
    name: 'cluster { shardGroups }',
    ask: ofSnapshot('shardGroups(last: 100) { nodes { groupId load tenants { key } } }'),
  },
  {
    name: 'cluster { balance headroom }',
    ask: ofSnapshot('balance { measures { measure gap } } headroom { bindingRule }'),
  },
  { name: 'cluster { diff }', ask: ofSnapshot('diff(from: $other) { isEmpty totals { bytes } }') },
  {
    name: 'diff of a plan',
    ask: ({ plan }) =>
      graphql(
        'query ($id: ID!) { node(id: $id) { ... on RebalancePlan { after { diff(from: $id) { isEmpty groupsMoved { leaderChanged } } } } } }',
        { id: plan },
      ),
  },
  { name: 'simulateRebalance', ask: ({ snapshot }) => graphql(planOf, { id: snapshot }) },
  {
    name: 'plan { summary }',
    ask: ofPlan('planHash summary { moves bytesMoved peaks { peakBytes } } notMoved { code }'),
  },
  { name: 'plan { moves }', ask: ofPlan(`moves { ${move} }`) },
  { name: 'plan { inverse }', ask: ofPlan(`inverse { ${move} }`) },
  { name: 'plan { waves }', ask: ofPlan('waves { index bytes moves { index } }') },
  {
    name: 'exportPlan',
    ask: ({ plan }) => graphql('query ($id: ID!) { exportPlan(input: { planId: $id }) { __typename } }', { id: plan }),
  },
  {
    name: 'forecastTenantPlacement',
    ask: () =>
      graphql(
        '{ forecastTenantPlacement(input: { scaleFactor: 3, placement: HASH }) { sentence candidates { probability } } }',
      ),
  },
  { name: 'adviseScaling', ask: () => graphql('{ adviseScaling(input: { count: 2 }) { __typename } }') },
  {
    name: 'generateReport',
    ask: ({ snapshot, other }) =>
      graphql('mutation ($ids: [ID!]) { generateReport(input: { snapshotIds: $ids }) { __typename } }', {
        ids: [snapshot, other],
      }),
  },
  {
    name: 'report { cells { rows } }',
    ask: ofReport('outcome { mark } cells { title ... on TableCell { rows { values { text value mark } } } }'),
  },
  // The first round renders the files, the others find them.
  { name: 'report { downloads }', ask: ofReport('downloads { url bytes sha256 }') },
];

async function prepared(): Promise<Known> {
  const { id } = await upload(file);
  const taken = await graphql<Taken>(takeSnapshot);
  const { plan } = (await graphql<Simulated>(planOf, { id })).simulateRebalance;
  const ids = [id, taken.takeSnapshot.snapshot.id] as const;
  const { report } = (await graphql<Generated>(generateReport, { ids })).generateReport;
  return { snapshot: ids[0], other: ids[1], plan: plan.id, moves: plan.summary.moves, report: report.id };
}

/** The longest hold of each round in milliseconds, shortest first. */
async function holdsOf({ ask }: Operation, known: Known, count: number): Promise<readonly number[]> {
  const holds: number[] = [];
  for (let round = 0; round < count; round += 1) {
    await tell('BEGIN');
    await ask(known);
    // A turn in which the loop's delay can still be noticed.
    await setTimeout(20);
    holds.push((await tell('END')).longestHoldMs);
  }
  return holds.sort((a, b) => a - b);
}

const only = process.argv[2];
const known = await prepared();
const lines: { readonly name: string; readonly median: number; readonly text: string }[] = [];
for (const operation of operations) {
  if (only !== undefined && !operation.name.includes(only)) continue;
  const start = performance.now();
  const slow = ['simulateRebalance', 'adviseScaling'].includes(operation.name);
  const holds = await holdsOf(operation, known, slow ? 1 : rounds);
  const seconds = (performance.now() - start) / 1000 / holds.length;
  const median = holds[Math.floor(holds.length / 2)] ?? 0;
  const verdict = median <= promisedMs ? 'ok' : 'MISSED';
  const range = `${(holds[0] ?? 0).toFixed(0)} to ${(holds.at(-1) ?? 0).toFixed(0)}`;
  const text = `${operation.name.padEnd(34)}${median.toFixed(0).padStart(5)} ms  (${range})`.padEnd(60);
  lines.push({ name: operation.name, median, text: `${text}${seconds.toFixed(2).padStart(8)} s  ${verdict}` });
}
console.log(
  `50,000 shards, a plan of ${known.moves.toLocaleString('en-US')} moves: longest hold of the event loop, median of ${rounds} rounds (promised ${promisedMs} ms)`,
);
for (const { text } of lines.sort((a, b) => b.median - a.median)) console.log(text);
const missed = lines.filter(({ median }) => median > promisedMs).length;
console.log(missed === 0 ? 'Every promise is kept' : `${missed} operations MISSED`);
if (missed > 0) process.exitCode = 1;
await tell('STOP');
