/**
 * Compares plans for the same question on four terms, from the least freedom to the most: who dominates whom, and which
 * one the figures speak for.
 */
import { counted, inBytes, inPercent, inTime } from '../../base/wording.js';
import { DomainError } from '../../errors/errors.js';
import {
  type FrontierPoint,
  type PlanComparison,
  type PlanOutcome,
  type PlanVariant,
  planVariants,
} from '../../model/comparison.js';
import type { MeasureBalance, PlanLimits, PlanOptions, RebalancePlan } from '../../model/plan.js';
import { type ClusterTopology, groupSize, replicasOf } from '../../model/topology.js';
import { maxMoves } from '../limits/maximum-moves.js';
import { measures } from '../measure/objectives/list.js';
import { completeOptions, defaultPlanOptions, type PlanRequest } from '../question/options.js';
import { observersInTurn, type PlanningObserver } from '../search/observer.js';
import { type MadePlan, makePlan } from './plan.js';

/** A recommended plan brings at least so much of what the best one brings: the rest rarely pays for its copies. */
const enoughOfTheBest = 0.9;

/** Differences of ratios below this are rounding. */
const rounding = 1e-9;

/** What came of one variant: its plan, or why there is none. */
export type Attempt<Plan = RebalancePlan> = Pick<PlanOutcome, 'variant' | 'terms' | 'refusal'> & {
  readonly plan: Plan | null;
};

/** The same with a plan that has neither id nor time yet. */
export type MadeAttempt = Attempt<MadePlan>;

/** Resolves with the comparison of attempts in the order of `planVariants`; every plan among them is kept by `keep`. */
export async function compareAttempts(
  attempts: readonly MadeAttempt[],
  keep: (plan: MadePlan) => Promise<RebalancePlan>,
): Promise<PlanComparison> {
  const kept: Attempt[] = [];
  for (const attempt of attempts) kept.push({ ...attempt, plan: attempt.plan && (await keep(attempt.plan)) });
  const balanced = attempts.find(({ variant }) => variant === 'BALANCED')?.plan;
  if (!balanced) throw new RangeError('A comparison needs a plan for the plain question');
  return comparisonOf(kept, balanced.options.objectives);
}

/**
 * Returns the comparison. `attempts` in the order of `planVariants`, all for the same topology; `weights` are those of
 * the question, whatever a variant used itself.
 */
export function comparisonOf(attempts: readonly Attempt[], weights: PlanOptions['objectives']): PlanComparison {
  const first = attempts.find(({ plan }) => plan)?.plan;
  const start = pointOf(first?.summary.before ?? [], null, weights);
  const points = new Map<PlanVariant, FrontierPoint>();
  for (const { variant, plan } of attempts) if (plan) points.set(variant, pointOf(plan.summary.after, plan, weights));
  const outcomes = attempts.map((attempt): PlanOutcome => {
    const point = points.get(attempt.variant) ?? null;
    const others = [...points].filter(([variant]) => variant !== attempt.variant);
    return {
      ...attempt,
      point,
      dominatedBy: point ? others.filter(([, other]) => dominates(other, point)).map(([variant]) => variant) : [],
      sameAs: point ? (earlierEqual(attempt.variant, point, points) ?? null) : null,
    };
  });
  const mustMove = first?.before.servers.some(({ status }) => status === 'DRAINING') ?? false;
  return { start, outcomes, ...recommend(start, outcomes, mustMove), remarks: remarksOn(points) };
}

function pointOf(
  balances: readonly MeasureBalance[],
  plan: RebalancePlan | null,
  weights: PlanOptions['objectives'],
): FrontierPoint {
  const total = measures.reduce((sum, measure) => sum + weights[measure], 0);
  const weighted = balances.reduce((sum, { measure, maxOverMean }) => sum + weights[measure] * maxOverMean, 0);
  return {
    balance: balances.map(({ measure, maxOverMean, gap }) => ({ measure, maxOverMean, gap })),
    imbalance: total > 0 && balances.length > 0 ? weighted / total : 1,
    bytesMoved: plan?.summary.bytesMoved ?? 0n,
    moves: plan?.summary.moves ?? 0,
    estimatedSeconds: plan?.summary.estimatedSeconds ?? 0,
  };
}

/** Balance first, then costs; bytes as numbers, since only their order counts here. */
function valuesOf({ balance, bytesMoved, moves, estimatedSeconds }: FrontierPoint): readonly number[] {
  return [...balance.map(({ maxOverMean }) => maxOverMean), Number(bytesMoved), moves, estimatedSeconds];
}

function dominates(one: FrontierPoint, other: FrontierPoint): boolean {
  const pairs = pairsOf(one, other);
  return pairs.every(([a, b]) => !isAbove(a, b)) && pairs.some(([a, b]) => isAbove(b, a));
}

