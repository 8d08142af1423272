/** The objectives of every plan, in the order of `measures`. A new one is one new file and one line here. */
import type { Measure } from '../../../model/plan.js';
import { bytes } from './bytes.js';
import { documents } from './documents.js';
import { leaders } from './leaders.js';
import { load } from './load.js';
import type { Objective } from './objective.js';

export const objectives: readonly Objective[] = [bytes, documents, leaders, load];

/** Returns the objective of a measure. */
export function objectiveOf(measure: Measure): Objective {
  const found = objectives.find(({ name }) => name === measure);
  if (!found) throw new RangeError(`There is no objective for ${measure}`);
  return found;
}
