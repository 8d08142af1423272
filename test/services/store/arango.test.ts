/** The ArangoDB store keeps the contract of every store, through the real driver, against a Coordinator double. */
import { openOnDouble } from './arango/open-store.js';
import { placementContract, storeContract } from './contract.js';

const cluster = { hasExactSizes: false, dropsCopies: false };

storeContract('the ArangoDB store on a cluster', () => openOnDouble(), cluster);
placementContract(
  'the ArangoDB store on a cluster that hides shards of smart edge collections',
  () => openOnDouble({ smartEdgeShards: 'HIDDEN' }),
  cluster,
);
