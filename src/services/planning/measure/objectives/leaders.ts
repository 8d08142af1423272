/** Every server leads about as many shard groups as the others, empty groups included. */
import { objective } from './objective.js';

export const leaders = objective({
  name: 'LEADERS',
  counts: 'LEADER_ONLY',
  unitOf: () => 'leaders',
  sizeIn: () => () => 1,
});
