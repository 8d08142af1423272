/**
 * The planner: a pure function from topology, options and seed to a plan. The same cluster and the same question give
 * the same bytes, in whatever order servers and groups come in. Nothing here touches a cluster.
 */
import { canonicalJson, sha256 } from '../model/canonical.js';
import { fingerprint } from '../model/fingerprint.js';
import type { MeasureBalance, Move, MoveWave, PlanBody, PlanOptions, PlanSummary } from '../model/plan.js';
import type { ClusterTopology } from '../model/topology.js';
import { seededRandom } from '../random.js';
import { aimOf, largestValues, valueOf } from './aim.js';
import { allBalances } from './balance.js';
import { float } from './cells.js';
import { cannotDrain, requireRoom } from './feasibility.js';
import { inverseOf, movesOf, topologyAfter, wavesOf } from './moves.js';
import { nonMovesOf } from './non-moves.js';
import { shortestSteps } from './relocation.js';
import { type Schedule, scheduleSteps } from './schedule.js';
import { drain, improve } from './search.js';
import { initialState, type PlanProblem, problemOf } from './state.js';
import { startingPoint } from './what-if.js';
import { counted, inBytes, inPercent, inTime, inUnit } from './wording.js';
import { type Workbench, workbenchFor } from './workbench.js';

/** A plan that lowers the aim by less than this share of its weight is not worth the unrest. */
const leastImprovement = 0.002;

/**
 * Returns a plan. Every state between two moves keeps all limits, and without servers to be removed no measure's largest
 * value ends higher than it was; a cluster that cannot be evened out noticeably gets no moves. `seed` is an integer from
 * 0 to 2^31 - 1. Throws UnknownServerError, UnknownTenantError and InvalidInputError for options that do not fit the
 * topology, and InfeasiblePlanError, with what is missing, when servers to be removed cannot be emptied.
 */
export function planRebalance(topology: ClusterTopology, options: PlanOptions, seed: number): PlanBody {
  const before = startingPoint(topology, options);
  const schedule = scheduleFor(before, options, seed);
  const moves = movesOf(before, options, schedule);
  const waves = wavesOf(moves, options);
  const after = topologyAfter(before, moves);
  return {
    options,
    seed,
    baseFingerprint: fingerprint(topology),
    before,
    after,
    moves,
    waves,
    summary: summaryOf(before, after, moves, waves),
    notMoved: nonMovesOf(after, options, schedule.end),
    inverse: inverseOf(moves),
  };
}

/** Returns the plan's name: the sha-256 of the body's canonical JSON. */
export function planHashOf(body: PlanBody): string {
  const { options, seed, baseFingerprint, before, after, moves, waves, summary, notMoved, inverse } = body;
  return sha256(
    canonicalJson({ options, seed, baseFingerprint, before, after, moves, waves, summary, notMoved, inverse }),
  );
}

function scheduleFor(before: ClusterTopology, options: PlanOptions, seed: number): Schedule {
  const problem = problemOf(before, options.limits);
  requireRoom(problem);
  const state = initialState(problem);
  const aim = aimOf(state, options.objectives);
  const ceilings = largestValues(aim);
  const start = valueOf(aim);
  const bench = workbenchFor(state, aim, options.budget);
  const mustDrain = problem.isDraining.some((drains, server) => drains && (state.held[server]?.length ?? 0) > 0);
  const stuck = drain(bench);
  if (stuck) throw cannotDrain(state, stuck.group, stuck.server);
  const bounds = allBalances(before).map(({ bestReachable }) => bestReachable);
  improve(bench, { ceilings, bounds }, seededRandom(seed));
  const isWorthIt = mustDrain || start - valueOf(aim) >= leastImprovement * aim.totalWeight;
  return isWorthIt ? makeable(bench, ceilings, mustDrain) : scheduleSteps(problem, []);
}

/** Returns the whole way to the state that was found or, where no order of moves keeps all limits, a part that is sound. */
function makeable(bench: Workbench, ceilings: readonly number[], mustDrain: boolean): Schedule {
  const { problem } = bench.state;
  const steps = bench.state.replicas.map((_, group) => shortestSteps(bench.state, group) ?? []);
  let schedule = scheduleSteps(problem, steps);
  if (schedule.isComplete) return schedule;
  if (mustDrain) {
    const left = holderOf(schedule, problem);
    if (left) throw cannotDrain(schedule.end, left.group, left.server);
    return schedule;
  }
  while (schedule.waves > 0 && isWorse(schedule, ceilings)) {
    schedule = scheduleSteps(problem, steps, schedule.waves - 1);
  }
  return schedule;
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
    return max > float(Float64Array.from(ceilings), index) * (1 + 1e-9);
  });
}

function summaryOf(
  before: ClusterTopology,
  after: ClusterTopology,
  moves: readonly Move[],
  waves: readonly MoveWave[],
): PlanSummary {
  const balancesBefore = allBalances(before);
  const balancesAfter = allBalances(after);
  const bytesMoved = moves.reduce((sum, { bytes }) => sum + bytes, 0n);
  const seconds = waves.reduce((sum, { estimatedSeconds }) => sum + estimatedSeconds, 0);
  const estimatedSeconds = Math.round(seconds * 1000) / 1000;
  return {
    moves: moves.length,
    bytesMoved,
    leastBytes: leastInflow(before, balancesBefore),
    estimatedSeconds,
    before: balancesBefore,
    after: balancesAfter,
    sentence: summarySentence(moves, bytesMoved, estimatedSeconds, balancesBefore, balancesAfter),
  };
}

/** What flows into the servers below the mean when all are brought to it, in whole bytes. */
function leastInflow(before: ClusterTopology, balances: readonly MeasureBalance[]): bigint {
  const bytes = balances.find(({ measure }) => measure === 'BYTES');
  if (!bytes) return 0n;
  const isDraining = new Set(before.servers.filter(({ status }) => status === 'DRAINING').map((s) => s.serverId));
  const missing = bytes.perServer.map(({ serverId, value }) =>
    isDraining.has(serverId) ? 0 : Math.max(0, bytes.mean - value),
  );
  return BigInt(Math.floor(missing.reduce((sum, value) => sum + value, 0)));
}

function summarySentence(
  moves: readonly Move[],
  bytesMoved: bigint,
  seconds: number,
  before: readonly MeasureBalance[],
  after: readonly MeasureBalance[],
): string {
  if (moves.length === 0) {
    const gaps = before.map(({ measure, gap }) => `${measure} ${inPercent(gap)}`).join(', ');
    return `No moves: nothing would get noticeably better; above the best reachable are ${gaps}`;
  }
  const transfers = moves.filter(({ kind }) => kind === 'LEADERSHIP_TRANSFER').length;
  const changes = after.flatMap(({ measure, unit, max, bestReachable }, index) => {
    const was = before[index]?.max ?? max;
    if (measure === 'DOCUMENTS' || was === max) return [];
    const best = max > bestReachable ? `best reachable ${inUnit(measure, bestReachable, unit)}` : 'the best reachable';
    return [`${inUnit(measure, was, unit)} to ${inUnit(measure, max, unit)} (${best})`];
  });
  const effect =
    changes.length === 0 ? 'more even, with the same largest values' : `most on one server ${changes.join(', ')}`;
  return `${counted(moves.length, 'move')}, ${transfers} of them without a copy, ${inBytes(bytesMoved)} copied in about ${inTime(seconds)} (modelled): ${effect}`;
}
