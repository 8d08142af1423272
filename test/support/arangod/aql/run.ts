/**
 * Runs a query in AQL over the documents of a database: lexes, parses, compiles and evaluates it, with nothing canned.
 *
 * Where it differs from ArangoDB 3.12:
 * - There are no warnings: what ArangoDB warns of (division by zero, wrong types of arguments) gives null in silence.
 * - An unknown name in OPTIONS is error 1539, where ArangoDB only warns: a misspelt option must not go unnoticed.
 * - Documents come in the order of their insertion, rows of equal sort keys in the order they had; ArangoDB promises none.
 * - Writes before an error stay, as they may in a cluster; a single server takes them back.
 * - Regular expressions are JavaScript's, which the common part of ICU's syntax is the same as.
 */
import { Compilation } from './compilation.js';
import { compileMain, compileQuery } from './compile-query.js';
import type { RunAql } from './data.js';
import { queryFault } from './faults.js';
import { parseQuery } from './query-parser.js';

/**
 * Returns what a query gives. Throws an ArangoFault: 1501 for a syntax error and for anything outside the subset (named
 * in the message), 1502 for an empty query, 1511/1512 for variables, 1540/1541 for functions, 1551/1552/1553 for bind
 * parameters, 1568 for a collection out of place, 1579 for reading what the query has written, and what the data throws.
 * Writes before a fault stay, as they may in a cluster.
 */
export const runAql: RunAql = (query, bindVars, data, { fullCount, now }) => {
  if (query.trim() === '') throw queryFault(1502, 'query is empty (while parsing)');
  const compilation = new Compilation(data, bindVars, now, compileQuery);
  const rows = compileMain(parseQuery(query), compilation, fullCount);
  compilation.checkBinds();
  const result = [...rows];
  return {
    result,
    ...compilation.counters,
    collectionsRead: [...compilation.read].sort(),
    collectionsWritten: [...compilation.written].sort(),
  };
};
