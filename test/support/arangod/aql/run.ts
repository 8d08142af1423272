/** Stands in until queries are evaluated here: refuses every one. */
import { ArangoFault } from '../values.js';
import type { RunAql } from './data.js';

export const runAql: RunAql = () => {
  throw new ArangoFault(400, 1501, 'AQL: no query is evaluated yet');
};
