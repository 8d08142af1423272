/** Pages of ordered lists by keyset: a page costs the same wherever it is, and rows added meanwhile move nothing. */
import { InvalidCursorError } from '../../errors/errors.js';
import { requireLimit } from '../limits.js';
import type { Page, PageRequest } from '../port.js';
import type { Database, SqlColumn, SqlValue } from './database.js';

/** A list that pages are cut from. */
export interface KeysetList<Row, Item> {
  readonly columns: string;
  /** What follows `from`, with its conditions; must contain a `where`. */
  readonly from: string;
  readonly values: readonly SqlValue[];
  /** Expressions that order the list and together tell its rows apart; all in one direction. */
  readonly keys: readonly string[];
  readonly descending: boolean;
  readonly itemOf: (row: Row) => Item;
  /** The row's values of `keys`, as a text that `keysOf` reads again. */
  readonly positionOf: (row: Row) => string;
  /** Throws an InvalidCursorError for a text that `positionOf` did not make. */
  readonly keysOf: (position: string) => readonly SqlValue[];
}

/** Items on one page. */
export const greatestLimit = 500;

/** Returns one page. Throws an InvalidCursorError for a position that is not the list's, a RangeError for the limit. */
export function readPage<Row extends Record<keyof Row, SqlColumn>, Item>(
  database: Database,
  list: KeysetList<Row, Item>,
  page: PageRequest,
  totalCount: number,
): Page<Item> {
  requireLimit(page.limit, greatestLimit);
  const after = page.after === null ? null : list.keysOf(page.after);
  const before = page.before === null ? null : list.keysOf(page.before);
  const rows = rowsBetween(database, list, after, before, page);
  const hasMore = rows.length > page.limit;
  if (hasMore) rows.pop();
  if (page.fromEnd) rows.reverse();
  const items = rows.map((row) => ({ item: list.itemOf(row), position: list.positionOf(row) }));
  const [first, last] = [items[0], items.at(-1)];
  return {
    items,
    hasPrevious:
      (page.fromEnd && hasMore) ||
      (after !== null && exists(database, list, first ? '<' : '<=', first ? list.keysOf(first.position) : after)),
    hasNext:
      (!page.fromEnd && hasMore) ||
      (before !== null && exists(database, list, last ? '>' : '>=', last ? list.keysOf(last.position) : before)),
    totalCount,
  };
}

/** Returns the keys of a list that is ordered by one integer. Throws an InvalidCursorError for anything else. */
export function integerKeys(position: string): readonly SqlValue[] {
  if (!/^\d{1,18}$/.test(position)) throw new InvalidCursorError();
  return [BigInt(position)];
}

/** One row more than the limit, from the wanted end on. */
function rowsBetween<Row extends Record<keyof Row, SqlColumn>>(
  database: Database,
  list: KeysetList<Row, unknown>,
  after: readonly SqlValue[] | null,
  before: readonly SqlValue[] | null,
  page: PageRequest,
): Row[] {
  const conditions = [
    after && comparison(list, '>', after.length),
    before && comparison(list, '<', before.length),
  ].filter((condition) => condition !== null);
  const direction = list.descending === page.fromEnd ? 'asc' : 'desc';
  return database.rows<Row>(
    `select ${list.columns} from ${[list.from, ...conditions].join(' and ')}
     order by ${list.keys.map((key) => `${key} ${direction}`).join(', ')} limit ?`,
    ...[...list.values, ...(after ?? []), ...(before ?? []), page.limit + 1],
  );
}

function exists<Row>(
  database: Database,
  list: KeysetList<Row, unknown>,
  operator: ListOperator,
  keys: readonly SqlValue[],
): boolean {
  const condition = comparison(list, operator, keys.length);
  return database.row(`select 1 as found from ${list.from} and ${condition} limit 1`, ...list.values, ...keys) !== null;
}

/** In terms of the list: `>` is further down it. */
type ListOperator = '<' | '<=' | '>' | '>=';

const reversed: Readonly<Record<ListOperator, ListOperator>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

function comparison(list: KeysetList<never, unknown>, operator: ListOperator, values: number): string {
  const placeholders = Array.from({ length: values }, () => '?').join(', ');
  return `(${list.keys.join(', ')}) ${list.descending ? reversed[operator] : operator} (${placeholders})`;
}
