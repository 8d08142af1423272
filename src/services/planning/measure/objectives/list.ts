/** The objectives of every plan. A new one is one new file and one line here: see CONTRIBUTING.md. */
import type { Measure } from '../../../model/plan.js';
import { bytes } from './bytes.js';
import { documents } from './documents.js';
import { leaderSpread } from './leader-spread.js';
import { leaders } from './leaders.js';
import { leastMoved } from './least-moved.js';
import { load } from './load.js';
import type { MeasureObjective, Objective } from './objective.js';

/** In the order of inputs and reports. */
export const objectives: readonly Objective[] = [
  // Measures, in this order everywhere; prettier-ignore
  bytes,
  documents,
  leaders,
  load,
  leaderSpread,
  leastMoved,
];

/** The objectives that even out a measure: what a cluster has a balance of. */
export const measureObjectives = objectives.filter((each) => each.kind === 'MEASURE');

/** The codes of these, in the same order: that of all lists with one entry per measure. */
export const measures: readonly Measure[] = measureObjectives.map(({ code }) => code);

/** The objectives that spread the leaders of each class of shard groups. */
export const spreadObjectives = objectives.filter((each) => each.kind === 'SPREAD');

/** The objectives that price what a plan does. */
export const priceObjectives = objectives.filter((each) => each.kind === 'PRICE');

/** Returns the objective of a measure. */
export function objectiveOf(measure: Measure): MeasureObjective {
  const found = measureObjectives.find(({ code }) => code === measure);
  if (!found) throw new RangeError(`There is no objective for ${measure}`);
  return found;
}
