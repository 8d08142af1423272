/** Compares plans for the same question: the terms of each, who dominates whom, and which one the figures speak for. */
import { counted, inBytes, inPercent, inTime } from '../../base/wording.js';
import {
  type FrontierPoint,
  type PlanComparison,
  type PlanOutcome,
  type PlanVariant,
  planVariants,
} from '../../model/comparison.js';
import type { MeasureBalance, PlanOptions, RebalancePlan } from '../../model/plan.js';
import { measures } from '../measure/objectives/list.js';

/** A recommended plan brings at least so much of what the best one brings: the rest rarely pays for its copies. */
const enoughOfTheBest = 0.9;

/** Differences of ratios below this are rounding. */
const rounding = 1e-9;

/** What came of one variant before the plans are compared. */
export type Attempt = Pick<PlanOutcome, 'variant' | 'terms' | 'plan' | 'refusal'>;

/**
 * Returns the comparison. `attempts` in the order of `planVariants`, all for the same topology; `weights` are those of
 * the question, whatever a variant used itself.
 */
export function comparisonOf(attempts: readonly Attempt[], weights: PlanOptions['objectives']): PlanComparison {
  const plans = attempts.flatMap(({ plan }) => (plan ? [plan] : []));
  const [first] = plans;
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
