/** Pages of ordered lists by keyset, as AQL: a page costs the same wherever it is, and rows added meanwhile move nothing. */
import { InvalidCursorError } from '../../errors/errors.js';
import { maxPage, requireLimit } from '../limits.js';
import type { Page, PageRequest } from '../port.js';
import type { ArangoClient, BindVars } from './client.js';

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

/** A list with what its pages are read by. */
export interface PagedList<Row, Item> extends KeysetList {
  /** Of the conditions and of what is returned. */
  readonly bindVars: BindVars;
  readonly itemOf: (row: Row) => Item;
  /** The position of a row, from its values of `keys`. */
  readonly positionOf: (at: Keys) => string;
  /** Throws an InvalidCursorError for a text that `positionOf` did not make. */
  readonly keysOf: (position: string) => Keys;
}

/** Values of a list's keys. */
export type Keys = readonly (string | number)[];

/** What a page query returns. */
export interface PageAnswer<T> {
  readonly total: number;
  /** One more than the limit when there are more. */
  readonly rows: readonly { readonly at: Keys; readonly row: T }[];
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
  positionOf: (at: Keys) => string,
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

/** Returns one page of a collection. Throws an InvalidCursorError for a position that is not the list's, a RangeError for the limit. */
export async function readPage<Row, Item>(
  client: ArangoClient,
  collection: string,
  list: PagedList<Row, Item>,
  page: PageRequest,
): Promise<Page<Item>> {
  requireLimit(page.limit, maxPage);
  const { after, before } = page;
  const bounds = { after: after === null ? null : '@after', before: before === null ? null : '@before' };
  const [answer] = await client.query<PageAnswer<Row>>(`RETURN ${pageExpression('@@c', list, bounds, page)}`, {
    '@c': collection,
    ...list.bindVars,
    ...(after !== null && { after: list.keysOf(after) }),
    ...(before !== null && { before: list.keysOf(before) }),
  });
  if (!answer) throw new RangeError(`A page of ${collection} came back empty`);
  return pageOf(answer, page, list.itemOf, list.positionOf);
}

/** How documents `d` are listed by the number that each was given: newest first. */
export const newestFirst = {
  keys: ['d.sequence'],
  descending: true,
  positionOf: ([sequence = '']: Keys): string => String(sequence),
  keysOf: integerKey,
} as const;

function integerKey(position: string): readonly [number] {
  const key = Number(position);
  if (!/^\d{1,16}$/.test(position) || !Number.isSafeInteger(key)) throw new InvalidCursorError();
  return [key];
}
