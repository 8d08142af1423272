/** Walks along edges on a cluster: one request a step, whatever the number of starts, since an edge names its other end only in itself. */
import { type AssetDocument, NEVER_EXPIRES } from '../../model/asset.js';
import type { AssetStore, VertexRef, Walk, WalkStep } from '../port.js';
import { kindOf } from './names.js';

/** Documents that are found from one start; the port says so. */
const maxFound = 1000;

/** Returns what a walk finds from each start: `edges` and `documentsByRef` are how its steps are read. */
export async function walkFrom(
  { edges, documentsByRef }: Pick<AssetStore, 'edges' | 'documentsByRef'>,
  { starts, steps, found }: Walk,
): Promise<readonly (readonly AssetDocument[])[]> {
  const take = async (from: readonly (readonly VertexRef[])[], step: WalkStep): Promise<AssetDocument[][]> => {
    const { edge: kind, direction } = step;
    const answers = await edges(from.flatMap((vertices) => vertices.map((vertex) => ({ kind, vertex, direction }))));
    return regrouped(from, answers).map((lists) => lists.flat().filter((edge) => endOf(edge, step) !== null));
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
      const end = endOf(edge, step);
      if (end) found.set(end.key, end);
    }
    return [...found.values()];
  });
}

/** The other end of an edge; null when it is of another kind than the step leads to. */
function endOf({ fields }: AssetDocument, { direction, to }: WalkStep): VertexRef | null {
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
