/** The ArangoDB store keeps the contract of every store, through the real driver, against a Coordinator double. */
import { openOnDouble } from './arango/open-store.js';
import { storeContract } from './contract.js';

storeContract('the ArangoDB store on a cluster', () => openOnDouble(), { hasExactSizes: false, dropsCopies: false });
