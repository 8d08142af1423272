/** Every server holds about as many bytes as the others, all replicas counted. */
import { inBytes } from '../../../base/wording.js';
import { groupSize } from '../../../model/topology.js';
import type { MeasureObjective } from './objective.js';

declare module '../../../model/plan.js' {
  interface MeasureCodes {
    readonly BYTES: true;
  }
}

export const bytes: MeasureObjective = {
  kind: 'MEASURE',
  code: 'BYTES',
  title: 'Bytes, all replicas',
  ratioTitle: 'Bytes, fullest DB-Server over mean',
  description: 'Bytes stored on a DB-Server, all replicas counted',
  weighs: 'equal bytes on all DB-Servers',
  defaultWeight: 1,
  counts: 'EVERY_REPLICA',
  unitOf: () => 'bytes',
  sizeIn: () => (group) => Number(groupSize(group).bytes),
  inWords: inBytes,
  capacityOf: ({ capacityBytes }) => capacityBytes,
};
