/**
 * What the search lowers, as one number: for each measure the spread over the servers and the largest value, both
 * relative to the mean and weighted. Answers what a change would do in constant time.
 */
import { at, float, int } from '../../base/cells.js';
import type { PlanWeights } from '../../model/plan.js';
import { measures, priceObjectives } from '../measure/objectives/list.js';
import type { PlanState } from '../problem/state.js';
import { raiseCeilings, type SpreadAim, spreadAims, spreadPressure, spreadValue } from './spread-aim.js';

/** Weight of the largest value against the spread: people run out of the fullest server first. */
const weightOfMax = 2;

/** Slack for sums of 64-bit floats, relative. */
const rounding = 1e-9;

/** Servers kept per measure: enough to know the largest value without any three of them. */
const topSize = 4;

/** One measure as the aim sees it. */
export interface AimedMeasure {
  readonly weight: number;
  readonly mean: number;
  /** Factor of the squared values, and of the largest one; 0 where the measure does not count. */
  readonly squares: number;
  readonly largest: number;
  /** One entry per server; the state's own array. */
  readonly values: Float64Array;
  /** Servers with the largest values, largest first; -1 where there are fewer. */
  readonly top: Int32Array;
  /** The largest value. */
  max: number;
  /** No server may be raised above this. */
  ceiling: number;
}

export interface Aim {
  readonly measures: readonly AimedMeasure[];
  /** Objectives that spread leaders, as far as they count. */
  readonly spreads: readonly SpreadAim[];
  readonly totalWeight: number;
  /** Cost of one byte that is copied. */
  readonly perByte: number;
}

/** Cost of any move, so that one that changes nothing is never made. */
export const moveCost = 1e-7;

/** Returns the aim for a state; its tops have to be kept current with `refresh`. */
export function aimOf(state: PlanState, weights: PlanWeights): Aim {
  const staying = Math.max(1, state.problem.isDraining.filter((isDraining) => !isDraining).length);
  const aimed = state.measures.map(({ values }, index): AimedMeasure => {
    const mean = values.reduce((sum, value) => sum + value, 0) / staying;
    const weight = mean > 0 ? weights[at(measures, index)] : 0;
    return {
      weight,
      mean,
      squares: weight === 0 ? 0 : weight / (mean * mean * staying),
      largest: weight === 0 ? 0 : (weight * weightOfMax) / mean,
      values,
      top: new Int32Array(topSize),
      max: 0,
      ceiling: Infinity,
    };
  });
  const meanBytes = state.used.reduce((sum, bytes) => sum + bytes, 0) / staying;
  const spreads = spreadAims(state.spreads, weights, staying);
  const totalWeight = [...spreads, ...aimed].reduce((sum, { weight }) => sum + weight, 0);
  const dearness = priceObjectives.reduce((sum, { code, ofCopies }) => sum + ofCopies * weights[code], 0);
  const perByte = meanBytes > 0 ? (dearness * totalWeight) / (meanBytes * staying) : 0;
  const aim = { measures: aimed, spreads, totalWeight, perByte };
  refresh(aim);
  return aim;
}

/** Finds the largest values again; to be called after each change of the state. */
export function refresh(aim: Aim): void {
  for (const measure of aim.measures) {
    const { values, top } = measure;
    top.fill(-1);
    for (let server = 0; server < values.length; server += 1) {
      const value = float(values, server);
      let place = topSize;
      while (place > 0 && isAbove(values, value, int(top, place - 1))) place -= 1;
      if (place === topSize) continue;
      for (let later = topSize - 1; later > place; later -= 1) top[later] = int(top, later - 1);
      top[place] = server;
    }
    const first = int(top, 0);
    measure.max = first < 0 ? 0 : float(values, first);
  }
}

function isAbove(values: Float64Array, value: number, server: number): boolean {
  return server < 0 || value > float(values, server);
}

/**
 * Forbids, from now on, that any measure's largest value rises above the present one or above `least`, and that a server
 * comes to lead more of one class of groups than any does now.
 */