function earlierEqual(
  variant: PlanVariant,
  point: FrontierPoint,
  points: ReadonlyMap<PlanVariant, FrontierPoint>,
): PlanVariant | undefined {
  const earlier = planVariants.slice(0, planVariants.indexOf(variant));
  return earlier.find((each) => {
    const other = points.get(each);
    return other && pairsOf(other, point).every(([a, b]) => !isAbove(a, b) && !isAbove(b, a));
  });
}

function pairsOf(one: FrontierPoint, other: FrontierPoint): readonly (readonly [number, number])[] {
  const others = valuesOf(other);
  return valuesOf(one).map((value, at) => [value, others[at] ?? value] as const);
}

function isAbove(a: number, b: number): boolean {
  return a > b + Math.abs(b) * rounding;
}

/** What a gentler plan may do, a freer one may do too: where it ends higher nevertheless, the reader is told. */
function remarksOn(points: ReadonlyMap<PlanVariant, FrontierPoint>): readonly string[] {
  const present = planVariants.flatMap((variant) => {
    const point = points.get(variant);
    return point ? [{ variant, point }] : [];
  });
  return present.flatMap((freer, at) =>
    present.slice(0, at).flatMap((gentler) =>
      freer.point.balance.flatMap(({ measure, maxOverMean }, index) => {
        const less = gentler.point.balance[index]?.maxOverMean ?? maxOverMean;
        if (!isAbove(maxOverMean, less)) return [];
        const trade = isAbove(freer.point.imbalance, gentler.point.imbalance)
          ? 'although it may do all that the other may: take the other'
          : `for less in other measures (${ratio(freer.point.imbalance)} against ${ratio(gentler.point.imbalance)} in all)`;
        return [
          `${freer.variant} leaves ${measure} at ${ratio(maxOverMean)} of the mean, ${gentler.variant} at ${ratio(less)}, ${trade}`,
        ];
      }),
    ),
  );
}

function recommend(
  start: FrontierPoint,
  outcomes: readonly PlanOutcome[],
  mustMove: boolean,
): Pick<PlanComparison, 'recommended' | 'sentence'> {
  const open = outcomes.flatMap(({ variant, point, dominatedBy, sameAs }) =>
    point && point.moves > 0 && dominatedBy.length === 0 && sameAs === null ? [{ variant, point }] : [],
  );
  const best = Math.min(...open.map(({ point }) => point.imbalance));
  const gain = ({ imbalance }: FrontierPoint): number => start.imbalance - imbalance;
  if (open.length === 0 || (!mustMove && start.imbalance - best <= rounding)) {
    return {
      recommended: null,
      sentence: `Leave the cluster unchanged: no plan makes it more even than ${ratio(start.imbalance)} of the mean`,
    };
  }
  if (start.imbalance - best <= rounding) {
    const [choice] = open
      .filter(({ point }) => point.imbalance <= best + rounding)
      .sort((a, b) => costOrder(a.point, b.point));
    if (!choice) throw new RangeError('No plan has the least imbalance');
    const effect = `it empties what has to leave, and leaves the others at a weighted max / mean of ${ratio(best)}`;
    return { recommended: choice.variant, sentence: `Take ${choice.variant}: ${effect} with ${costOf(choice.point)}` };
  }
  const enough = open.filter(({ point }) => gain(point) >= enoughOfTheBest * (start.imbalance - best) - rounding);
  const [choice] = [...(enough.length > 0 ? enough : open)].sort((a, b) => costOrder(a.point, b.point));
  if (!choice) throw new RangeError('There is no plan to choose from');
  const top = open.reduce((least, each) => (each.point.imbalance < least.point.imbalance ? each : least), choice);
  return { recommended: choice.variant, sentence: sentenceFor(start, choice, top) };
}

function costOrder(a: FrontierPoint, b: FrontierPoint): number {
  if (a.bytesMoved !== b.bytesMoved) return a.bytesMoved < b.bytesMoved ? -1 : 1;
  return a.moves - b.moves || a.imbalance - b.imbalance;
}

interface Choice {
  readonly variant: PlanVariant;
  readonly point: FrontierPoint;
}

function sentenceFor(start: FrontierPoint, { variant, point }: Choice, top: Choice): string {
  const cost = costOf(point);
  const effect = `the weighted max / mean goes from ${ratio(start.imbalance)} to ${ratio(point.imbalance)}`;
  if (top.variant === variant) return `Take ${variant}: ${effect} with ${cost}; no other plan makes it more even`;
  const share = inPercent((start.imbalance - point.imbalance) / (start.imbalance - top.point.imbalance));
  const more = top.point.bytesMoved - point.bytesMoved;
  const price = more > 0n ? ` for ${inBytes(more)} more` : '';
  return `Take ${variant}: ${effect} with ${cost}, which is ${share} of what ${top.variant} brings (${ratio(top.point.imbalance)}${price})`;
}

function costOf({ moves, bytesMoved, estimatedSeconds }: FrontierPoint): string {
  return `${counted(moves, 'move')}, ${inBytes(bytesMoved)} copied in about ${inTime(estimatedSeconds)} (modelled)`;
}

function ratio(value: number): string {
  return value.toFixed(3);
}

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
