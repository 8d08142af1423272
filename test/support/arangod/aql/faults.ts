/** The errors of AQL under ArangoDB's numbers (develop/error-codes in its documentation), worded as the server words them. */
import { ArangoFault } from '../values.js';

/** Where in a query something is, both from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Returns 1501: a syntax error, or something outside the subset that is evaluated here. */
export function parseFault(problem: string, place?: Place): ArangoFault {
  const at = place === undefined ? '' : ` at position ${place.line}:${place.column}`;
  return new ArangoFault(400, 1501, `AQL: ${problem}${at} (while parsing)`);
}

/** Returns 1501 for AQL that ArangoDB would understand and this evaluator does not. */
export function outsideSubset(what: string, place?: Place): ArangoFault {
  return parseFault(`${what} is outside the subset of AQL that this double evaluates`, place);
}

/** Returns a fault of status 400 with one of the numbers 15xx. */
export function queryFault(errorNum: number, problem: string): ArangoFault {
  return new ArangoFault(400, errorNum, `AQL: ${problem}`);
}
