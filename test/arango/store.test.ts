// The contract of every store, on a real deployment.
import { storeContract } from '../services/store/contract.js';
import { openOnDeployment } from './deployment.js';

storeContract('the ArangoDB store on a real deployment', openOnDeployment, {
  hasExactSizes: false,
  dropsCopies: false,
});
