/**
 * Moves that somebody else decided on, judged on a topology: which of them the limits allow, where else one could go,
 * and the plan that they make. What a rebalance that ended early offers, and what it checks before each wave.
 */
import { float } from '../../base/cells.js';
import { grouped } from '../../base/lists.js';
import { counted } from '../../base/wording.js';
import { InfeasiblePlanError } from '../../errors/errors.js';
import type { Move, NonMove, PlanBody, PlanOptions } from '../../model/plan.js';
import { type ClusterTopology, groupSize } from '../../model/topology.js';
import { judge, judgePlacement } from '../limits/list.js';
import { applyStep, initialState, type PlanProblem, type PlanState, problemOf, type Step } from '../problem/state.js';
import { type Schedule, scheduleSteps } from '../schedule/schedule.js';
import { planBodyOf, wavesOf } from './plan-body.js';

/** Why a move is not possible. */
export interface MoveRefusal {
  /** Code of the limit that stands in the way. */
  readonly code: string;
  /** The reason with its numbers. */
  readonly sentence: string;
}

/** What to do with moves that break a limit: the whole plan is refused, or they are left out and named in `notMoved`. */
export type WhenRefused = 'REFUSE' | 'LEAVE_OUT';

/**
 * Returns the plan that makes these moves from this topology: in waves that keep every limit, the moves of one group in
 * the order given. Indexes, waves, sizes and times are worked out anew; reasons stay. Servers that the options remove
 * count as DRAINING. Throws an InfeasiblePlanError, which names the first one, when moves break a limit and are not to
 * be left out.
 */
export function planOfMoves(
  topology: ClusterTopology,
  given: readonly Move[],
  options: PlanOptions,
  seed: number,
  whenRefused: WhenRefused = 'REFUSE',
): PlanBody {
  const before = startOf(topology, options);
  const { scheduled, refused } = schedule(before, given, options);
  const [first] = refused;
  if (first && whenRefused === 'REFUSE') {
    throw new InfeasiblePlanError(
      `${counted(refused.length, 'move')} of ${given.length} cannot be made: ${first.sentence}`,
      'Leave out these moves, or remove what prevents them',
    );
  }
  const moves = movesOf(before, scheduled, options);
  return planBodyOf({ topology, before, options, seed }, moves, () => refused);
}

/**
 * Returns the refusals of moves that are to be made at the same time, by their index; a move without one is allowed.
 * Judged in their order as if nothing were freed before the last has ended.
 */
export function refusalsOf(
  topology: ClusterTopology,
  moves: readonly Move[],
  options: PlanOptions,
): ReadonlyMap<number, MoveRefusal> {
  const bench = new Bench(startOf(topology, options), options);
  const refusals = new Map<number, MoveRefusal>();
  for (const move of moves) {
    const refusal = bench.refusalOf(move);
    if (refusal) refusals.set(move.index, refusal);
    else bench.begin(move);
  }
  return refusals;
}

/**
 * Returns the serverId of another server that may take the move, the least used one, while others are under way; null
 * when no limit-keeping server is left. The move's own servers are not looked at: handing the leadership of a group to
 * its leader is no move.
 */
export function otherTargetOf(
  topology: ClusterTopology,
  move: Move,
  options: PlanOptions,
  underWay: readonly Move[],
): string | null {
  const bench = new Bench(startOf(topology, options), options);
  for (const other of underWay) if (!bench.refusalOf(other)) bench.begin(other);
  const allowed = topology.servers.filter(
    ({ serverId }) =>
      serverId !== move.to && serverId !== move.from && bench.refusalOf({ ...move, to: serverId }) === null,
  );
  const least = allowed.sort((a, b) => bench.usedBy(a.serverId) - bench.usedBy(b.serverId))[0];
  return least?.serverId ?? null;
}

/** What the options imagine is left out: these moves are made in the cluster as it is. */
function startOf(topology: ClusterTopology, { removeServers }: PlanOptions): ClusterTopology {
  if (removeServers.length === 0) return topology;
  const leaving = new Set(removeServers);
  return {
    ...topology,
    servers: topology.servers.map((server) =>
      leaving.has(server.serverId) && server.status === 'GOOD' ? { ...server, status: 'DRAINING' } : server,
    ),
  };
}

interface Scheduled {
  readonly move: Move;
  readonly wave: number;
}

