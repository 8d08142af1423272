/** What a change of one group does to the aim, its cost included: what every part of the search compares. */
import { at, float, int } from '../../base/cells.js';
import type { Relocation } from '../problem/relocation.js';
import { changeOf, moveCost } from './aim.js';
import { exchangeChange } from './spread-aim.js';
import { copiedBy, type Workbench } from './workbench.js';

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
