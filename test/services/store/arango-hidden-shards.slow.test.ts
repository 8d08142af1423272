/** The ArangoDB store keeps the contract of placements on a cluster that does not list the shards of smart edge collections. */
import { openOnDouble } from './arango/open-store.js';
import { placementContract } from './contract.js';

placementContract(
  'the ArangoDB store on a cluster that hides shards of smart edge collections',
  () => openOnDouble({ smartEdgeShards: 'HIDDEN' }),
  { hasExactSizes: false, dropsCopies: false },
);
