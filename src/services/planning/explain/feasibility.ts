/** When servers cannot be emptied: which limit stands in the way, and what would have to give. */
import { float } from '../../base/cells.js';
import { counted, inBytes } from '../../base/wording.js';
import { InfeasiblePlanError } from '../../errors/errors.js';
import type { LimitCode, Refused } from '../limits/limit.js';
import { judgePlacement } from '../limits/list.js';
import { stepsOf } from '../problem/relocation.js';
import { initialState, type PlanProblem, type PlanState } from '../problem/state.js';

/** Throws an InfeasiblePlanError when the servers that stay are too few, or too small, for what is to be drained. */
export function requireRoom(problem: PlanProblem): void {
  const leaving = problem.isDraining.filter(Boolean).length;
  if (leaving === 0) return;
  const start = initialState(problem);
  const receivers = problem.receives.filter(Boolean).length;
  const most = problem.original.reduce((largest, replicas) => Math.max(largest, replicas.length), 0);
  const staying = problem.isDraining.length - leaving;
  if (most > staying) {
    throw new InfeasiblePlanError(
      `${counted(staying, 'server')} would stay, but shard groups have up to ${counted(most, 'replica')} on different servers`,
      `${counted(most - staying, 'more server')} needed: add ${most - staying === 1 ? 'it' : 'them'} with addServers in the same plan`,
    );
  }
  let toPlace = 0;
  let room = 0;
  problem.isDraining.forEach((drains, server) => {
    if (drains) toPlace += float(start.used, server);
    else if (problem.receives[server]) room += Math.max(0, float(problem.capacity, server) - float(start.used, server));
  });
  if (toPlace <= room) return;
  throw new InfeasiblePlanError(
    `${inBytes(toPlace)} are to be moved off, and the ${counted(receivers, 'server')} that may receive have room for ${inBytes(room)}`,
    moreServers(problem, toPlace - room),
  );
}

/** Returns the error for a group that a server could not give away, with the limit that stood in the way most often. */
export function cannotDrain(state: PlanState, group: number, server: number): InfeasiblePlanError {
  const { servers, groups } = state.problem;
  const refusals = new Map<LimitCode, { count: number; refusal: Refused }>();
  for (const into of servers.keys()) {
    if (into === server || state.problem.isDraining[into] === true) continue;
    const lead = state.replicas[group]?.[0] ?? -1;
    const [step] = stepsOf({ group, out: server, into, lead: lead === server ? into : lead }, state);
    if (!step) continue;
    const verdict = judgePlacement(step, state);
    if (verdict.isAccepted) continue;
    const known = refusals.get(verdict.limit);
    refusals.set(verdict.limit, { count: (known?.count ?? 0) + 1, refusal: known?.refusal ?? verdict });
  }
  const [limit, found] = [...refusals].sort(([a, m], [b, n]) => n.count - m.count || (a < b ? -1 : 1))[0] ?? [];
  const name = `${groups[group]?.groupId ?? ''} cannot leave ${servers[server]?.shortName ?? ''}`;
  if (limit === undefined || found === undefined) {
    return new InfeasiblePlanError(
      `${name}: the plan's caps on moves and bytes are used up`,
      'Raise limits.maximumNumberOfMoves or limits.maxBytesMoved',
    );
  }
  const bytes = float(state.problem.groupBytes, group);
  return new InfeasiblePlanError(`${name}: ${found.refusal.sentence()}`, remedies(state.problem, bytes)[limit]);
}

function remedies(problem: PlanProblem, bytes: number): Readonly<Record<LimitCode, string>> {
  const caps = 'Raise limits.maximumNumberOfMoves or limits.maxBytesMoved';
  return {
    DIFFERENT_SERVERS: '1 more server needed: add it with addServers in the same plan',
    ZONES: '1 more server needed in a zone that holds none of the group: add it with addServers and that zone',
    CAPACITY: moreServers(problem, bytes),
    WRITE_CONCERN: 'Wait until its followers are in sync again, then ask for a new plan',
    HEALTH: 'Bring the unhealthy servers back, or add healthy ones with addServers',
    MOVE_KINDS: 'Allow more kinds of move in limits.allowedKinds',
    READ_ONLY: 'Move it with the tools of that database first, or keep the server',
    PINNED_TENANTS: 'Take its tenants out of limits.pinnedTenants, or keep the server',
    PINNED_COLLECTIONS: 'Take its collections out of limits.pinnedCollections, or keep the server',
    MAXIMUM_NUMBER_OF_MOVES: caps,
    MAX_BYTES_MOVED: caps,
  };
}

function moreServers(problem: PlanProblem, bytes: number): string {
  const known = [...problem.capacity].filter((capacity) => capacity !== Infinity);
  const largest = known.reduce((most, capacity) => Math.max(most, capacity), 0);
  const count = largest > 0 ? Math.max(1, Math.ceil(bytes / largest)) : 1;
  return `${counted(count, 'more server')} needed, or servers with ${inBytes(bytes)} more capacity: use addServers in the same plan`;
}
