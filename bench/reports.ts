/**
 * Builds and renders the demo report and the report of a large cluster, and prints size, time and the longest hold of the
 * event loop beside what is promised.
 * Ends with exit code 1 when a promise is missed. Run it with `npm run bench:reports`.
 */
import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';

import { createServices } from '../src/compose.js';
import { buildSnapshotReport } from '../src/reports/content/build.js';
import type { ReportModel } from '../src/reports/model.js';
import { formats } from '../src/reports/render/formats.js';
import { systemClock } from '../src/services/base/clock.js';
import { seededRandom } from '../src/services/base/random.js';
import { inOneGo } from '../src/services/base/turns.js';
import type { ClusterTopology } from '../src/services/model/topology.js';
import { openEmbeddedStore } from '../src/services/store/embedded/open.js';
import { defaultCluster } from '../src/services/store/embedded/settings.js';
import { largeCluster } from './reports-cluster.js';

interface Promised {
  readonly bytes: number;
  readonly ms: number;
}

/** Runs of each measurement; the median counts, after one run that warms up. */
const runs = 7;

/** The figures: the demo, and 1,000 tenants on 60 servers with 50,000 shards. */
const promises = {
  demo: { bytes: 300_000, ms: 300 },
  large: { bytes: 1_000_000, ms: 2_000 },
} as const satisfies Record<string, Promised>;

/** For everything that Shardbook does while it serves. */
const promisedHoldMs = 50;

const missed: string[] = [];

function line(what: string, promised: string, reached: string, isKept: boolean | null): void {
  if (isKept === false) missed.push(what);
  const verdict = isKept === null ? '' : isKept ? 'ok' : 'MISSED';
  console.log(`  ${what.padEnd(34)}${promised.padEnd(16)}${reached.padEnd(16)}${verdict}`);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

async function timed<T>(work: () => Promise<T>): Promise<{ readonly ms: number; readonly result: T }> {
  await work();
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return { ms: median(times), result: await work() };
}

/** Returns the longest time in ms for which the work let nothing else in: the median of its rounds. */
async function longestHold(work: () => Promise<unknown>): Promise<number> {
  const holds: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    let [longest, last, isOver] = [0, performance.now(), false];
    const watch = async (): Promise<void> => {
      while (!isOver) {
        await setImmediate();
        longest = Math.max(longest, performance.now() - last);
        last = performance.now();
      }
    };
    const watching = watch();
    await setImmediate();
    await work();
    isOver = true;
    await watching;
    holds.push(longest);
  }
  return median(holds);
}

const inMs = (ms: number): string => `${ms.toFixed(1)} ms`;
const inKilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;

async function measure(name: string, build: () => Promise<ReportModel>, promised: Promised): Promise<void> {
  console.log(`\n${name}\n  ${'figure'.padEnd(34)}${'promised'.padEnd(16)}reached`);
  const built = await timed(build);
  line('built, median', '', inMs(built.ms), null);
  for (const { format, render } of formats) {
    const { ms, result } = await timed(() => render(built.result));
    const bytes = Buffer.byteLength(result);
    const isHtml = format === 'HTML';
    line(`${format}, rendered, median`, '', inMs(ms), null);
    const hold = await longestHold(() => render(built.result));
    line(`${format}, longest hold, median`, `< ${promisedHoldMs} ms`, inMs(hold), hold < promisedHoldMs);
    line(
      `${format}, size`,
      isHtml ? `< ${inKilobytes(promised.bytes)}` : '',
      inKilobytes(bytes),
      isHtml ? bytes < promised.bytes : null,
    );
    if (isHtml)
      line('built and rendered as HTML', `< ${promised.ms} ms`, inMs(built.ms + ms), built.ms + ms < promised.ms);
    const again = await render(await build());
    line(`${format}, made again`, 'same bytes', hashOf(again).slice(0, 12), hashOf(again) === hashOf(result));
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Runs the demo on an embedded store in memory, and measures its report as the service makes it, store calls included. */
async function demo(): Promise<void> {
  const clock = systemClock();
  const random = seededRandom(1);
  const store = await openEmbeddedStore({ path: ':memory:', clock, random, seed: 1, cluster: defaultCluster });
  const unexpected = (error: unknown): void => console.error(error);
  const services = createServices({
    store,
    clock,
    random,
    seed: 0,
    version: 'bench',
    planner: null,
    onUnexpected: unexpected,
  });
  await services.start();
  try {
    const { id } = await services.runs.startDemo({ pace: 'INSTANT' });
    for await (const followed of services.runs.follow(id, 0, new AbortController().signal)) {
      if (followed.event.type === 'RunFailed') throw new Error(followed.event.message);
    }
    const build = async (): Promise<ReportModel> =>
      JSON.parse((await services.reports.generateForRun(id)).model) as ReportModel;
    await measure('The demo report', build, promises.demo);
  } finally {
    await services.stop();
  }
}

async function large(): Promise<void> {
  const [before, after] = [largeCluster({ servers: 58 }), largeCluster({ servers: 60 })];
  const snapshot = (id: string, topology: ClusterTopology, second: string) => ({
    ...{ id, topology },
    label: id,
    takenAt: `2026-08-15T10:00:${second}.000Z`,
    fingerprint: id,
  });
  // A copy each time: figures of a topology are kept, and a report that is made once has to work them out.
  const build = (): Promise<ReportModel> =>
    Promise.resolve(
      inOneGo(
        buildSnapshotReport({
          before: snapshot('before', { ...before }, '00'),
          after: snapshot('after', { ...after }, '59'),
          version: 'bench',
        }),
      ),
    );
  await measure('1,000 tenants, 60 DB-Servers, 50,000 shards: two snapshots', build, promises.large);
}

await demo();
await large();
if (missed.length > 0) process.exitCode = 1;
