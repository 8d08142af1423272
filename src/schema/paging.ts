/** Relay connections on top of the services' pages: arguments in, edges with cursors out. */
import type { InterfaceRef, ObjectRef } from '@pothos/core';

import { InvalidCursorError, InvalidInputError } from '../services/errors/errors.js';
import type { Page, PageRequest } from '../services/store/port.js';
import { builder } from './builder.js';
import { decodeCursor, encodeCursor } from './cursor.js';

type Types = typeof builder.$inferSchemaTypes;

/** The arguments of a connection field. */
export interface ConnectionArguments {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly after?: string | null;
  readonly before?: string | null;
}

/** What a connection field resolves to. */
export interface ConnectionShape<T> {
  readonly totalCount: number;
  readonly edges: { readonly cursor: string; readonly node: T }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

/** Returns the type of a page of a list, e.g. `ShardConnection` for shards. */
export function connectionTo<T>(type: ObjectRef<Types, T> | InterfaceRef<Types, T>, description: string) {
  return builder.connectionObject({ type, name: `${type.name}Connection`, description });
}

/** Items on a page when neither `first` nor `last` is given, and the most there may be. */
export const pageSize = { byDefault: 50, most: 500 } as const;

/**
 * Returns the page that the arguments ask for; `list` is the name under which its cursors are made. Throws
 * InvalidInputError for `first` or `last` outside 1 to 500 or both of them, InvalidCursorError for foreign cursors.
 */
export function pageRequest(list: string, args: ConnectionArguments): PageRequest {
  const { first, last } = args;
  if (first != null && last != null) {
    throw new InvalidInputError(
      'last',
      'first and last are given together',
      'Use first to page forward or last to page backward',
    );
  }
  checkSize('first', first);
  checkSize('last', last);
  return {
    limit: first ?? last ?? pageSize.byDefault,
    after: args.after == null ? null : decodeCursor(list, args.after),
    before: args.before == null ? null : decodeCursor(list, args.before),
    fromEnd: last != null,
  };
}

/** Returns the connection for a page; `toNode` turns items into what the type shows. */
export function toConnection<T, N>(list: string, page: Page<T>, toNode: (item: T) => N): ConnectionShape<N> {
  const edges = page.items.map(({ item, position }) => new Edge(list, position, toNode(item)));
  return { totalCount: page.totalCount, edges, pageInfo: new PageInfo(page, edges) };
}

/** One item. Its cursor is a hash, and made when it is asked for: most requests want none, or the last one. */
class Edge<N> {
  readonly #list: string;
  readonly #position: string;

  constructor(
    list: string,
    position: string,
    readonly node: N,
  ) {
    this.#list = list;
    this.#position = position;
  }

  get cursor(): string {
    return encodeCursor(this.#list, this.#position);
  }
}

/** Where a page is in its list; cursors as those of its edges. */
class PageInfo {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly #edges: readonly { readonly cursor: string }[];

  constructor({ hasNext, hasPrevious }: Page<unknown>, edges: readonly { readonly cursor: string }[]) {
    this.hasNextPage = hasNext;
    this.hasPreviousPage = hasPrevious;
    this.#edges = edges;
  }

  get startCursor(): string | null {
    return this.#edges[0]?.cursor ?? null;
  }

  get endCursor(): string | null {
    return this.#edges.at(-1)?.cursor ?? null;
  }
}

/**
 * Returns the page of a list that is in memory anyway; `nameOf` gives each item's unique position. Throws
 * InvalidCursorError when a position is not (or no longer) in the list.
 */
export function pageOf<T>(
  items: readonly T[],
  nameOf: (item: T) => string,
  { limit, after, before, fromEnd }: PageRequest,
): Page<T> {
  const indexOf = (position: string): number => {
    const index = items.findIndex((item) => nameOf(item) === position);
    if (index < 0) throw new InvalidCursorError('The cursor points to something that is no longer in this list');
    return index;
  };
  const from = after === null ? 0 : indexOf(after) + 1;
  const to = before === null ? items.length : indexOf(before);
  const start = fromEnd ? Math.max(from, to - limit) : from;
  const end = Math.max(start, fromEnd ? to : Math.min(to, from + limit));
  return {
    items: items.slice(start, end).map((item) => ({ item, position: nameOf(item) })),
    hasPrevious: start > 0,
    hasNext: end < items.length,
    totalCount: items.length,
  };
}

/** The complexity of a connection field: one object, and what is selected once for each item of the page. */
export function pageComplexity(args: ConnectionArguments): { field: number; multiplier: number } {
  const asked = args.first ?? args.last ?? pageSize.byDefault;
  return { field: 1, multiplier: Math.min(Math.max(asked, 1), pageSize.most) };
}

function checkSize(field: 'first' | 'last', size: number | null | undefined): void {
  if (size == null || (size >= 1 && size <= pageSize.most)) return;
  throw new InvalidInputError(
    field,
    `${field} is ${size}`,
    `Ask for 1 to ${pageSize.most} items, and page on with cursors`,
  );
}
