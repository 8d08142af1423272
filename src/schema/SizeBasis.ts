/** Whether bytes of shards were counted, or derived because the cluster tells them of whole collections only. */
import type { ClusterTopology } from '../services/model/topology.js';
import { builder } from './builder.js';

/** Where bytes of shards come from. */
export const SizeBasis = builder.enumType('SizeBasis', {
  description: 'Where bytes of shards come from.',
  values: {
    COUNTED: { description: 'The bytes of the documents, counted when they were stored.' },
    DERIVED: {
      description:
        "The documents of the shard times the collection's average document: ArangoDB tells bytes of whole collections only.",
    },
  },
});

/** Returns where the bytes of a topology's shards come from. */
export function sizeBasisOf({ deployment }: ClusterTopology): 'COUNTED' | 'DERIVED' {
  return deployment === 'SIMULATED' ? 'COUNTED' : 'DERIVED';
}
