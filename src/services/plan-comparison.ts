/** Makes the plans of a comparison, each on its own terms, and keeps those that there are. */
import { DomainError } from './errors.js';
import type { PlanComparison, PlanVariant } from './model/comparison.js';
import type { PlanLimits, RebalancePlan } from './model/plan.js';
import { groupSize, replicasOf } from './model/topology.js';
import { type Attempt, comparisonOf } from './planning/comparison.js';
import { defaultPlanOptions, type PlanRequest } from './planning/options.js';
import type { MadePlan } from './planning/plan.js';
import { inBytes } from './planning/wording.js';

export interface Planning {
  /** Makes a plan for the topology that the comparison is about. */
  plan(request: PlanRequest): Promise<MadePlan>;
  keep(plan: MadePlan): Promise<RebalancePlan>;
}

/** How much longer the thorough plan may search than the others. */
const thoroughSearch = 10;

/** The most moves that a plan may have (see `planning/options.ts`). */
const mostMoves = 100_000;

interface Terms {
  readonly variant: PlanVariant;
  readonly terms: string;
  readonly request: PlanRequest;
}

/**
 * Returns four plans side by side: LEADERSHIP_ONLY, GENTLE (copies at most half of what an even spread needs), BALANCED
 * (the question as it is), THOROUGH (every measure in full, a longer search, as many moves as there may be). Limits of the
 * question hold for all of them. Throws what making BALANCED throws; the others may be refused.
 */
export async function comparePlans(planning: Planning, request: PlanRequest): Promise<PlanComparison> {
  // The plain question comes first: if it has no answer there is nothing to compare, and the gentle terms follow from it.
  const balanced = await planning.plan(request);
  const attempts: Attempt[] = [];
  for (const { variant, terms, request: own } of termsFor(request, balanced)) {
    const made = variant === 'BALANCED' ? balanced : await attempt(planning, own);
    const isMade = !(made instanceof DomainError);
    attempts.push({
      variant,
      terms,
      plan: isMade ? await planning.keep(made) : null,
      refusal: isMade ? null : { message: made.message, remedy: made.remedy },
    });
  }
  return comparisonOf(attempts, balanced.options.objectives);
}

async function attempt(planning: Planning, request: PlanRequest): Promise<MadePlan | DomainError> {
  try {
    return await planning.plan(request);
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
      terms: 'Roles change, nothing is copied',
      request: withLimits({ allowedKinds: kinds }),
    },
    {
      variant: 'GENTLE',
      terms: `At most ${inBytes(gentle)} copied: half of what an even spread needs, or what has to leave`,
      request: withLimits({ maxBytesMoved: gentle }),
    },
    { variant: 'BALANCED', terms: 'The question as it is', request },
    {
      variant: 'THOROUGH',
      terms: 'Every measure in full, a longer search, as many moves as a plan may have unless capped',
      request: {
        ...(isCapped ? request : withLimits({ maximumNumberOfMoves: mostMoves })),
        objectives: {
          ...objectives,
          BYTES: full(objectives.BYTES),
          DOCUMENTS: full(objectives.DOCUMENTS),
          LEADERS: full(objectives.LEADERS),
          LOAD: full(objectives.LOAD),
        },
        budget: Math.min(Number.MAX_SAFE_INTEGER, budget * thoroughSearch),
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
