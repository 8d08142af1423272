/** Every server holds about as many bytes as the others, all replicas counted. */
import { groupSize } from '../../../model/topology.js';
import { objective } from './objective.js';

export const bytes = objective({
  name: 'BYTES',
  counts: 'EVERY_REPLICA',
  unitOf: () => 'bytes',
  sizeIn: () => (group) => Number(groupSize(group).bytes),
});
