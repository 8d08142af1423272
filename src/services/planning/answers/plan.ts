/** The one entrance to planning: from a topology and a wish to a plan with everything that is kept about it. */
import type { Move, PlanBody, PlanOptions, RebalancePlan, WhatIf } from '../../model/plan.js';
import type { PlanFigures } from '../../model/plan-figures.js';
import type { ClusterTopology } from '../../model/topology.js';
import { figuresOf } from '../explain/figures.js';
import { whatIfOf } from '../explain/imagined.js';
import { completeOptions, type PlanRequest } from '../question/options.js';
import { withServerIds } from '../question/server-names.js';
import type { PlanningObserver } from '../search/observer.js';
import { planOfMoves } from './given-moves.js';
import { planHashOf, planRebalance } from './planner.js';

/** A plan that has neither id nor time yet: a pure function of topology, wish and seed. */
export type MadePlan = PlanBody & Required<Pick<RebalancePlan, 'planHash' | 'whatIf' | 'figures' | 'search'>>;

/** Likewise, of moves that were given: nothing was searched for. */
export type PlanOfMoves = Omit<MadePlan, 'search'>;

/** Moves that are to be made, in order, and what they have to keep. */
export interface GivenMoves {
  readonly moves: readonly Move[];
  readonly options: PlanOptions;
}

/** Returns the plan that makes all of these moves. Throws what `planOfMoves` throws. */
export function makePlanOfMoves(topology: ClusterTopology, { moves, options }: GivenMoves, seed: number): PlanOfMoves {
  const body = planOfMoves(topology, moves, options, seed);
  return { ...body, planHash: planHashOf(body), whatIf: whatIfOf(topology, body), figures: figuresOf(body) };
}

/**
 * Returns a plan; the wish may name servers by serverId or short name. Throws what `completeOptions` and `planRebalance`
 * throw.
 */
export function makePlan(
  topology: ClusterTopology,
  request: PlanRequest,
  seed: number,
  observe?: PlanningObserver,
): MadePlan {
  const options = completeOptions(withServerIds(request, topology));
  let evaluatedMoves = 0;
  const body = planRebalance(topology, options, seed, (step) => {
    ({ evaluatedMoves } = step);
    observe?.(step);
  });
  return {
    ...body,
    planHash: planHashOf(body),
    whatIf: whatIfOf(topology, body),
    figures: figuresOf(body),
    search: { evaluatedMoves, isBudgetSpent: evaluatedMoves >= options.budget },
  };
}

/** Returns what a plan imagines, also for one that an earlier version kept. */
export function whatIfIn(plan: RebalancePlan): WhatIf {
  if (plan.whatIf) return plan.whatIf;
  // Earlier versions imagined new servers only, and named them so.
  const servers = plan.before.servers.map((server) =>
    /^new-\d+$/.test(server.serverId) ? { ...server, isImagined: true as const } : server,
  );
  const asked = { ...plan.before, servers: servers.filter(({ isImagined }) => !isImagined) };
  return whatIfOf(asked, { ...plan, before: { ...plan.before, servers } });
}

/** Returns the figures of a plan, also for one that an earlier version kept. */
export function figuresIn(plan: RebalancePlan): PlanFigures {
  return plan.figures ?? figuresOf(plan);
}
