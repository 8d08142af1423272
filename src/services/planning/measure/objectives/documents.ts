/** Every server holds about as many documents as the others, all replicas counted. */
import { groupSize } from '../../../model/topology.js';
import { objective } from './objective.js';

export const documents = objective({
  name: 'DOCUMENTS',
  counts: 'EVERY_REPLICA',
  unitOf: () => 'documents',
  sizeIn: () => (group) => groupSize(group).documents,
});
