/** What handing leaderships over does to the aim: one from a server to another, or one against another. */
import { at, float } from '../../base/cells.js';
import { changeOf } from './aim.js';
import { exchangeChange } from './spread-aim.js';
import type { Workbench } from './workbench.js';

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
