/** Documents on a cluster: by key, by edge, by tenant and time. Every query names the tenants, so their shards answer. */
import { type AssetDocument, type AssetKind, type NamingConvention } from '../../model/asset.js';
import type { AssetStore, EdgeRequest, VertexRef } from '../port.js';
import { assetPages } from './asset-pages.js';
import { asText, documentsOf, keyOf, tenantOfKey } from './documents.js';
import { importDocuments } from './imports.js';
import { attributeOf, collectionOf } from './names.js';
import { Namings } from './namings.js';
import type { StoreParts } from './parts.js';
import { Scans } from './scans.js';
import { countTenants, zeros } from './tenant-figures.js';

/** Edges of one vertex and kind that are shown; the port says so. */
const mostEdges = 1000;

/** Returns the document part of the store. */
export function assetStore(parts: StoreParts): AssetStore {
  const namings = new Namings(parts.client);
  const scans = new Scans(parts);
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
    documentsByRef: (refs) => documentsByRef(parts, namings, refs),
    edges: (requests) => edges(parts, namings, requests),
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
         SORT d._key LIMIT ${mostEdges * some.length} RETURN [d.${end}, ${asText}])`;
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
        if (others.length < mostEdges) others.push(document);
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
