/** Reads what the rules need beside a page of documents: the vertices at the ends of edges, and the edges at proxies. */
import { setImmediate } from 'node:timers/promises';

import { at } from '../../base/cells.js';
import { type AssetDocument, type AssetKind, isEdgeKind } from '../../model/asset.js';
import type { AssetStore, EdgeRequest, ScannedDocument, VertexRef } from '../../store/port.js';
import { parseEnd, type Spelling, textOf } from './spelling.js';

/** One call reads this many vertices or edge lists in a few milliseconds, so the event loop stays free between calls. */
const requestsPerCall = 250;

/** What the store says about the surroundings of the documents of one page. */
export interface Evidence {
  /** The vertex that an edge of the page names; null where there is none. */
  vertex(ref: VertexRef): AssetDocument | null;
  /** Edges of this kind that leave a DeviceProxyOut (or, for hasDeviceSoftware, enter a SoftwareProxyIn) of the page. */
  edgesAt(proxy: AssetDocument, kind: AssetKind): readonly AssetDocument[];
}

const edgesReadAt: Partial<Record<AssetKind, readonly Pick<EdgeRequest, 'kind' | 'direction'>[]>> = {
  DeviceProxyOut: [
    { kind: 'hasLocation', direction: 'OUT' },
    { kind: 'hasConnection', direction: 'OUT' },
    { kind: 'hasDeviceSoftware', direction: 'OUT' },
  ],
  SoftwareProxyIn: [{ kind: 'hasDeviceSoftware', direction: 'IN' }],
};

/**
 * Returns the evidence for some documents; `spellingFor` gives the spelling of a document's tenant, or null where nobody
 * asks for evidence. The number of store calls depends on the number of documents divided by 250, not on what they hold.
 */
export async function readEvidence(
  store: Pick<AssetStore, 'documentsByRef' | 'edges'>,
  documents: readonly ScannedDocument[],
  spellingFor: (document: ScannedDocument) => Spelling | null,
): Promise<Evidence> {
  const refs = new Map<string, VertexRef>();
  const requests: EdgeRequest[] = [];
  for (const document of documents) {
    const spelling = spellingFor(document);
    if (!spelling) continue;
    if (isEdgeKind(document.kind)) {
      for (const end of ['_from', '_to']) {
        const ref = parseEnd(document.fields[end], spelling);
        if (ref) refs.set(nameOf(ref), ref);
      }
    } else {
      const vertex = { kind: document.kind, key: textOf(document, '_key') };
      for (const wanted of edgesReadAt[document.kind] ?? []) requests.push({ ...wanted, vertex });
    }
  }
  const vertices = await inChunks([...refs.values()], (chunk) => store.documentsByRef(chunk));
  const edges = await inChunks(requests, (chunk) => store.edges(chunk));
  const vertexByName = new Map([...refs.keys()].map((name, index) => [name, at(vertices, index)]));
  const edgesByName = new Map(
    requests.map(({ kind, vertex }, index) => [`${kind} ${nameOf(vertex)}`, at(edges, index)]),
  );
  return {
    vertex: (ref) => vertexByName.get(nameOf(ref)) ?? null,
    edgesAt: (proxy, kind) =>
      edgesByName.get(`${kind} ${nameOf({ kind: proxy.kind, key: textOf(proxy, '_key') })}`) ?? [],
  };
}

function nameOf({ kind, key }: VertexRef): string {
  return `${kind}/${key}`;
}

async function inChunks<T, R>(items: readonly T[], read: (chunk: readonly T[]) => Promise<readonly R[]>): Promise<R[]> {
  const answers: R[] = [];
  for (let start = 0; start < items.length; start += requestsPerCall) {
    answers.push(...(await read(items.slice(start, start + requestsPerCall))));
    await setImmediate();
  }
  return answers;
}
