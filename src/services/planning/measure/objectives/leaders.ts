/** Every server leads about as many shard groups as the others, empty groups included. */
import { counted } from '../../../base/wording.js';
import type { MeasureObjective } from './objective.js';

declare module '../../../model/plan.js' {
  interface MeasureCodes {
    readonly LEADERS: true;
  }
}

export const leaders: MeasureObjective = {
  kind: 'MEASURE',
  code: 'LEADERS',
  title: 'Leaders',
  ratioTitle: 'Leaders, most over mean',
  description: 'Number of shard groups that a DB-Server leads, empty ones included',
  weighs: 'an equal number of leaders on every DB-Server',
  defaultWeight: 0.25,
  counts: 'LEADER_ONLY',
  unitOf: () => 'leaders',
  sizeIn: () => () => 1,
  inWords: (value) => counted(value, 'leader'),
  isCountOfGroups: true,
};
