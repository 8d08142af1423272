/**
 * Pages of tenants' documents of one kind, as of now or of a point in time. Requests that differ in values only share
 * their statements, so a page of devices for each of 500 tenants takes about as many as for one.
 */
import { foldCase } from '../../base/fold.js';
import { grouped } from '../../base/lists.js';
import { nextTurn } from '../../base/turns.js';
import { type AssetDocument, assetKinds, NEVER_EXPIRES } from '../../model/asset.js';
import { decodeDocument } from '../../model/document-json.js';
import { requireLimit } from '../limits.js';
import type { AssetPageRequest, Page } from '../port.js';
import type { Database } from './database.js';
import { greatestLimit } from './pages.js';

/** Documents that one statement reads: with decoding them some 20 ms. */
const rowsAtOnce = 2000;

/** Index entries that one statement counts: some 10 ms. */
const countedAtOnce = 40_000;

/** A request, with what its place in a statement's list says about it. */
interface Question {
  /** The place of the request among all. */
  readonly place: number;
  readonly request: AssetPageRequest;
  /** Row id of the tenant. */
  readonly tenant: bigint;
  /** Index entries that have to be looked at to count the list. */
  readonly entries: number;
}

/** What is known of a list beside its rows. */
interface Extent {
  readonly total: number;
  /** Whether it has documents up to `after`, or from `before` on. */
  readonly hasPrevious: boolean;
  readonly hasNext: boolean;
}

/** Returns one page for each request, in the order of `_key`; empty when there is no such tenant. */
export async function assetPages(
  database: Database,
  requests: readonly AssetPageRequest[],
): Promise<readonly Page<AssetDocument>[]> {
  for (const { page } of requests) requireLimit(page.limit, greatestLimit);
  const pages = requests.map((): Page<AssetDocument> => ({
    items: [],
    ...{ hasPrevious: false, hasNext: false, totalCount: 0 },
  }));
  for (const questions of alike(questionsOf(database, requests))) {
    const extents = await extentsOf(database, questions);
    for (const slice of slicesOf(questions, ({ request }) => request.page.limit + 1, rowsAtOnce)) {
      const found = documentsOf(database, slice);
      for (const [at, { place, request }] of slice.entries()) {
        pages[place] = pageOf(request, found[at] ?? [], extents.get(place));
      }
      await nextTurn();
    }
  }
  return pages;
}

/** Groups questions that one statement can answer: they differ in values only. */
function alike(questions: readonly Question[]): Iterable<readonly Question[]> {
  const shapes = grouped(questions, ({ request }) => {
    const { limit, fromEnd, after, before } = request.page;
    return JSON.stringify([conditionsOf(request), limit, fromEnd, after !== null, before !== null]);
  });
  return shapes.values();
}

/** A tenant that is not there has no question. */
function questionsOf(database: Database, requests: readonly AssetPageRequest[]): readonly Question[] {
  const keys = [...new Set(requests.map(({ tenantKey }) => tenantKey))];
  const rows = database.rows<{ id: bigint; key: string; documents_by_kind: string }>(
    'select t.id, t.key, t.documents_by_kind from json_each(?) q cross join tenant t on t.key = q.value',
    JSON.stringify(keys),
  );
  const tenants = new Map(
    rows.map((row) => [row.key, { id: row.id, counts: JSON.parse(row.documents_by_kind) as number[] }]),
  );
  return requests.flatMap((request, place) => {
    const tenant = tenants.get(request.tenantKey);
    return tenant
      ? [{ place, request, tenant: tenant.id, entries: tenant.counts[assetKinds.indexOf(request.kind)] ?? 0 }]
      : [];
  });
}

/** Cuts questions into slices whose sizes add up to at most a limit, or that have one question only. */
function* slicesOf(
  questions: readonly Question[],
  sizeOf: (question: Question) => number,
  limit: number,
): Generator<readonly Question[]> {
  let slice: Question[] = [];
  let size = 0;
  for (const question of questions) {
    const more = sizeOf(question);
    if (slice.length > 0 && size + more > limit) {
      yield slice;
      [slice, size] = [[], 0];
    }
    slice.push(question);
    size += more;
  }
  if (slice.length > 0) yield slice;
}

/** The values of the questions, as the statements below name them. */
function valuesOf(questions: readonly Question[]): string {
  return JSON.stringify(
    questions.map(({ request: { filter, asOf, page }, tenant }) => ({
      tenant: Number(tenant),
      ...{ asOf, type: filter.type, name: filter.nameContains == null ? null : foldCase(filter.nameContains) },
      ...{ after: page.after, before: page.before },
    })),
  );
}

/**
 * The documents of the list that a question is about, whatever the page. The kind stands in the text because SQLite
 * chooses a partial index by what is written there. Only Device and Software have versions that follow one another.
 */
