/**
 * What the ArangoDB store asks of a cluster: HTTP requests of one GraphQL operation and of adding a tenant, and the memory
 * that a large tenant takes, against a Coordinator double that answers after 2 ms.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';

import { pino } from 'pino';

import type { Application } from '../src/compose.js';
import { createServices } from '../src/compose.js';
import { type Api, createApi } from '../src/server/api.js';
import { systemClock } from '../src/services/base/clock.js';
import { systemRandom } from '../src/services/base/random.js';
import { openArangoStore } from '../src/services/store/arango/open.js';
import { defaultConcurrency, defaultTimeoutMs } from '../src/services/store/arango/settings.js';
import type { Store } from '../src/services/store/port.js';

/** What is promised. */
const promised = { query: 20, addition: 40, extraMiB: 150 };

const latencyMs = 2;
const tenants = 1000;
const integer = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** Tenants, the shard groups and servers they live on, who else is there, and every server with all of its tenants. */
const tenantsShardsServers = `{
  tenants(first: 100) {
    totalCount
    edges { node { name documents bytes
      shardGroup { index documents leader { shortName } followers { shortName }
        shards { shardId documents collection { name } } tenants { name } } } }
  }
  cluster { totals { tenants documents } servers { shortName usedBytes leaderCount tenants { name } } }
}`;

async function startDouble(): Promise<{ readonly url: string; readonly process: ChildProcess }> {
  const child = fork(fileURLToPath(new URL('./arangod-process.js', import.meta.url)), [String(latencyMs)]);
  const [{ url }] = (await once(child, 'message')) as [{ url: string }];
  return { url, process: child };
}

/** The requests since the last call. */
async function requestsOf(child: ChildProcess): Promise<readonly string[]> {
  const answered = once(child, 'message');
  child.send('requests');
  const [{ paths }] = (await answered) as [{ paths: string[] }];
  return paths;
}

function openStore(url: string): Store {
  return openArangoStore(
    {
      connection: {
        ...{ endpoints: [url], username: 'root', password: '', database: 'network_assets_demo' },
        ...{ timeoutMs: defaultTimeoutMs, concurrency: defaultConcurrency },
      },
      graph: { numberOfShards: 12, replicationFactor: 2, writeConcern: 1 },
      clock: systemClock(),
      random: systemRandom(),
      movePollMs: 1000,
      moveHangsAfterMs: 60_000,
    },
    'camelCase',
  );
}

/** Tenants without documents: what is asked for does not depend on how many they have. */
async function addEmptyTenants(store: Store, count: number, name: string): Promise<void> {
  const random = systemRandom();
  for (let at = 0; at < count; at += 20) {
    await Promise.all(
      Array.from({ length: Math.min(20, count - at) }, async (_, index) => {
        const { key } = await store.createTenant({
          ...{ key: random.hex(12), name: `${name} ${at + index}`, description: null, scaleFactor: 1, seed: 1 },
          ...{ naming: 'camelCase', placement: 'HASH', idempotencyKey: null, createdAt: '2026-08-01T12:00:00.000Z' },
        });
        await store.activateTenant(key);
      }),
    );
  }
}

async function ask(api: Api, query: string): Promise<void> {
  const response = await api.fetch('http://127.0.0.1/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const reply = (await response.json()) as { errors?: unknown };
  if (reply.errors) throw new Error(JSON.stringify(reply.errors));
}

/** Adds a tenant and returns the highest resident memory meanwhile, in MiB above what it was before. */
async function extraMemory(services: Application, scaleFactor: number): Promise<number> {
  const mib = (): number => process.memoryUsage().rss / 2 ** 20;
  global.gc?.();
  const before = mib();
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, mib());
  }, 5);
  await services.tenants.add({ name: `Scale ${scaleFactor}`, scaleFactor });
  clearInterval(timer);
  return Math.max(most, mib()) - before;
}

function tell(what: string, figure: string, isReached: boolean, limit: string): void {
  console.log(`${isReached ? 'ok    ' : 'MISSED'} ${what.padEnd(58)} ${figure.padStart(12)}  (promised: ${limit})`);
  if (!isReached) process.exitCode = 1;
}

const double = await startDouble();
const store = openStore(double.url);
const services = createServices({
  ...{ store, clock: systemClock(), random: systemRandom(), seed: 0, version: 'bench' },
  onUnexpected: (error) => console.error(error),
});
// Not started: looks for what other processes left behind would count as requests of what is measured.
await store.readTopology();
const api = createApi(services, pino({ level: 'silent' }), new AbortController().signal);
console.log(`Coordinator double with ${latencyMs} ms latency, load average ${loadavg()[0]?.toFixed(1) ?? '?'}`);

// First of all: memory that earlier work has taken from the system would hide what this takes.
await requestsOf(double.process);
const start = performance.now();
const extra = await extraMemory(services, 100);
const seconds = (performance.now() - start) / 1000;
const requests = (await requestsOf(double.process)).length;
console.log(
  `  109,500 documents in ${seconds.toFixed(1)} s, ${integer.format(109_500 / seconds)} documents/s, ${requests} requests`,
);
tell(
  'Memory of adding a tenant of scale 100, MiB',
  integer.format(extra),
  extra < promised.extraMiB,
  `under ${promised.extraMiB}`,
);

await addEmptyTenants(store, 10, 'First');
await requestsOf(double.process);
await ask(api, tenantsShardsServers);
console.log(
  `  ${(await requestsOf(double.process)).length} requests once, after the collections had been empty: sizes are read`,
);
const few: number[] = [];
const many: number[] = [];
for (const [counts, more] of [
  [few, 0],
  [many, tenants - 10],
] as const) {
  await addEmptyTenants(store, more, 'Further');
  for (let repeat = 0; repeat < 3; repeat += 1) {
    // The state of the cluster is cached for a second: each operation is to read it anew.
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await requestsOf(double.process);
    const start = performance.now();
    await ask(api, tenantsShardsServers);
    const elapsedMs = performance.now() - start;
    const paths = await requestsOf(double.process);
    counts.push(paths.length);
    if (repeat === 2) console.log(`  ${paths.length} requests in ${integer.format(elapsedMs)} ms`);
    if (process.argv.includes('--list') && repeat === 2) console.log(paths.map((path) => `    ${path}`).join('\n'));
  }
}
const most = Math.max(...many);
tell(
  'Requests of tenants-shards-servers, 10 tenants',
  String(Math.max(...few)),
  Math.max(...few) <= promised.query,
  `${promised.query}`,
);
tell('Requests of tenants-shards-servers, 1,000 tenants', String(most), most <= promised.query, `${promised.query}`);

await requestsOf(double.process);
await services.tenants.add({ name: 'Scale 10', scaleFactor: 10 });
const addition = await requestsOf(double.process);
if (process.argv.includes('--list')) console.log(addition.map((path) => `    ${path}`).join('\n'));
tell(
  'Requests of adding a tenant of scale 10 (10,950 documents)',
  String(addition.length),
  addition.length <= promised.addition,
  `${promised.addition}`,
);

await services.stop();
double.process.disconnect();
