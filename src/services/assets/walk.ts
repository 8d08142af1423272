/**
 * Steps along edges for many vertices at once: each step is one store call for all of them together, so the cost of a
 * question depends on how far it goes and not on how many start.
 */
import { type AssetDocument, type AssetKind, NEVER_EXPIRES } from '../model/asset.js';
import type { AssetStore, VertexRef } from '../store/port.js';
import { parseDocumentId } from './document-id.js';

/** For each start a list of vertices, in the order of the edges that led there. */
export type Frontier = readonly (readonly VertexRef[])[];

/** Returns one list of edges per frontier entry: the edges of a kind at any of its vertices. One store call. */
export async function edgesAt(
  store: AssetStore,
  frontier: Frontier,
  kind: AssetKind,
  direction: 'OUT' | 'IN',
): Promise<readonly (readonly AssetDocument[])[]> {
  const answers = await store.edges(
    frontier.flatMap((vertices) => vertices.map((vertex) => ({ kind, vertex, direction }))),
  );
  let at = 0;
  return frontier.map((vertices) => vertices.flatMap(() => answers[at++] ?? []));
}

/**
 * Returns the vertices at the other end of the edges of a kind, one list per frontier entry, without repetition. Only
 * vertices of `wanted` kind are kept: `hasVersion` leads from a version to its exit as well as from its entry to it.
 */
export async function step(
  store: AssetStore,
  frontier: Frontier,
  edge: { readonly kind: AssetKind; readonly direction: 'OUT' | 'IN' },
  wanted: AssetKind,
): Promise<Frontier> {
  const edges = await edgesAt(store, frontier, edge.kind, edge.direction);
  const end = edge.direction === 'OUT' ? '_to' : '_from';
  return edges.map((list) => {
    const found = new Map<string, VertexRef>();
    for (const document of list) {
      const ref = parseDocumentId(document.fields[end]);
      if (ref?.kind === wanted) found.set(ref.key, ref);
    }
    return [...found.values()];
  });
}

/** Returns the documents of a frontier, one list per entry; vertices without a document are left out. One store call. */
export async function documentsAt(
  store: AssetStore,
  frontier: Frontier,
): Promise<readonly (readonly AssetDocument[])[]> {
  const documents = await store.documentsByRef(frontier.flat());
  let at = 0;
  return frontier.map((vertices) =>
    vertices.flatMap(() => {
      const document = documents[at++];
      return document ? [document] : [];
    }),
  );
}

/** Returns whether a document is the current version. */
export function isCurrent(document: AssetDocument): boolean {
  return document.fields.expired === NEVER_EXPIRES;
}
