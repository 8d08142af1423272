/** One operation of a query as a step between rows. */
import type { ArangoValue } from '../values.js';
import type { Row } from './compilation.js';

/** `outer` is the row that the query or subquery starts from. */
export type Stage = (rows: Iterable<Row>, outer: Row) => Iterable<Row>;

/** Returns a copy of a row with a value in a slot. */
export function withSlot(row: Row, slot: number, value: ArangoValue): Row {
  const next = [...row];
  next[slot] = value;
  return next;
}
