/** Whether bytes of shards were counted, or derived because the cluster tells them of whole collections only. */
import type { ClusterTopology } from '../services/model/topology.js';
import { enumOf } from './enum.js';

/** Where bytes of shards come from. */
export const SizeBasis = enumOf('SizeBasis', 'How the size of a shard in bytes was determined.', {
  COUNTED: 'Sum of the sizes of the documents, counted when they were stored.',
  DERIVED:
    'Number of documents times the average document size of the collection, because ArangoDB reports ' +
    'sizes per collection only.',
});

/** Returns where the bytes of a topology's shards come from. */
export function sizeBasisOf({ deployment }: ClusterTopology): 'COUNTED' | 'DERIVED' {
  return deployment === 'SIMULATED' ? 'COUNTED' : 'DERIVED';
}
