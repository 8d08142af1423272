/** Pages of tenants' documents of one kind, as of now or of a point in time: one query for all requests of one shape. */
import { foldCase } from '../../base/fold.js';
import { type AssetDocument, type AssetKind, type NamingConvention, NEVER_EXPIRES } from '../../model/asset.js';
import type { AssetPageRequest, Page } from '../port.js';
import type { ArangoClient } from './client.js';
import { asText, documentOf } from './documents.js';
import { attributeOf, collectionOf } from './names.js';
import type { Namings } from './namings.js';
import { boundsOf, type KeysetList, type PageAnswer, pageExpression, pageOf } from './pages.js';

/** Requests that differ in values only are one query. */
interface Shape {
  readonly naming: NamingConvention;
  readonly requests: { readonly at: number; readonly request: AssetPageRequest }[];
}

/** Returns one page for each request, in their order; empty when there is no such tenant. */
export async function assetPages(
  client: ArangoClient,
  namings: Namings,
  requests: readonly AssetPageRequest[],
): Promise<readonly Page<AssetDocument>[]> {
  for (const { page } of requests) boundsOf(page, (position) => [position]);
  const namingOf = await namings.of(requests.map(({ tenantKey }) => tenantKey));
  const pages = requests.map((): Page<AssetDocument> => ({
    items: [],
    hasPrevious: false,
    hasNext: false,
    totalCount: 0,
  }));
  const shapes = new Map<string, Shape>();
  for (const [at, request] of requests.entries()) {
    const naming = namingOf.get(request.tenantKey);
    if (!naming) continue;
    const name = JSON.stringify([naming, request.kind, ...shapeOf(request)]);
    const shape = shapes.get(name) ?? { naming, requests: [] };
    shape.requests.push({ at, request });
    shapes.set(name, shape);
  }
  await Promise.all(
    [...shapes.values()].map(async (shape) => {
      const answers = await ask(client, shape);
      for (const [index, { at, request }] of shape.requests.entries()) {
        const answer = answers[index];
        if (!answer) throw new RangeError('A page of documents came back empty');
        pages[at] = pageOf(
          answer,
          request.page,
          (text) => documentOf(request.kind, text),
          ([key = '']) => String(key),
        );
      }
    }),
  );
  return pages;
}

/** What decides about the text of the query; the rest are values. */
function shapeOf({ filter, asOf, page }: AssetPageRequest): readonly unknown[] {
  const has = (value: unknown): boolean => value !== null && value !== undefined;
  return [
    page.limit,
    page.fromEnd,
    has(page.after),
    has(page.before),
    has(asOf),
    has(filter.type),
    has(filter.nameContains),
  ];
}

async function ask(client: ArangoClient, { naming, requests }: Shape): Promise<readonly PageAnswer<string>[]> {
  const [first] = requests;
  if (!first) return [];
  const values = requests.map(({ request }) => valuesOf(request));
  const collection = { '@c': collectionOf(naming, first.request.kind) };
  // With its values in parameters, not in a row of a list, the optimizer sends a query to the one shard of its tenant.
  const [only] = values;
  if (only && requests.length === 1) {
    return client.query<PageAnswer<string>>(`RETURN ${expression(naming, first.request, '@')}`, {
      ...collection,
      ...only,
    });
  }
  return client.query<PageAnswer<string>>(`FOR r IN @requests RETURN ${expression(naming, first.request, 'r.')}`, {
    ...collection,
    requests: values,
  });
}

function valuesOf({ tenantKey, kind, filter, asOf, page }: AssetPageRequest): Readonly<Record<string, unknown>> {
  return {
    tenant: tenantKey,
    ...(asOf !== null && isTemporal(kind) && { asOf }),
    ...(filter.type != null && { type: filter.type }),
    ...(filter.nameContains != null && { part: foldCase(filter.nameContains) }),
    ...(page.after !== null && { after: [page.after] }),
    ...(page.before !== null && { before: [page.before] }),
  };
}

/** Only Device and Software have versions that follow one another; the rest is there for good. */
function isTemporal(kind: AssetKind): boolean {
  return kind === 'Device' || kind === 'Software';
}

/** `prefix`: before the name of a value, `@` for a bind parameter. */
function expression(naming: NamingConvention, request: AssetPageRequest, prefix: string): string {
  const { kind, filter, asOf, page } = request;
  const conditions = [`d.${attributeOf(naming)} == ${prefix}tenant`];
  if (isTemporal(kind)) {
    conditions.push(
      asOf === null
        ? `d.expired == ${NEVER_EXPIRES.toString()}`
        : `d.created <= ${prefix}asOf AND d.expired > ${prefix}asOf`,
    );
  }
  if (filter.type != null) conditions.push(`d.type == ${prefix}type`);
  if (filter.nameContains != null) conditions.push(`CONTAINS(LOWER(d.name), ${prefix}part)`);
  const list: KeysetList = { conditions, keys: ['d._key'], descending: false, returned: asText };
  const bounds = {
    after: page.after === null ? null : `${prefix}after`,
    before: page.before === null ? null : `${prefix}before`,
  };
  return pageExpression('@@c', list, bounds, page);
}
