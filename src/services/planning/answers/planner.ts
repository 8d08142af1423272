/**
 * The planner: a pure function from topology, options and seed to a plan. The same cluster and the same question give
 * the same bytes, in whatever order servers and groups come in. Nothing here touches a cluster.
 */
import { at } from '../../base/cells.js';
import { seededRandom } from '../../base/random.js';
import type { PlanBody, PlanOptions } from '../../model/plan.js';
import type { ClusterTopology } from '../../model/topology.js';
import { cannotDrain, requireRoom } from '../explain/feasibility.js';
import { nonMovesOf } from '../explain/non-moves.js';
import { allBalances } from '../measure/balance.js';
import { shortestSteps } from '../problem/relocation.js';
import { initialState, type PlanProblem, problemOf, type Step } from '../problem/state.js';
import { startingPoint } from '../question/what-if.js';
import { type Schedule, scheduleSteps } from '../schedule/schedule.js';
import { aimOf, largestValues, valueOf } from '../search/aim.js';
import { drain } from '../search/drain.js';
import { type PlanningObserver, ProgressReporter } from '../search/observer.js';
import { improve } from '../search/search.js';
import { goBackTo, type Workbench, workbenchFor } from '../search/workbench.js';
import { crowdedReplicas, spreadOverZones } from '../search/zone-repair.js';
import { movesOf, planBodyOf } from './plan-body.js';

/** A plan that lowers the aim by less than this share of its weight is not worth the unrest. */
const leastImprovement = 0.002;

/** Rounding error that sums of 64-bit floats may carry, relative. */
const rounding = 1e-9;

/**
 * Returns a plan. Every state between two moves keeps all limits, and without servers to be removed no measure's largest
 * value ends higher than it was; a cluster that cannot be evened out noticeably gets no moves. `seed` is an integer from
 * 0 to 2^31 - 1. Throws UnknownServerError, UnknownTenantError and InvalidInputError for options that do not fit the
 * topology, and InfeasiblePlanError, with what is missing, when servers to be removed cannot be emptied. `observe` is told
 * how far the planner is; it changes nothing of the plan.
 */
export function planRebalance(
  topology: ClusterTopology,
  options: PlanOptions,
  seed: number,
  observe?: PlanningObserver,
): PlanBody {
  const reporter = new ProgressReporter(observe);
  const before = startingPoint(topology, options);
  const schedule = scheduleFor(before, options, seed, reporter);
  reporter.enter('EXPLAINING');
  const moves = movesOf(before, options, schedule);
  return planBodyOf({ topology, before, options, seed }, moves, (after) => nonMovesOf(after, options, schedule.end));
}

function scheduleFor(
  before: ClusterTopology,
  options: PlanOptions,
  seed: number,
  reporter: ProgressReporter,
): Schedule {
  reporter.enter('DRAINING');
  const problem = problemOf(before, options.limits);
  requireRoom(problem);
  const bounds = allBalances(before).map(({ bestReachable }) => bestReachable);
  const first = search({ problem, options, bounds, seed, reporter }, options.budget, true);
  // Zones come before balance, but where spreading over them would leave a server higher, it goes as far as none is.
  const { bench, start, drainSteps } = first.isHigher
    ? search({ problem, options, bounds, seed, reporter }, first.bench.budget, false)
    : first;
  reporter.enter('SCHEDULING');
  const isSafer = crowdedReplicas(bench.state) < start.crowded;
  const isWorthIt =
    drainSteps !== null || isSafer || start.value - valueOf(bench.aim) >= leastImprovement * bench.aim.totalWeight;
  return isWorthIt ? makeable(bench, start.ceilings, drainSteps) : scheduleSteps(problem, []);
}

/** What one search found. */
interface Found {
  readonly bench: Workbench;
  /** How the cluster stood before: largest values, the aim's value, replicas too many in their zone. */
  readonly start: { readonly ceilings: readonly number[]; readonly value: number; readonly crowded: number };
  /** Steps of the journal that empty servers; null when there was nothing to empty. */
  readonly drainSteps: number | null;
  /** Whether spreading over zones left a measure's largest value higher than it was. */
  readonly isHigher: boolean;
}

interface Question {
  readonly problem: PlanProblem;
  readonly options: PlanOptions;
  /** Lower bounds of the measures' largest values. */
  readonly bounds: readonly number[];
  readonly seed: number;
  readonly reporter: ProgressReporter;
}

/** `mayRaise`: spreading over zones may raise a measure's largest value before it is lowered again. */
function search({ problem, options, bounds, seed, reporter }: Question, budget: number, mayRaise: boolean): Found {
  const state = initialState(problem);
  const aim = aimOf(state, options.objectives);
  const start = { ceilings: largestValues(aim), value: valueOf(aim), crowded: crowdedReplicas(state) };
  const mustDrain = problem.isDraining.some((drains, server) => drains && (state.held[server]?.length ?? 0) > 0);
  const bench = workbenchFor(state, aim, budget, (candidates) => reporter.count(candidates));
  const stuck = drain(bench);
  if (stuck) throw cannotDrain(state, stuck.group, stuck.server);
  const drained = { ceilings: largestValues(aim), steps: bench.journal.length };
  reporter.enter('EVENING_OUT');
  if (mayRaise) spreadOverZones(bench);
  improve(bench, { ceilings: start.ceilings, bounds }, seededRandom(seed));
  const isHigher = aim.measures.some(({ max }, index) => {
    return max > Math.max(at(drained.ceilings, index), at(start.ceilings, index)) * (1 + rounding);
  });
  return { bench, start, drainSteps: mustDrain ? drained.steps : null, isHigher };
}

/** Returns the whole way to the state that was found or, where no order of moves keeps all limits, a part that is sound. */
function makeable(bench: Workbench, ceilings: readonly number[], drainSteps: number | null): Schedule {
  const { problem } = bench.state;
  const steps = wayOf(bench);
  let schedule = scheduleSteps(problem, steps);
  if (schedule.isComplete) return schedule;
  if (drainSteps !== null) return holderOf(schedule, problem) ? drainedOnly(bench, drainSteps) : schedule;
  while (schedule.waves > 0 && isWorse(schedule, ceilings)) {
    schedule = scheduleSteps(problem, steps, schedule.waves - 1);
  }
  return schedule;
}

/** Where evening out stands in the way of emptying servers, they are only emptied. */
function drainedOnly(bench: Workbench, drainSteps: number): Schedule {
  goBackTo(bench, drainSteps);
  const schedule = scheduleSteps(bench.state.problem, wayOf(bench));
  const left = holderOf(schedule, bench.state.problem);
  if (left) throw cannotDrain(schedule.end, left.group, left.server);
  return schedule;
}

function wayOf({ state }: Workbench): readonly (readonly Step[])[] {
  return state.replicas.map((_, group) => shortestSteps(state, group) ?? []);
}

function holderOf({ end }: Schedule, problem: PlanProblem): { group: number; server: number } | null {
  for (const [server, drains] of problem.isDraining.entries()) {
    const [group] = end.held[server] ?? [];
    if (drains && group !== undefined) return { group, server };
  }
  return null;
}

function isWorse({ end }: Schedule, ceilings: readonly number[]): boolean {
  return end.measures.some(({ values }, index) => {
    const max = values.reduce((most, value) => Math.max(most, value), 0);
    return max > at(ceilings, index) * (1 + rounding);
  });
}
