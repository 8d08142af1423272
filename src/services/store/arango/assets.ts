/**
 * Documents on a cluster: by key, by edge, along edges, by tenant and time. Every query names the tenants, so their shards
 * answer. A walk is a request for each of its steps, since an edge names its other end only in itself.
 */
import { foldCase } from '../../base/fold.js';
import { type AssetDocument, type AssetKind, type NamingConvention, NEVER_EXPIRES } from '../../model/asset.js';
import { maxPage, requireLimit } from '../limits.js';
import type { AssetPageRequest, AssetStore, EdgeRequest, Page, VertexRef, Walk, WalkStep } from '../port.js';
import type { ArangoClient } from './client.js';
import { importDocuments } from './imports.js';
import { attributeOf, collectionOf, kindOf, ownCollections } from './names.js';
import { type KeysetList, type PageAnswer, pageExpression, pageOf } from './pages.js';
import type { StoreParts } from './parts.js';
import { asText, documentOf, documentsOf, keyOf, Scans, tenantOfKey } from './scans.js';
import { countTenants, zeros } from './tenant-documents.js';

/** Edges of one vertex and kind that are shown, or documents that are found from one start; the port says so. */
const maxFound = 1000;

/** Returns the document part of the store. */
export function assetStore(parts: StoreParts): Omit<AssetStore, 'documentsVersion'> {
  const namings = new Namings(parts.client);
  const scans = new Scans(parts);
  const lookUps: Pick<AssetStore, 'documentsByRef' | 'edges'> = {
    documentsByRef: (refs) => documentsByRef(parts, namings, refs),
    edges: (requests) => edges(parts, namings, requests),
  };
  return {
    importDocuments: (tenantKey, documents) => importDocuments(parts, tenantKey, documents),

    async countDocuments(tenantKeys) {
      const namingOf = await namings.of(tenantKeys);
      const counts = new Map<string, Readonly<Record<AssetKind, number>>>();
      for (const [naming, keys] of groupBy(tenantKeys, (key) => namingOf.get(key))) {
        for (const [key, count] of await countTenants(parts.client, naming, keys)) counts.set(key, count);
      }
      return tenantKeys.map((key) => counts.get(key) ?? zeros());
    },

    assetPages: (requests) => assetPages(parts.client, namings, requests),
    ...lookUps,
    walk: (walk) => walkFrom(lookUps, walk),
    scanDocuments: (request) => scans.read(request),
  };
}

async function documentsByRef(
  { client }: StoreParts,
  namings: Namings,
  refs: readonly VertexRef[],
): Promise<readonly (AssetDocument | null)[]> {
  const namingOf = await namings.of(refs.map(({ key }) => tenantOfKey(key)));
  const found = new Map<string, AssetDocument>();
  for (const [naming, ofNaming] of groupBy(refs, ({ key }) => namingOf.get(tenantOfKey(key)))) {
    const byKind = [...groupBy(ofNaming, ({ kind }) => kind)];
    const fragments = byKind.map(
      (_, at) =>
        `(FOR d IN @@c${at} FILTER d._key IN @keys${at} AND d.${attributeOf(naming)} IN @tenants RETURN ${asText})`,
    );
    const [answer = []] = await client.query<string[][]>(`RETURN [${fragments.join(', ')}]`, {
      ...Object.fromEntries(byKind.map(([kind], at) => [`@c${at}`, collectionOf(naming, kind)])),
      ...Object.fromEntries(byKind.map(([, some], at) => [`keys${at}`, unique(some.map(({ key }) => key))])),
      tenants: unique(ofNaming.map(({ key }) => tenantOfKey(key))),
    });
    for (const [at, [kind]] of byKind.entries()) {
      for (const document of await documentsOf(kind, answer[at] ?? [])) {
        found.set(`${kind}/${keyOf(document)}`, document);
      }
    }
  }
  return refs.map(({ kind, key }) => found.get(`${kind}/${key}`) ?? null);
}

async function edges(
  { client }: StoreParts,
  namings: Namings,
  requests: readonly EdgeRequest[],
): Promise<readonly (readonly AssetDocument[])[]> {
  const namingOf = await namings.of(requests.map(({ vertex }) => tenantOfKey(vertex.key)));
  const found = new Map<string, AssetDocument[]>();
  for (const [naming, ofNaming] of groupBy(requests, ({ vertex }) => namingOf.get(tenantOfKey(vertex.key)))) {
    const ends = [...groupBy(ofNaming, ({ kind, direction }) => `${kind} ${direction}`).values()];
    const fragments = ends.map((some, at) => {
      const end = endOf(some[0]);
      return `(FOR d IN @@c${at} FILTER d.${end} IN @ids${at} AND d.${attributeOf(naming)} IN @tenants
         SORT d._key LIMIT ${maxFound * some.length} RETURN [d.${end}, ${asText}])`;
    });
    const [answer = []] = await client.query<[string, string][][]>(`RETURN [${fragments.join(', ')}]`, {
      ...Object.fromEntries(ends.map((some, at) => [`@c${at}`, collectionOf(naming, some[0]?.kind ?? 'hasVersion')])),
      ...Object.fromEntries(ends.map((some, at) => [`ids${at}`, unique(some.map((each) => idOf(naming, each)))])),
      tenants: unique(ofNaming.map(({ vertex }) => tenantOfKey(vertex.key))),
    });
    for (const [at, some] of ends.entries()) {
      const [first] = some;
      if (!first) continue;
      const rows = answer[at] ?? [];
      const documents = await documentsOf(
        first.kind,
        rows.map(([, text]) => text),
      );
      for (const [index, document] of documents.entries()) {
        const name = `${first.kind} ${first.direction} ${rows[index]?.[0] ?? ''}`;
        const others = found.get(name) ?? [];
        if (others.length < maxFound) others.push(document);
        found.set(name, others);
      }
    }
  }
  return requests.map((request) => {
    const naming = namingOf.get(tenantOfKey(request.vertex.key));
    return (naming && found.get(`${request.kind} ${request.direction} ${idOf(naming, request)}`)) ?? [];
  });
}

