/** Two servers between which the search tries many groups: what all these trials share is worked out once. */
import { float } from '../../base/cells.js';
import type { PlanState } from '../problem/state.js';
import { type Aim, changeBetween, largestBut } from './aim.js';
import { exchangeChange } from './spread-aim.js';

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
