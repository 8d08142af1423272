/**
 * What planning costs the rest of the program: the time of a plan on this thread and on one of its own, and the longest
 * time for which the event loop was held meanwhile, while the plan was kept in a data file, and while it was read again.
 * Each problem runs in a process of its own.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { systemClock } from '../src/services/base/clock.js';
import { seededRandom } from '../src/services/base/random.js';
import type { ClusterTopology } from '../src/services/model/topology.js';
import { makePlan } from '../src/services/planning/answers/plan.js';
import { PlannerQueue } from '../src/services/planning/queue/planner-queue.js';
import { WorkerPool } from '../src/services/planning/queue/worker-pool.js';
import { openEmbeddedStore } from '../src/services/store/embedded/open.js';
import { defaultCluster } from '../src/services/store/embedded/settings.js';
import { clusterOf, type PlannerProblem } from './planner-problems.js';

const promised = { seconds: 0, bytesOverBound: 0, loadOverBound: 0, movedOverLeast: 0 };
const common = { collections: 1, replicationFactor: 3, zones: 0, sizes: 'LOGNORMAL', promised } as const;

const problems: readonly PlannerProblem[] = [
  { ...common, name: '72 servers, 20,000 groups', servers: 72, emptyServers: 12, groups: 20_000 },
  { ...common, name: '200 servers, 100,000 groups', servers: 200, emptyServers: 20, groups: 100_000 },
];

const seed = 1;

/** Prints how long the work took and for how long at most it held the event loop. */
async function timed<T>(name: string, delay: IntervalHistogram, work: () => Promise<T>): Promise<T> {
  delay.reset();
  // What happens before the first tick after a reset is not counted.
  await setTimeout(10);
  const start = performance.now();
  const result = await work();
  const seconds = ((performance.now() - start) / 1000).toFixed(2);
  // A turn in which the loop's delay can still be noticed.
  await setTimeout(20);
  const held = (nanoseconds: number): string => `${(nanoseconds / 1e6).toFixed(0)} ms`;
  console.log(
    `  ${name.padEnd(30)} ${seconds.padStart(7)} s, event loop held for ${held(delay.max)} at most, ${held(delay.percentile(99))} in 99 of 100 turns`,
  );
  return result;
}

async function run(problem: PlannerProblem): Promise<void> {
  console.log(problem.name);
  const topology: ClusterTopology = clusterOf(problem, seed);
  const queue = new PlannerQueue(
    new WorkerPool({
      url: new URL('../src/services/planning/queue/planner-thread.js', import.meta.url),
      onUnexpected: (error) => console.error(error),
    }),
    systemClock(),
  );
  const folder = await mkdtemp(join(tmpdir(), 'shardbook-bench-'));
  const store = await openEmbeddedStore({
    ...{ path: join(folder, 'shardbook.db'), clock: systemClock(), random: seededRandom(1), seed: 1 },
    cluster: defaultCluster,
  });
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const ask = () => queue.ask({ kind: 'PLAN', request: {}, seed }, () => Promise.resolve(topology));
  const made = await timed('plan on a thread of its own', delay, ask);
  const id = 'plan';
  await timed('keep it', delay, () => store.savePlan({ ...made, id, createdAt: '2026-08-01T12:00:00.000Z' }));
  const [kept] = await timed('read it again', delay, () => store.plansById([id]));
  const here = await timed('plan on this thread', delay, () =>
    Promise.resolve().then(() => makePlan(topology, {}, seed)),
  );
  const { planHash } = made;
  const areSame = here.planHash === planHash && kept?.planHash === planHash;
  console.log(
    `  ${made.moves.length} moves, ${made.search.evaluatedMoves.toLocaleString('en-US')} candidates, ${areSame ? 'the same plan each time' : 'PLANS DIFFER'}, ` +
      `${Math.round(process.resourceUsage().maxRSS / 1024)} MiB at most`,
  );
  delay.disable();
  await queue.close();
  await store.close();
  await rm(folder, { recursive: true });
}

const [index] = process.argv.slice(2);
const chosen = index === undefined ? null : problems[Number(index)];
if (chosen) await run(chosen);
else {
  for (const at of problems.keys()) {
    execFileSync(process.execPath, [fileURLToPath(import.meta.url), String(at)], { stdio: 'inherit' });
  }
}
