/** A cluster as the planner's limits and its schedule see it, with steps that name servers instead of numbers. */
import type { MoveKind, PlanLimits } from '../../src/services/model/plan.js';
import type { ClusterTopology } from '../../src/services/model/topology.js';
import { initialState, type PlanState, problemOf, type Step } from '../../src/services/planning/problem/state.js';
import { completeOptions } from '../../src/services/planning/question/options.js';
import { sortedTopology } from '../../src/services/planning/question/what-if.js';

/** Returns the state at the start, under the usual limits but for these. */
export function stateOf(topology: ClusterTopology, limits: Partial<PlanLimits> = {}): PlanState {
  return initialState(problemOf(sortedTopology(topology), completeOptions({ limits }).limits));
}

/** Returns the number of a server; -1 for one that the cluster does not list. */
export function serverNumber({ problem }: PlanState, serverId: string): number {
  return problem.servers.findIndex((server) => server.serverId === serverId);
}

/** Returns a step of the group with this number. */
export function stepOf(state: PlanState, kind: MoveKind, group: number, from: string, to: string): Step {
  return { kind, group, from: serverNumber(state, from), to: serverNumber(state, to) };
}
