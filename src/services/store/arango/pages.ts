/** Pages of ordered lists by keyset, as AQL: a page costs the same wherever it is, and rows added meanwhile move nothing. */
import { InvalidCursorError } from '../../errors/errors.js';
import { requireLimit } from '../limits.js';
import type { Page, PageRequest } from '../port.js';
import type { BindVars } from './client.js';

const greatestLimit = 500;

/** A list that pages are cut from: documents `d` of one collection. */
export interface KeysetList {
  /** Conditions on `d`, e.g. `d.status == "ACTIVE"`; they may use bind parameters. */
  readonly conditions: readonly string[];
  /** Attributes of `d` that order the list and together tell its rows apart; all in one direction. */
  readonly keys: readonly string[];
  readonly descending: boolean;
  /** What is returned of `d`. */
  readonly returned: string;
}

/** What a page query returns. */
export interface PageAnswer<T> {
  readonly total: number;
  /** One more than the limit when there are more. */
  readonly rows: readonly { readonly at: readonly (string | number)[]; readonly row: T }[];
  readonly beforeFirst: boolean;
  readonly afterLast: boolean;
}

/**
 * Returns an AQL expression that gives a PageAnswer. `collection` is a bind parameter, e.g. `@@c`; `after` and `before`
 * are AQL expressions of arrays with one value for each key, where the page is bounded.
 */
export function pageExpression(
  collection: string,
  list: KeysetList,
  bounds: { readonly after: string | null; readonly before: string | null },
  page: Pick<PageRequest, 'limit' | 'fromEnd'>,
): string {
  const loop = (conditions: readonly string[]): string =>
    `FOR d IN ${collection} ${[...list.conditions, ...conditions].map((each) => `FILTER ${each}`).join(' ')}`;
  const beyond = (operator: '<' | '>', bound: string): string => comparison(list, operator, bound);
  const range = [
    ...(bounds.after === null ? [] : [beyond('>', bounds.after)]),
    ...(bounds.before === null ? [] : [beyond('<', bounds.before)]),
  ];
  const direction = list.descending === page.fromEnd ? 'ASC' : 'DESC';
  const sort = list.keys.map((key) => `${key} ${direction}`).join(', ');
  const exists = (condition: string | null): string =>
    condition === null ? 'false' : `LENGTH(${loop([condition])} LIMIT 1 RETURN 1) > 0`;
  return `{
    total: LENGTH(${loop([])} RETURN 1),
    rows: (${loop(range)} SORT ${sort} LIMIT ${page.limit + 1} RETURN { at: [${list.keys.join(', ')}], row: ${list.returned} }),
    beforeFirst: ${exists(bounds.after === null ? null : `NOT (${beyond('>', bounds.after)})`)},
    afterLast: ${exists(bounds.before === null ? null : `NOT (${beyond('<', bounds.before)})`)}
  }`;
}

/** Whether `d` lies further down the list (`>`) than the bound, or further up. */
function comparison(list: KeysetList, operator: '<' | '>', bound: string): string {
  const actual = list.descending ? (operator === '<' ? '>' : '<') : operator;
  const [first = '', second] = list.keys;
  if (second === undefined) return `${first} ${actual} ${bound}[0]`;
  return `(${first} ${actual} ${bound}[0] OR (${first} == ${bound}[0] AND ${second} ${actual} ${bound}[1]))`;
}

/** Returns the page of an answer; `positionOf` gives the position of a row from its values of `keys`. */
export function pageOf<T, Item>(
  answer: PageAnswer<T>,
  page: PageRequest,
  itemOf: (row: T) => Item,
  positionOf: (at: readonly (string | number)[]) => string,
): Page<Item> {
  const hasMore = answer.rows.length > page.limit;
  const rows = answer.rows.slice(0, page.limit);
  if (page.fromEnd) rows.reverse();
  return {
    items: rows.map(({ at, row }) => ({ item: itemOf(row), position: positionOf(at) })),
    hasPrevious: (page.fromEnd && hasMore) || answer.beforeFirst,
    hasNext: (!page.fromEnd && hasMore) || answer.afterLast,
    totalCount: answer.total,
  };
}

/** Returns the bind parameters and expressions of a page's bounds; `keysOf` throws an InvalidCursorError. */
export function boundsOf(
  page: PageRequest,
  keysOf: (position: string) => readonly (string | number)[],
): { readonly bindVars: BindVars; readonly after: string | null; readonly before: string | null } {
  requireLimit(page.limit, greatestLimit);
  return {
    bindVars: {
      ...(page.after !== null && { after: keysOf(page.after) }),
      ...(page.before !== null && { before: keysOf(page.before) }),
    },
    after: page.after === null ? null : '@after',
    before: page.before === null ? null : '@before',
  };
}

/** Returns the key of a list that is ordered by one integer. Throws an InvalidCursorError for anything else. */
export function integerKey(position: string): readonly [number] {
  const key = Number(position);
  if (!/^\d{1,16}$/.test(position) || !Number.isSafeInteger(key)) throw new InvalidCursorError();
  return [key];
}
