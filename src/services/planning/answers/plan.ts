/** The one entrance to planning: from a topology and a wish to a plan with everything that is kept about it. */
import type { Move, PlanOptions, RebalancePlan } from '../../model/plan.js';
import type { ClusterTopology } from '../../model/topology.js';
import { figuresOf } from '../explain/figures.js';
import { whatIfOf } from '../explain/imagined.js';
import { completeOptions, type PlanRequest, withServerIds } from '../question/options.js';
import type { PlanningObserver } from '../search/observer.js';
import { planOfMoves, type WhenRefused } from './given-moves.js';
import { planHashOf } from './plan-body.js';
import { planRebalance } from './planner.js';

/** A plan that has neither id nor time yet: a pure function of topology, wish and seed. */
export type MadePlan = Omit<RebalancePlan, 'id' | 'createdAt' | 'search'> & Required<Pick<RebalancePlan, 'search'>>;

/** Likewise, of moves that were given: nothing was searched for. */
export type PlanOfMoves = Omit<MadePlan, 'search'>;

/** Moves that are to be made, in order, and what they have to keep. */
export interface GivenMoves {
  readonly moves: readonly Move[];
  readonly options: PlanOptions;
  /** REFUSE unless told otherwise. */
  readonly whenRefused?: WhenRefused;
}

/** Returns the plan that makes these moves. Throws what `planOfMoves` throws. */
export function makePlanOfMoves(
  topology: ClusterTopology,
  { moves, options, whenRefused }: GivenMoves,
  seed: number,
): PlanOfMoves {
  const body = planOfMoves(topology, moves, options, seed, whenRefused);
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
