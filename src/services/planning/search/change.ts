/**
 * What changes do to the aim: what every part of the search compares. Of one group, its cost included; between two servers,
 * where many groups are tried and what all these trials share is worked out once; and of leaderships alone.
 */
import { at, float, int } from '../../base/cells.js';
import type { Relocation } from '../problem/relocation.js';
import type { PlanState } from '../problem/state.js';
import { type Aim, changeBetween, changeOf, largestBut, moveCost, valueOf } from './aim.js';
import { exchangeChange } from './spread-aim.js';
import { attempt, copiedBy, type Workbench } from './workbench.js';

/** Returns what the aim and the copied bytes are worth together: lower is better. */
export function worthOf({ aim, state }: Workbench): number {
  return valueOf(aim) + state.tally.bytes * aim.perByte + state.tally.moves * moveCost;
}

/** Returns every way to bring a group's replica from one server to another: who leads afterwards differs. */
export function waysBetween({ replicas }: PlanState, group: number, out: number, into: number): Relocation[] {
  const [old = -1, ...followers] = at(replicas, group);
  const leads = old === out ? [into, ...followers] : [old, into];
  return leads.filter((lead) => lead >= 0).map((lead) => ({ group, out, into, lead }));
}

/** Makes the first of these relocations, best first, that keeps every limit and ceiling; false when none does. */
export function attemptBest(bench: Workbench, ways: readonly Relocation[]): boolean {
  bench.budget -= ways.length;
  return rated(bench, ways).some(
    ({ relocation, change }) => change < Infinity && attempt(bench, [relocation]) !== null,
  );
}

/** Returns relocations with what they change the aim by, best first; equal ones in the order given. */
export function rated(
  bench: Workbench,
  ways: readonly Relocation[],
): readonly { readonly relocation: Relocation; readonly change: number }[] {
  return ways
    .map((relocation) => ({ relocation, change: changeBy(bench, relocation) }))
    .sort((a, b) => a.change - b.change);
}

/** Returns what a relocation changes the aim by: below 0 is better, Infinity when a ceiling would be passed. */
export function changeBy({ state, aim }: Workbench, { group, out, into, lead }: Relocation): number {
  const old = int(at(state.replicas, group), 0);
  let change = moveCost + copiedBy(state, group, out, into) * aim.perByte;
  for (let index = 0; index < state.measures.length; index += 1) {
    const measure = at(state.measures, index);
    const size = float(measure.sizes, group);
    if (measure.isLeaderOnly) change += changeOf(at(aim.measures, index), old, lead, size);
    else if (out >= 0) change += changeOf(at(aim.measures, index), out, into, size);
  }
  if (lead !== old) change += exchangeChange(aim.spreads, group, -1, old, lead);
  return change;
}

/** Holds while the state stays as it is. */
export interface Pair {
  readonly from: number;
  readonly to: number;
  /** Three entries per measure: the value on `from`, on `to`, and the largest one elsewhere. */
  readonly figures: Float64Array;
}

/** Returns the pair's figures in the present state. */
export function pairOf(aim: Aim, from: number, to: number): Pair {
  const figures = new Float64Array(aim.measures.length * 3);
  aim.measures.forEach((measure, index) => {
    figures[3 * index] = float(measure.values, from);
    figures[3 * index + 1] = float(measure.values, to);
    figures[3 * index + 2] = largestBut(measure, from, to);
  });
  return { from, to, figures };
}

/**
 * Returns what the aim changes by when one group goes from one server of the pair to the other and, if `back` is a group
 * (not -1), that one comes the other way. The flags say whether a copy goes along and whether the leadership does.
 */
export function changeInPair(
  { measures, spreads }: Aim,
  { measures: states }: PlanState,
  { from: one, to: other, figures }: Pair,
  out: number,
  isCopied: boolean,
  isLed: boolean,
  back: number,
  isLedBack: boolean,
): number {
  let change = 0;
  for (let index = 0; index < measures.length; index += 1) {
    const measure = measures[index];
    const state = states[index];
    if (!measure || !state) break;
    const { isLeaderOnly, sizes } = state;
    let size = (isLeaderOnly ? isLed : isCopied) ? float(sizes, out) : 0;
    if (back >= 0 && (isLeaderOnly ? isLedBack : isCopied)) size -= float(sizes, back);
    if (size === 0) continue;
    const from = float(figures, 3 * index);
    const to = float(figures, 3 * index + 1);
    change += changeBetween(measure, from, to, float(figures, 3 * index + 2), size);
  }
  if (isLed || isLedBack) {
    change += exchangeChange(spreads, isLed ? out : -1, isLedBack ? back : -1, one, other);
  }
  return change;
}

/** Returns the indexes of the measures that count leaders only and have a weight. */
export function leaderMeasures({ aim, state }: Workbench): readonly number[] {
  return [...state.measures.keys()].filter(
    (index) => at(state.measures, index).isLeaderOnly && at(aim.measures, index).weight > 0,
  );
}

/**
 * Returns what the aim changes by when the leadership of `group` goes from one server to another and, if `back` is a group
 * (not -1), that one's comes the other way. Only `measures` count, and the spread of leaders.
 */
export function changeByTransfer(
  { aim, state }: Workbench,
  measures: readonly number[],
  from: number,
  to: number,
  group: number,
  back: number,
): number {
  let change = 0;
  for (const index of measures) {
    const { sizes } = at(state.measures, index);
    const size = float(sizes, group) - (back < 0 ? 0 : float(sizes, back));
    change += changeOf(at(aim.measures, index), from, to, size);
  }
  return change + exchangeChange(aim.spreads, group, back, from, to);
}
