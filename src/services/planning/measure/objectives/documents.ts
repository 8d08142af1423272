/** Every server holds about as many documents as the others, all replicas counted. */
import { counted } from '../../../base/wording.js';
import { groupSize } from '../../../model/topology.js';
import type { MeasureObjective } from './objective.js';

declare module '../../../model/plan.js' {
  interface MeasureCodes {
    readonly DOCUMENTS: true;
  }
}

export const documents: MeasureObjective = {
  kind: 'MEASURE',
  code: 'DOCUMENTS',
  title: 'Documents, all replicas',
  ratioTitle: 'Documents, fullest DB-Server over mean',
  description: 'Documents stored on a DB-Server, all replicas counted',
  weighs: 'equal documents on all DB-Servers',
  // Documents follow bytes closely: counted in full, both together would outweigh the leaders.
  defaultWeight: 0.25,
  counts: 'EVERY_REPLICA',
  unitOf: () => 'documents',
  sizeIn: () => (group) => groupSize(group).documents,
  inWords: (value) => counted(value, 'document'),
  isLeftOutOfSentences: true,
};
