/**
 * How fast generated tenants are stored in a new data file with all indexes, and what that does to everything else in
 * the process: how long the event loop was held, how large the file is, how long opening it takes afterwards.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';

import Driver from 'libsql';

import { ChangeSignal } from '../src/services/base/change-signal.js';
import { systemClock } from '../src/services/base/clock.js';
import { seededRandom } from '../src/services/base/random.js';
import { nextTurn } from '../src/services/base/turns.js';
import type { AssetDocument } from '../src/services/model/asset.js';
import { openEmbeddedStore } from '../src/services/store/embedded/open.js';
import { defaultCluster } from '../src/services/store/embedded/settings.js';
import type { Store } from '../src/services/store/port.js';
import { generateTenant } from '../src/services/tenants/generation/generate-tenant.js';
import { createTenantService } from '../src/services/tenants/service.js';

const scaleFactor = Number(process.argv[2] ?? 20);
const tenants = Number(process.argv[3] ?? 10);
const peerRows = 100_000;
const createdAt = '2026-08-01T12:00:00.000Z';
const integer = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** What is promised: documents per second, and the longest that the event loop may be held. */
const promised = { documentsPerSecond: 60_000, longestBlockMs: 50 };

const maintenance = new URL('../src/services/store/embedded/maintenance-thread.js', import.meta.url);

function open(path: string): Promise<Store> {
  return openEmbeddedStore({
    path,
    clock: systemClock(),
    random: seededRandom(1),
    seed: 1,
    cluster: defaultCluster,
    maintenance,
  });
}

/**
 * Returns how many rows per second the driver alone inserts: two short texts, no index, a thousand in a transaction.
 * It tells a slow store from a slow machine.
 */
function peerRowsPerSecond(path: string): number {
  const driver = new Driver(path);
  driver.exec('pragma journal_mode = wal; pragma synchronous = off; create table peer (key text, body text)');
  const insert = driver.prepare('insert into peer values (?, ?)');
  const start = performance.now();
  for (let row = 0; row < peerRows; row++) {
    if (row % 1000 === 0) driver.exec('begin');
    insert.run([`device${row}`, 'a short text']);
    if (row % 1000 === 999) driver.exec('commit');
  }
  const rowsPerSecond = peerRows / ((performance.now() - start) / 1000);
  driver.close();
  return rowsPerSecond;
}

/** What storing documents took. */
interface Cost {
  readonly documents: number;
  readonly elapsedMs: number;
  /** Processor time of all threads meanwhile. */
  readonly processorMs: number;
}

/** Stores one tenant whose documents are there already, two batches at a time, as the tenant service does. */
async function loadTenant(store: Store, index: number): Promise<Cost> {
  const key = (0xc6_95_ea_90_5f_74 + index * 7919).toString(16);
  const name = `Stored ${index}`;
  const draft = { key, name, scaleFactor, naming: 'camelCase', seed: index, createdAt } as const;
  const batches: (readonly AssetDocument[])[] = [];
  for (const batch of generateTenant({ ...draft, tenantKey: key, tenantName: name, referenceTime: createdAt })) {
    batches.push(batch);
    await nextTurn();
  }
  return measured(async () => {
    await store.createTenant({ ...draft, description: null, placement: 'HASH', idempotencyKey: null });
    let last: Promise<unknown> = Promise.resolve();
    for (const batch of batches) {
      const next = store.importDocuments(key, batch);
      await Promise.all([last, nextTurn()]);
      last = next;
    }
    await last;
    return (await store.activateTenant(key)).documents;
  });
}

async function measured(work: () => Promise<number>): Promise<Cost> {
  const processorBefore = process.cpuUsage();
  const start = performance.now();
  const documents = await work();
  const elapsedMs = performance.now() - start;
  const { user, system } = process.cpuUsage(processorBefore);
  return { documents, elapsedMs, processorMs: (user + system) / 1000 };
}

/** Documents per second, and processor time for each, of several in a row. */
function speedOf(costs: readonly Cost[]): {
  readonly documents: number;
  readonly perSecond: number;
  readonly text: string;
} {
  const sum = (of: (cost: Cost) => number): number => costs.reduce((total, cost) => total + of(cost), 0);
  const documents = sum((cost) => cost.documents);
  const perSecond = documents / (sum((cost) => cost.elapsedMs) / 1000);
  const microseconds = (sum((cost) => cost.processorMs) / documents) * 1000;
  const text = `${integer.format(perSecond)} documents/s, ${microseconds.toFixed(1)} us of processor time each`;
  return { documents, perSecond, text };
}

async function main(path: string): Promise<void> {
  const peer = peerRowsPerSecond(`${path}.peer`);
  const store = await open(path);
  const service = createTenantService({
    store,
    clock: systemClock(),
    random: seededRandom(1),
    changed: new ChangeSignal(),
  });
  const loop = monitorEventLoopDelay({ resolution: 1 });
  loop.enable();
  const stored: Cost[] = [];
  const added: Cost[] = [];
  for (let index = 0; index < tenants; index++) {
    if (index % 2 === 0) stored.push(await loadTenant(store, index));
    else added.push(await measured(async () => (await service.add({ name: `Added ${index}`, scaleFactor })).documents));
  }
  loop.disable();
  const logBytes = statSync(`${path}-wal`).size;
  await store.close();
  const openStart = performance.now();
  const again = await open(path);
  const openMs = performance.now() - openStart;
  const [tenant] = await again.tenantsByName(['Stored 0']);
  await again.close();

  const longestBlockMs = loop.max / 1e6;
  const storing = speedOf(stored);
  const adding = speedOf(added);
  const documents = storing.documents + adding.documents;
  const bytes = statSync(path).size;
  const lines = [
    `${tenants} tenants of scale factor ${scaleFactor}: ${integer.format(documents)} documents`,
    `stored ${storing.text} (promised ${integer.format(promised.documentsPerSecond)})`,
    `generated and stored ${adding.text}`,
    `the driver alone inserts ${integer.format(peer)} short rows/s without an index, load average ${loadavg()
      .map((load) => load.toFixed(1))
      .join(' ')}`,
    `longest event loop block ${longestBlockMs.toFixed(1)} ms (promised ${promised.longestBlockMs}), 99.9% below ${(loop.percentile(99.9) / 1e6).toFixed(1)} ms`,
    `file ${integer.format(bytes / 1e6)} MB, ${integer.format(bytes / documents)} bytes/document, log ${integer.format(logBytes / 1e6)} MB`,
    `opened again in ${openMs.toFixed(1)} ms, first tenant has ${integer.format(tenant?.documents ?? 0)} documents`,
    `peak memory ${integer.format(process.resourceUsage().maxRSS / 1024)} MiB`,
  ];
  console.log(lines.join('\n'));
  if (storing.perSecond < promised.documentsPerSecond || longestBlockMs > promised.longestBlockMs) process.exitCode = 1;
}

const folder = mkdtempSync(join(tmpdir(), 'shardbook-load-'));
try {
  await main(join(folder, 'shardbook.db'));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