export function holdCeilings(aim: Aim, least: readonly number[]): void {
  aim.measures.forEach((measure, index) => {
    measure.ceiling = Math.max(measure.max, at(least, index)) * (1 + rounding);
  });
  aim.spreads.forEach(raiseCeilings);
}

/** Returns whether no measure's largest value is above its ceiling. */
export function isWithinCeilings(aim: Aim): boolean {
  return aim.measures.every(({ max, ceiling }) => max <= ceiling);
}

/** Returns each measure's largest value, in the order of `measures`. */
export function largestValues(aim: Aim): readonly number[] {
  return aim.measures.map(({ max }) => max);
}

/** Returns the aim's value now: lower is better. */
export function valueOf(aim: Aim): number {
  let sum = spreadValue(aim.spreads);
  for (const measure of aim.measures) {
    let squares = 0;
    const { values } = measure;
    for (let server = 0; server < values.length; server += 1) {
      // A product is exact to the last bit in every engine, which `**` is not: this number decides between plans.
      squares += float(values, server) * float(values, server);
    }
    sum += squares * measure.squares + measure.max * measure.largest;
  }
  return sum;
}

/** Returns the largest value of a measure on any server but these two or three; 0 when there is no other. */
export function largestBut({ values, top }: AimedMeasure, one: number, other: number, third = -1): number {
  for (let place = 0; place < topSize; place += 1) {
    const server = int(top, place);
    if (server < 0) return 0;
    if (server !== one && server !== other && server !== third) return float(values, server);
  }
  return 0;
}

/**
 * Returns what the aim changes by when `size` of a measure (below 0: the other way) goes from one server to another:
 * below 0 is better, Infinity when a server would rise above the ceiling.
 */
export function changeOf(measure: AimedMeasure, from: number, to: number, size: number): number {
  if (size === 0 || from === to) return 0;
  const { values } = measure;
  return changeBetween(measure, float(values, from), float(values, to), largestBut(measure, from, to), size);
}

/** As `changeOf`, for two servers whose values and the largest value elsewhere are known already. */
export function changeBetween(measure: AimedMeasure, from: number, to: number, others: number, size: number): number {
  if (size === 0) return 0;
  const less = from - size;
  const more = to + size;
  if ((size > 0 ? more : less) > measure.ceiling) return Infinity;
  if (measure.squares === 0) return 0;
  const max = Math.max(less, more, others);
  return 2 * size * (more - from) * measure.squares + (max - measure.max) * measure.largest;
}

/** Three servers that hand something on: `from` to `via`, `via` to `to`, and `to` back to `from`. */
export interface Chain {
  readonly from: number;
  readonly via: number;
  readonly to: number;
}

/** As `changeOf`, for a chain: the sizes that go on from `from`, from `via` and from `to`, each 0 or more. */
export function changeAlong(
  measure: AimedMeasure,
  { from, via, to }: Chain,
  first: number,
  second: number,
  third: number,
): number {
  const { values, squares, largest, ceiling } = measure;
  const one = float(values, from);
  const two = float(values, via);
  const three = float(values, to);
  const less = one - first + third;
  const between = two + first - second;
  const more = three + second - third;
  const highest = Math.max(less > one ? less : 0, between > two ? between : 0, more > three ? more : 0);
  if (highest > ceiling) return Infinity;
  if (squares === 0) return 0;
  const max = Math.max(less, between, more, largestBut(measure, from, via, to));
  const before = one * one + two * two + three * three;
  const after = less * less + between * between + more * more;
  return (after - before) * squares + (max - measure.max) * largest;
}

/** Returns how far a server is above the means, weighted: 0 when it is above none. */
export function pressureOf(aim: Aim, server: number): number {
  let pressure = spreadPressure(aim.spreads, server);
  for (const { weight, mean, values } of aim.measures) {
    if (weight > 0) pressure += weight * Math.max(0, float(values, server) / mean - 1);
  }
  return pressure;
}

/** Returns how much a server holds relative to the means, weighted. */
export function fillOf(aim: Aim, server: number): number {
  let fill = 0;
  for (const { weight, mean, values } of aim.measures) {
    if (weight > 0) fill += (weight * float(values, server)) / mean;
  }
  return fill;
}
