/**
 * Spreads the leaders of each class of shard groups (those of one collection, say) and evens out what leaders carry, for
 * clusters with many classes: the best transfers within each class first, then exchanges between each two servers of
 * leaderships that weigh about the same, since nearly all that would spread one class better tips the balance unless
 * something comes back.
 */
import { at, float, int } from '../../base/cells.js';
import { leaderOf, mayLead, type PlanState } from '../problem/state.js';
import { moveCost, valueOf } from './aim.js';
import { changeByTransfer, leaderMeasures } from './change.js';
import { exchangeChange, type SpreadAim } from './spread-aim.js';
import { attempt, type Workbench } from './workbench.js';

/** How often all pairs of servers are gone through at most: what one pair gains can open a way for another. */
const maxRounds = 40;

/** What a round has to gain, as a share of the aim's weight, to deserve another. */
const leastRoundGain = 5e-5;

/** Gains below this are rounding. */
const leastGain = 1e-9;

/** Groups of about the size that is wanted that are looked at for an exchange, above and below it. */
const candidates = 8;

/** Hands leaderships over until a round gains hardly anything. Does nothing where there is one class only. */
export function spreadLeaders(bench: Workbench): void {
  const { aim, state } = bench;
  if (aim.spreads.length === 0 || !state.problem.limits.allowedKinds.includes('LEADERSHIP_TRANSFER')) return;
  const measures = leaderMeasures(bench);
  for (const spread of aim.spreads) {
    for (const groups of groupsByClass(spread)) while (bench.budget > 0 && transferOne(bench, measures, groups));
  }
  let value = valueOf(aim);
  for (let round = 0; round < maxRounds && bench.budget > 0; round += 1) {
    exchangeAll(bench, measures);
    const now = valueOf(aim);
    if (value - now < leastRoundGain * aim.totalWeight) return;
    value = now;
  }
}

function groupsByClass({ leaders: { classOf, sizes } }: SpreadAim): readonly (readonly number[])[] {
  const groups: number[][] = Array.from(sizes, () => []);
  classOf.forEach((classIndex, group) => {
    if (classIndex >= 0) at(groups, classIndex).push(group);
  });
  return groups;
}

/** Makes the best transfer of one class; false when none gains. */
function transferOne(bench: Workbench, measures: readonly number[], groups: readonly number[]): boolean {
  const { state } = bench;
  let gain = leastGain + moveCost;
  let best: { readonly group: number; readonly lead: number } | null = null;
  for (const group of groups) {
    if (at(state.problem.isPinned, group)) continue;
    const replicas = at(state.replicas, group);
    const from = leaderOf(state, group);
    for (let slot = 1; from >= 0 && slot < replicas.length; slot += 1) {
      if (!mayLead(state, group, slot)) continue;
      const lead = int(replicas, slot);
      bench.budget -= 1;
      const change = changeByTransfer(bench, measures, from, lead, group, -1);
      if (-change <= gain) continue;
      gain = -change;
      best = { group, lead };
    }
  }
  return best !== null && attempt(bench, [{ ...best, out: -1, into: -1 }]) !== null;
}

/**
 * Goes through all pairs of servers once, and makes at once what gains. Starts only from groups whose class is spread better
 * so: of two groups whose exchange does that, it is true of one at least.
 */
function exchangeAll(bench: Workbench, measures: readonly number[]): void {
  const { aim, state } = bench;
  const servers = state.used.length;
  // Sizes of the measure that is hardest to even out: the last one, which is load unless that has no weight.
  const { sizes } = at(state.measures, at(measures, measures.length - 1));
  const offers = offersByPair(state, sizes);
  for (let one = 0; one < servers; one += 1) {
    for (let other = 0; other < servers; other += 1) {
      const [mine, theirs] = [offers[one * servers + other] ?? [], offers[other * servers + one] ?? []];
      for (const group of mine) {
        if (bench.budget <= 0) return;
        if (exchangeChange(aim.spreads, group, -1, one, other) >= 0) continue;
        if (isOffer(state, group, one, other)) exchangeOne(bench, measures, sizes, one, other, group, theirs);
      }
    }
  }
}

function offersByPair(state: PlanState, sizes: Float64Array): readonly number[][] {
  const servers = state.used.length;
  const offers: number[][] = Array.from({ length: servers * servers }, () => []);
  state.replicas.forEach((replicas, group) => {
    const from = int(replicas, 0);
    if (from < 0 || at(state.problem.isPinned, group)) return;
    for (let slot = 1; slot < replicas.length; slot += 1) {
      if (mayLead(state, group, slot)) at(offers, from * servers + int(replicas, slot)).push(group);
    }
  });
  for (const groups of offers) groups.sort((a, b) => float(sizes, a) - float(sizes, b) || a - b);
  return offers;
}

function isOffer(state: PlanState, group: number, from: number, to: number): boolean {
  return leaderOf(state, group) === from && mayLead(state, group, at(state.replicas, group).indexOf(to));
}

/** Hands one group over, alone or against one of about the size that is wanted, if that gains. */
function exchangeOne(
  bench: Workbench,
  measures: readonly number[],
  sizes: Float64Array,
  from: number,
  to: number,
  group: number,
  theirs: readonly number[],
): void {
  const { state } = bench;
  const values = at(state.measures, at(measures, measures.length - 1)).values;
  const wanted = float(sizes, group) - (float(values, from) - float(values, to)) / 2;
  let gain = leastGain + moveCost;
  let back = -2;
  const consider = (second: number, cost: number): void => {
    bench.budget -= 1;
    const change = changeByTransfer(bench, measures, from, to, group, second) + cost;
    if (-change <= gain) return;
    gain = -change;
    back = second;
  };
  consider(-1, 0);
  const middle = placeIn(theirs, sizes, wanted);
  const end = Math.min(theirs.length, middle + candidates);
  for (let place = Math.max(0, middle - candidates); place < end; place += 1) {
    const second = at(theirs, place);
    if (isOffer(state, second, to, from)) consider(second, moveCost);
  }
  if (back < -1) return;
  const there = { group, out: -1, into: -1, lead: to };
  attempt(bench, back < 0 ? [there] : [there, { group: back, out: -1, into: -1, lead: from }]);
}

function placeIn(groups: readonly number[], sizes: Float64Array, size: number): number {
  let low = 0;
  let high = groups.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (float(sizes, at(groups, middle)) < size) low = middle + 1;
    else high = middle;
  }
  return low;
}
