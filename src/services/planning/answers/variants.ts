/** The plans of a comparison: the same question on four terms, from the least freedom to the most. */
import { inBytes } from '../../base/wording.js';
import { DomainError } from '../../errors/errors.js';
import type { PlanVariant } from '../../model/comparison.js';
import type { PlanLimits } from '../../model/plan.js';
import { type ClusterTopology, groupSize, replicasOf } from '../../model/topology.js';
import { maxMoves } from '../limits/maximum-moves.js';
import { measures } from '../measure/objectives/list.js';
import { completeOptions, defaultPlanOptions, type PlanRequest } from '../question/options.js';
import { observersInTurn, type PlanningObserver } from '../search/observer.js';
import type { Attempt } from './comparison.js';
import { type MadePlan, makePlan } from './plan.js';

/** What came of one variant: a plan that has neither id nor time yet, or why there is none. */
export type MadeAttempt = Omit<Attempt, 'plan'> & { readonly plan: MadePlan | null };

/** How much longer the thorough plan may search than the others. */
const thoroughSearch = 10;

interface Terms {
  readonly variant: PlanVariant;
  readonly terms: string;
  readonly request: PlanRequest;
}

/**
 * Returns four attempts, in the order of `planVariants`: LEADERSHIP_ONLY, GENTLE (copies at most half of what an even
 * spread needs), BALANCED (the question as it is), THOROUGH (every measure in full, a longer search, as many moves as there
 * may be). Limits of the question hold for all of them. Throws what making BALANCED throws; the others may be refused.
 */
export function attemptsFor(
  topology: ClusterTopology,
  request: PlanRequest,
  seed: number,
  observe?: PlanningObserver,
): readonly MadeAttempt[] {
  const observer = observersInTurn(observe);
  const plan = (wish: PlanRequest): MadePlan => makePlan(topology, wish, seed, observer());
  // The plain question comes first: if it has no answer there is nothing to compare, and the gentle terms follow from it.
  const balanced = plan(request);
  return termsFor(request, balanced).map(({ variant, terms, request: own }) => {
    const made = variant === 'BALANCED' ? balanced : orRefusal(() => plan(own));
    return made instanceof DomainError
      ? { variant, terms, plan: null, refusal: { message: made.message, remedy: made.remedy } }
      : { variant, terms, plan: made, refusal: null };
  });
}

/** Returns the most candidates that `attemptsFor` may look at. Throws InvalidInputError as `completeOptions` does. */
export function budgetOfAttempts(request: PlanRequest): number {
  const { budget } = completeOptions(request);
  return 3 * budget + thoroughBudget(budget);
}

function thoroughBudget(budget: number): number {
  return Math.min(Number.MAX_SAFE_INTEGER, budget * thoroughSearch);
}

function orRefusal(make: () => MadePlan): MadePlan | DomainError {
  try {
    return make();
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}

function termsFor(request: PlanRequest, balanced: MadePlan): readonly Terms[] {
  const withLimits = (limits: Partial<PlanLimits>): PlanRequest => ({
    ...request,
    limits: { ...request.limits, ...limits },
  });
  const { limits, budget, objectives } = balanced.options;
  const most = gentleBytes(balanced);
  const gentle = limits.maxBytesMoved !== null && limits.maxBytesMoved < most ? limits.maxBytesMoved : most;
  const kinds = limits.allowedKinds.filter((kind) => kind === 'LEADERSHIP_TRANSFER');
  const full = (weight: number): number => (weight > 0 ? Math.max(1, weight) : 0);
  const defaults = defaultPlanOptions();
  const isCapped = limits.maximumNumberOfMoves !== defaults.limits.maximumNumberOfMoves;
  return [
    {
      variant: 'LEADERSHIP_ONLY',
      terms: 'Leaders change, nothing is copied',
      request: withLimits({ allowedKinds: kinds }),
    },
    {
      variant: 'GENTLE',
      terms: `At most ${inBytes(gentle)} copied: half of what an even spread needs, or what has to leave`,
      request: withLimits({ maxBytesMoved: gentle }),
    },
    { variant: 'BALANCED', terms: 'The question as asked', request },
    {
      variant: 'THOROUGH',
      terms: 'Every measure in full, a longer search, as many moves as a plan may have unless capped',
      request: {
        ...(isCapped ? request : withLimits({ maximumNumberOfMoves: maxMoves })),
        objectives: { ...objectives, ...Object.fromEntries(measures.map((code) => [code, full(objectives[code])])) },
        budget: thoroughBudget(budget),
      },
    },
  ];
}

/** Servers that leave have to be emptied, however gently. */
function gentleBytes({ before, summary }: MadePlan): bigint {
  const leaving = new Set(before.servers.filter(({ status }) => status === 'DRAINING').map(({ serverId }) => serverId));
  let toLeave = 0n;
  for (const group of leaving.size > 0 ? before.groups : []) {
    const there = replicasOf(group).filter((serverId) => leaving.has(serverId)).length;
    toLeave += groupSize(group).bytes * BigInt(there);
  }
  const half = summary.leastBytes / 2n;
  return toLeave > half ? toLeave : half;
}