function conditionsOf({ kind, filter, asOf }: AssetPageRequest): string {
  const conditions = [`d.tenant = q.value ->> 'tenant'`, `d.kind = ${assetKinds.indexOf(kind)}`];
  if (kind === 'Device' || kind === 'Software') {
    if (asOf === null) conditions.push(`d.expired = ${NEVER_EXPIRES}`);
    else conditions.push(`d.created <= q.value ->> 'asOf'`, `d.expired > q.value ->> 'asOf'`);
  }
  if (filter.type != null) conditions.push(`d.type = q.value ->> 'type'`);
  if (filter.nameContains != null) conditions.push(`instr(d.name, q.value ->> 'name') > 0`);
  return conditions.join(' and ');
}

/** Returns the documents of each page, one more where the list goes on, in the direction in which they were asked for. */
function documentsOf(database: Database, questions: readonly Question[]): readonly (readonly AssetDocument[])[] {
  const [first] = questions;
  if (!first) return [];
  const { kind, page } = first.request;
  const direction = page.fromEnd ? 'desc' : 'asc';
  const bounds = [
    ...(page.after === null ? [] : [`and d.key > q.value ->> 'after'`]),
    ...(page.before === null ? [] : [`and d.key < q.value ->> 'before'`]),
  ].join(' ');
  const rows = database.rows<{ at: bigint; body: string }>(
    `select q.key as at, p.body from json_each(?) q cross join document p on p.id in (
       select d.id from document d where ${conditionsOf(first.request)} ${bounds} order by d.key ${direction} limit ?)
     order by at, p.key ${direction}`,
    ...[valuesOf(questions), page.limit + 1],
  );
  const found = questions.map((): AssetDocument[] => []);
  for (const { at, body } of rows) found[Number(at)]?.push({ kind, fields: decodeDocument(body) });
  return found;
}

/** By the places of the requests. */
async function extentsOf(database: Database, questions: readonly Question[]): Promise<ReadonlyMap<number, Extent>> {
  const extents = new Map<number, Extent>();
  for (const slice of slicesOf(questions, ({ entries }) => entries, countedAtOnce)) {
    const [first] = slice;
    if (!first) continue;
    const { request, entries } = first;
    const conditions = conditionsOf(request);
    const isThere = (bound: string): string =>
      `(select count(*) from (select 1 from document d where ${conditions} and ${bound} limit 1))`;
    // A tenant that is counted in slices of its own is the only one of its slice.
    const isLarge = entries > countedAtOnce;
    const rows = database.rows<{ at: bigint; total: bigint; previous: bigint; next: bigint }>(
      `select q.key as at, ${isLarge ? '0' : `(select count(*) from document d where ${conditions})`} as total,
         ${request.page.after === null ? '0' : isThere(`d.key <= q.value ->> 'after'`)} as previous,
         ${request.page.before === null ? '0' : isThere(`d.key >= q.value ->> 'before'`)} as next
       from json_each(?) q`,
      valuesOf(slice),
    );
    for (const { at, total, previous, next } of rows) {
      const question = slice[Number(at)];
      if (!question) continue;
      extents.set(question.place, {
        total: isLarge ? await countInSlices(database, question) : Number(total),
        ...{ hasPrevious: previous > 0n, hasNext: next > 0n },
      });
    }
    await nextTurn();
  }
  return extents;
}

/** A large tenant has some 100,000 versions of its Devices. */
async function countInSlices(database: Database, question: Question): Promise<number> {
  const values = valuesOf([question]);
  const from = `json_each(?) q cross join document d on ${conditionsOf(question.request)}`;
  const entry = `d.tenant = q.value ->> 'tenant' and d.kind = ${assetKinds.indexOf(question.request.kind)}`;
  let total = 0;
  let after = '';
  for (;;) {
    const end = database.row<{ key: string }>(
      `select d.key from json_each(?) q cross join document d on ${entry} and d.key > ? order by d.key limit 1 offset ?`,
      ...[values, after, countedAtOnce - 1],
    );
    const slice = database.row<{ n: bigint }>(
      `select count(*) as n from ${from} and d.key > ?${end ? ' and d.key <= ?' : ''}`,
      ...[values, after, ...(end ? [end.key] : [])],
    );
    total += Number(slice?.n ?? 0n);
    if (!end) return total;
    after = end.key;
    await nextTurn();
  }
}

/** Returns the page that a request asked for. */
function pageOf(
  { page: { limit, fromEnd } }: AssetPageRequest,
  found: readonly AssetDocument[],
  extent: Extent | undefined,
): Page<AssetDocument> {
  const hasMore = found.length > limit;
  const documents = found.slice(0, limit);
  if (fromEnd) documents.reverse();
  return {
    items: documents.map((item) => ({ item, position: item.fields._key as string })),
    hasPrevious: (fromEnd && hasMore) || (extent?.hasPrevious ?? false),
    hasNext: (!fromEnd && hasMore) || (extent?.hasNext ?? false),
    totalCount: extent?.total ?? 0,
  };
}