function schedule(
  before: ClusterTopology,
  given: readonly Move[],
  options: PlanOptions,
): { readonly scheduled: readonly Scheduled[]; readonly refused: readonly NonMove[] } {
  const bench = new Bench(before, options);
  const queues = new Map<number, { readonly steps: Step[]; readonly moves: Move[] }>();
  const refused: NonMove[] = [];
  for (const move of given) {
    const step = bench.stepOf(move);
    if (!step) {
      refused.push(notMoved(move, unknownPart(move)));
      continue;
    }
    const queue = queues.get(step.group) ?? { steps: [], moves: [] };
    queues.set(step.group, queue);
    queue.steps.push(step);
    queue.moves.push(move);
  }
  const made = scheduleSteps(
    bench.problem,
    [...queues.values()].map(({ steps }) => steps),
  );
  const scheduled = made.steps.flatMap(({ group, wave }): Scheduled[] => {
    const move = queues.get(group)?.moves.shift();
    return move ? [{ move, wave }] : [];
  });
  // What is left in a queue waits for its first move, which some limit refuses in the end state.
  for (const { moves } of queues.values()) {
    const [first] = moves;
    const refusal = first && refusalAtEnd(bench, made, first);
    if (refusal) refused.push(...moves.map((move) => notMoved(move, refusal)));
  }
  return { scheduled, refused };
}

function refusalAtEnd(bench: Bench, { end }: Schedule, move: Move): MoveRefusal {
  const step = bench.stepOf(move);
  const verdict = step && judge(step, end);
  if (verdict && !verdict.isAccepted) return { code: verdict.limit.code, sentence: verdict.sentence() };
  return { code: 'NO_ORDER', sentence: `No order of moves keeps the limits for ${move.groupId}` };
}

function notMoved({ to }: Move, refusal: MoveRefusal): NonMove {
  return { serverId: to, ...refusal };
}

function movesOf(
  { groups, tenants }: ClusterTopology,
  scheduled: readonly Scheduled[],
  options: PlanOptions,
): readonly Move[] {
  const sizes = new Map(groups.map((group) => [group.groupId, groupSize(group)]));
  const byGroup = grouped(tenants, ({ groupId }) => groupId);
  return scheduled.map(({ move, wave }, index): Move => {
    const size = move.kind === 'LEADERSHIP_TRANSFER' ? undefined : sizes.get(move.groupId);
    const { bytes, documents } = size ?? { bytes: 0n, documents: 0 };
    const tenantKeys = (byGroup.get(move.groupId) ?? []).map(({ key }) => key);
    const timed = { ...move, index, wave, bytes, documents, tenantKeys };
    // A wave of one move takes as long as the move.
    const [alone] = wavesOf([timed], options);
    return { ...timed, estimatedSeconds: alone?.estimatedSeconds ?? 0 };
  });
}

/** A topology as numbers, to which moves are put one after the other. */
class Bench {
  readonly problem: PlanProblem;
  readonly #state: PlanState;
  readonly #servers: ReadonlyMap<string, number>;
  readonly #groups: ReadonlyMap<string, number>;

  constructor({ servers, groups, ...rest }: ClusterTopology, { limits }: PlanOptions) {
    this.problem = problemOf({ servers, groups, ...rest }, limits);
    this.#state = initialState(this.problem);
    this.#servers = new Map(this.problem.servers.map(({ serverId }, index) => [serverId, index]));
    this.#groups = new Map(groups.map(({ groupId }, index) => [groupId, index]));
  }

  /** Returns the move by indexes; null when it names a server or a group that is not there. */
  stepOf({ kind, groupId, from, to }: Move): Step | null {
    const [group, source, target] = [this.#groups.get(groupId), this.#servers.get(from), this.#servers.get(to)];
    if (group === undefined || source === undefined || target === undefined) return null;
    return { kind, group, from: source, to: target };
  }

  refusalOf(move: Move): MoveRefusal | null {
    const step = this.stepOf(move);
    if (!step) return unknownPart(move);
    const verdict = judgePlacement(step, this.#state);
    return verdict.isAccepted ? null : { code: verdict.limit.code, sentence: verdict.sentence() };
  }

  /** Makes an allowed move, and keeps what it frees until all are over. */
  begin(move: Move): void {
    const step = this.stepOf(move);
    if (!step) return;
    applyStep(this.#state, step);
    if (step.kind === 'LEADERSHIP_TRANSFER') return;
    const { used } = this.#state;
    used[step.from] = float(used, step.from) + float(this.problem.groupBytes, step.group);
  }

  usedBy(serverId: string): number {
    const server = this.#servers.get(serverId);
    return server === undefined ? Infinity : float(this.#state.used, server);
  }
}

function unknownPart({ groupId, from, to }: Move): MoveRefusal {
  return { code: 'UNKNOWN_PART', sentence: `The cluster no longer has ${groupId}, ${from} and ${to}` };
}
