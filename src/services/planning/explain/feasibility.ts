/** When servers cannot be emptied: which limit stands in the way, and what would have to give. */
import { float } from '../../base/cells.js';
import { counted, inBytes } from '../../base/wording.js';
import { InfeasiblePlanError } from '../../errors/errors.js';
import { moreServers } from '../limits/capacity.js';
import type { Refused } from '../limits/limit.js';
import { judgePlacement } from '../limits/list.js';
import { maximumMoves } from '../limits/maximum-moves.js';
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
  const refusals = new Map<string, { count: number; refusal: Refused }>();
  for (const into of servers.keys()) {
    if (into === server || state.problem.isDraining[into] === true) continue;
    const lead = state.replicas[group]?.[0] ?? -1;
    const [step] = stepsOf({ group, out: server, into, lead: lead === server ? into : lead }, state);
    if (!step) continue;
    const verdict = judgePlacement(step, state);
    if (verdict.isAccepted) continue;
    const { code } = verdict.limit;
    const known = refusals.get(code);
    refusals.set(code, { count: (known?.count ?? 0) + 1, refusal: known?.refusal ?? verdict });
  }
  const [, found] = [...refusals].sort(([a, m], [b, n]) => n.count - m.count || (a < b ? -1 : 1))[0] ?? [];
  const name = `${groups[group]?.groupId ?? ''} cannot leave ${servers[server]?.shortName ?? ''}`;
  if (found === undefined) {
    return new InfeasiblePlanError(
      `${name}: the plan's caps on moves and bytes are used up`,
      maximumMoves.remedy(state.problem, 0),
    );
  }
  const { limit, sentence } = found.refusal;
  const bytes = float(state.problem.groupBytes, group);
  return new InfeasiblePlanError(`${name}: ${sentence()}`, limit.remedy(state.problem, bytes));
}