function endOf(request: EdgeRequest | undefined): '_from' | '_to' {
  return request?.direction === 'IN' ? '_to' : '_from';
}

function idOf(naming: NamingConvention, { vertex }: EdgeRequest): string {
  return `${collectionOf(naming, vertex.kind)}/${vertex.key}`;
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)];
}

/** Groups items by a name, in the order in which the names come; items without one are left out. */
function groupBy<T, K>(items: readonly T[], nameOf: (item: T) => K | undefined): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const name = nameOf(item);
    if (name === undefined) continue;
    const group = groups.get(name);
    if (group) group.push(item);
    else groups.set(name, [item]);
  }
  return groups;
}

/** Requests that differ in values only are one query. */
interface Shape {
  readonly naming: NamingConvention;
  readonly requests: { readonly at: number; readonly request: AssetPageRequest }[];
}

/** Returns one page for each request, in their order; empty when there is no such tenant. */
async function assetPages(
  client: ArangoClient,
  namings: Namings,
  requests: readonly AssetPageRequest[],
): Promise<readonly Page<AssetDocument>[]> {
  for (const { page } of requests) requireLimit(page.limit, maxPage);
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

const maxRemembered = 10_000;

class Namings {
  readonly #known = new Map<string, NamingConvention>();

  constructor(private readonly client: ArangoClient) {}

  /** Returns the naming convention of each tenant that exists, by key; one request at most. */
  async of(tenantKeys: Iterable<string>): Promise<ReadonlyMap<string, NamingConvention>> {
    const wanted = new Set(tenantKeys);
    const missing = [...wanted].filter((key) => !this.#known.has(key));
    if (missing.length > 0) await this.#read(missing);
    const found = [...wanted].flatMap((key) => {
      const naming = this.#known.get(key);
      return naming ? ([[key, naming]] as const) : [];
    });
    return new Map(found);
  }

  async #read(keys: readonly string[]): Promise<void> {
    const found = await this.client.query<{ readonly key: string; readonly naming: NamingConvention }>(
      'FOR t IN @@tenants FILTER t._key IN @keys RETURN { key: t._key, naming: t.naming }',
      { '@tenants': ownCollections.tenants, keys },
    );
    if (this.#known.size + found.length > maxRemembered) this.#known.clear();
    for (const { key, naming } of found) this.#known.set(key, naming);
  }
}

/** Returns what a walk finds from each start: `edges` and `documentsByRef` are how its steps are read. */
async function walkFrom(
  { edges, documentsByRef }: Pick<AssetStore, 'edges' | 'documentsByRef'>,
  { starts, steps, found }: Walk,
): Promise<readonly (readonly AssetDocument[])[]> {
  const take = async (from: readonly (readonly VertexRef[])[], step: WalkStep): Promise<AssetDocument[][]> => {
    const { edge: kind, direction } = step;
    const answers = await edges(from.flatMap((vertices) => vertices.map((vertex) => ({ kind, vertex, direction }))));
    return regrouped(from, answers).map((lists) => lists.flat().filter((edge) => otherEndOf(edge, step) !== null));
  };

  let vertices: readonly (readonly VertexRef[])[] = starts.map((start) => [start]);
  for (const step of steps.slice(0, -1)) vertices = endsOf(await take(vertices, step), step);
  const last = steps.at(-1);
  if (!last) throw new RangeError('A walk has at least one step');
  const taken = await take(vertices, last);
  if (found === 'EDGES') return taken.map((list) => list.slice(0, maxFound));

  const ends = endsOf(taken, last).map((list) => list.slice(0, maxFound));
  const documents = regrouped(ends, await documentsByRef(ends.flat()));
  return documents.map((list) =>
    list.flatMap((each) => (each && (found === 'VERTICES' || each.fields.expired === NEVER_EXPIRES) ? [each] : [])),
  );
}

/** The vertices at the other ends of edges, each once. */
function endsOf(lists: readonly (readonly AssetDocument[])[], step: WalkStep): readonly (readonly VertexRef[])[] {
  return lists.map((edges) => {
    const found = new Map<string, VertexRef>();
    for (const edge of edges) {
      const end = otherEndOf(edge, step);
      if (end) found.set(end.key, end);
    }
    return [...found.values()];
  });
}

/** The other end of an edge; null when it is of another kind than the step leads to. */
function otherEndOf({ fields }: AssetDocument, { direction, to }: WalkStep): VertexRef | null {
  const id = fields[direction === 'OUT' ? '_to' : '_from'];
  if (typeof id !== 'string') return null;
  const slash = id.indexOf('/');
  return kindOf(id.slice(0, slash))?.kind === to ? { kind: to, key: id.slice(slash + 1) } : null;
}

/** Returns the answers to all items, in lists as the items are. */
function regrouped<T>(items: readonly (readonly unknown[])[], answers: readonly T[]): readonly (readonly T[])[] {
  let at = 0;
  return items.map(({ length }) => answers.slice(at, (at += length)));
}
