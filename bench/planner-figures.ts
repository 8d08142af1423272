/** Plans one problem several times in this process, and returns what that took, what it reached and what it broke. */
import { GCProfiler } from 'node:v8';

import type { Measure, PlanBody } from '../src/services/model/plan.js';
import { planRebalance } from '../src/services/planning/answers/planner.js';
import { measures } from '../src/services/planning/measure/objectives/list.js';
import { completeOptions } from '../src/services/planning/question/options.js';
import { brokenOnTheWay } from '../test/support/plan-checks.js';
import type { BenchProblem, Optimum } from './planner-list.js';

/** Largest value on one server. */
export interface Reached {
  readonly measure: Measure;
  readonly max: number;
  readonly bound: number;
  readonly maxOverMeanBefore: number;
  readonly maxOverMeanAfter: number;
}

/** Times are of the processor, all threads together. */
export interface Figures {
  readonly coldSeconds: number;
  /** Median of the runs after the first. */
  readonly warmSeconds: number;
  /** Of the process, cluster included, when the first plan is made. */
  readonly peakRssMiB: number;
  /** The most that the heap held just before it was collected. */
  readonly peakHeapMiB: number;
  readonly moves: number;
  readonly waves: number;
  readonly bytesMoved: number;
  readonly leastBytes: number;
  readonly reached: readonly Reached[];
  readonly violations: number;
  /** The first few, as sentences. */
  readonly violationSamples: readonly string[];
  readonly optimum: Optimum | null;
}

const mostSamples = 5;

/**
 * Returns the figures of one problem. Memory is that of the first run: later ones would add to it while the first plan
 * is kept for the check.
 */
export function figuresFor(problem: BenchProblem, seed: number): Figures {
  const topology = problem.clusterOf(seed);
  const options = completeOptions();
  const profiler = new GCProfiler();
  profiler.start();
  const run = (): { readonly plan: PlanBody; readonly seconds: number } => {
    const start = process.cpuUsage();
    const plan = planRebalance(topology, options, 1);
    const { user, system } = process.cpuUsage(start);
    return { plan, seconds: (user + system) / 1e6 };
  };
  const { plan, seconds: coldSeconds } = run();
  const peakRssMiB = process.resourceUsage().maxRSS / 1024;
  const peakHeapMiB = peakHeapOf(profiler) / 1024 ** 2;
  const warm = Array.from({ length: problem.warmRuns }, () => run().seconds).sort((a, b) => a - b);
  const violations = brokenOnTheWay(plan);
  const { summary } = plan;
  return {
    coldSeconds,
    warmSeconds: warm[Math.floor(warm.length / 2)] ?? coldSeconds,
    peakRssMiB,
    peakHeapMiB,
    moves: summary.moves,
    waves: plan.waves.length,
    bytesMoved: Number(summary.bytesMoved),
    leastBytes: Number(summary.leastBytes),
    reached: measures.map((measure, index): Reached => {
      const [before, after] = [summary.before[index], summary.after[index]];
      if (!before || !after) throw new RangeError(`There is no balance of ${measure}`);
      return {
        measure,
        max: after.max,
        bound: after.bestReachable,
        maxOverMeanBefore: before.maxOverMean,
        maxOverMeanAfter: after.maxOverMean,
      };
    }),
    violations: violations.length,
    violationSamples: violations.slice(0, mostSamples),
    optimum: problem.optimumOf(topology),
  };
}

function peakHeapOf(profiler: GCProfiler): number {
  const { statistics } = profiler.stop();
  const used = statistics.map(({ beforeGC }) => beforeGC.heapStatistics.usedHeapSize);
  return used.reduce((most, bytes) => Math.max(most, bytes), process.memoryUsage().heapUsed);
}
