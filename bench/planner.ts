/**
 * How fast and how good plans are: seeded problems from 8 servers to 200, each in a process of its own so that its memory
 * is its own. Prints time, memory, moves, how close the plan comes to the bound, and what it breaks (nothing).
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import type { Measure, MeasureBalance, PlanBody } from '../src/services/model/plan.js';
import { completeOptions } from '../src/services/planning/options.js';
import { planRebalance } from '../src/services/planning/planner.js';
import { clusterOf, type PlannerProblem } from './planner-problems.js';

const problems: readonly PlannerProblem[] = [
  make('8 servers, 200 groups', 8, 2, 200, 3, 0, 'LOGNORMAL', 0.05, 1.002, 1.01),
  make('24 servers, 2,000 groups, 3 zones', 24, 4, 2000, 3, 3, 'LOGNORMAL', 0.5, 1.002, 1.05),
  make('72 servers, 20,000 groups', 72, 12, 20_000, 3, 0, 'LOGNORMAL', 3, 1.002, 1.02),
  make('200 servers, 100,000 groups', 200, 20, 100_000, 3, 0, 'LOGNORMAL', 15, 1.002, 1.02),
  make('16 servers, 500 groups, Zipf', 16, 4, 500, 2, 0, 'ZIPF', 0.3, 1.005, 1.1),
];

function make(
  name: string,
  servers: number,
  emptyServers: number,
  groups: number,
  replicationFactor: number,
  zones: number,
  sizes: PlannerProblem['sizes'],
  seconds: number,
  bytesOverBound: number,
  movedOverLeast: number,
): PlannerProblem {
  const promised = { seconds, bytesOverBound, loadOverBound: 1.01, movedOverLeast };
  return { name, servers, emptyServers, groups, replicationFactor, zones, sizes, promised };
}

function balance(balances: readonly MeasureBalance[], measure: Measure): MeasureBalance {
  const found = balances.find((one) => one.measure === measure);
  if (!found) throw new RangeError(`No balance for ${measure}`);
  return found;
}

function run(index: number, seed: number, repeats: number): void {
  const problem = problems[index];
  if (!problem) throw new RangeError(`No problem ${index}`);
  const topology = clusterOf(problem, seed);
  const options = completeOptions();
  const times: number[] = [];
  let plan: PlanBody | null = null;
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    const cpu = process.cpuUsage();
    plan = planRebalance(topology, options, 1);
    const used = process.cpuUsage(cpu);
    times.push((used.user + used.system) / 1e6);
  }
  if (!plan) return;
  const [cold = 0] = times;
  const median = [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
  const { summary } = plan;
  const ratio = (measure: Measure): string => (1 + balance(summary.after, measure).gap).toFixed(4);
  const over = (measure: Measure): string =>
    `${balance(summary.before, measure).maxOverMean.toFixed(3)}>${balance(summary.after, measure).maxOverMean.toFixed(4)}`;
  console.log(
    `${problem.name} seed ${seed}: ${median.toFixed(3)} s (first ${cold.toFixed(3)}) of ${problem.promised.seconds}, ` +
      `${Math.round(process.resourceUsage().maxRSS / 1024)} MiB, ${summary.moves} moves in ${plan.waves.length} waves, ` +
      `bytes ${ratio('BYTES')} load ${ratio('LOAD')} leaders ${ratio('LEADERS')} docs ${ratio('DOCUMENTS')} ` +
      `(max/mean ${over('BYTES')} ${over('LOAD')} ${over('LEADERS')}) moved ${(Number(summary.bytesMoved) / Number(summary.leastBytes)).toFixed(4)}`,
  );
}

const [index, seed, repeats] = process.argv.slice(2);
if (index !== undefined && seed !== undefined) run(Number(index), Number(seed), Number(repeats ?? 1));
else {
  for (const at of problems.keys()) {
    const args = [fileURLToPath(import.meta.url), String(at), '1', at < 2 || at === 4 ? '9' : at === 2 ? '3' : '1'];
    process.stdout.write(execFileSync(process.execPath, args));
  }
}
