/** Walks a graph from a vertex along edges and gives every path on the way as a step. */
import type { ArangoObject } from '../values.js';
import type { Direction } from './ast.js';
import type { Compilation } from './compilation.js';
import { queryFault } from './faults.js';
import { documentOf, identifierOf } from './functions/documents.js';

export interface EdgeSource {
  readonly collection: string;
  readonly direction: Direction;
}

/** A path and where it ends: n edges and n + 1 vertices; a vertex that an edge names and nobody stored is null. */
export interface Step {
  readonly id: string;
  readonly vertex: ArangoObject | null;
  readonly ids: readonly string[];
  readonly vertices: readonly (ArangoObject | null)[];
  readonly edges: readonly ArangoObject[];
}

export interface WalkRules {
  readonly order: 'bfs' | 'dfs';
  /** Edges of the longest path. */
  readonly most: number;
  readonly uniqueVertices: 'none' | 'path' | 'global';
  readonly uniqueEdges: 'none' | 'path';
  /** Collections that vertices after the first may be of; null for all. */
  readonly vertexCollections: ReadonlySet<string> | null;
  /** Collections that the query names, of which a cluster reads vertices; null in a named graph, which names its own. */
  readonly declared: ReadonlySet<string> | null;
  readonly isPruned: (step: Step) => boolean;
}

/** Gives nothing where the start does not exist. Throws 1521 for a vertex of a collection that the query does not name. */
export function* walk(
  start: string,
  sources: readonly EdgeSource[],
  rules: WalkRules,
  compilation: Compilation,
): Generator<Step> {
  const vertex = vertexOf(start, rules, compilation);
  if (vertex === null) return;
  const waiting: Step[] = [{ id: start, vertex, ids: [start], vertices: [vertex], edges: [] }];
  const seen = new Set([start]);
  for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
    yield step;
    if (step.edges.length >= rules.most || rules.isPruned(step)) continue;
    const next = [...nextSteps(step, sources, rules, seen, compilation)];
    if (rules.order === 'bfs') waiting.push(...next);
    else waiting.unshift(...next);
  }
}

function* nextSteps(
  step: Step,
  sources: readonly EdgeSource[],
  rules: WalkRules,
  seen: Set<string>,
  compilation: Compilation,
): Generator<Step> {
  for (const [edge, id] of neighbours(step.id, sources, compilation)) {
    if (rules.uniqueEdges === 'path' && step.edges.some((each) => each._id === edge._id)) continue;
    if (rules.uniqueVertices === 'path' && step.ids.includes(id)) continue;
    if (rules.uniqueVertices === 'global' && seen.has(id)) continue;
    if (!(rules.vertexCollections?.has(identifierOf(id)?.collection ?? '') ?? true)) continue;
    seen.add(id);
    const vertex = vertexOf(id, rules, compilation);
    yield {
      id,
      vertex,
      ids: [...step.ids, id],
      vertices: [...step.vertices, vertex],
      edges: [...step.edges, edge],
    };
  }
}

/** Edges at a vertex, each with the identifier of its other end. */
function* neighbours(
  id: string,
  sources: readonly EdgeSource[],
  { data, counters }: Compilation,
): Generator<readonly [edge: ArangoObject, id: string]> {
  for (const { collection, direction } of sources) {
    const ends = (['_from', '_to'] as const).filter((end) => direction !== (end === '_from' ? 'INBOUND' : 'OUTBOUND'));
    for (const end of ends) {
      for (const edge of data.documentsWhere(collection, end, id)) {
        counters.scanned += 1;
        const other = end === '_from' ? edge._to : edge._from;
        // An edge from a vertex to itself is found from both its ends, and is one edge.
        const isSecondTime = direction === 'ANY' && end === '_to' && edge._from === edge._to;
        if (typeof other === 'string' && !isSecondTime) yield [edge, other];
      }
    }
  }
}

function vertexOf(id: string, { declared }: WalkRules, compilation: Compilation): ArangoObject | null {
  const identifier = identifierOf(id);
  if (identifier === null) return null;
  const { collection } = identifier;
  if (declared !== null && !declared.has(collection)) {
    const remedy = `please add 'WITH ${collection}' as the first line in your AQL query`;
    throw queryFault(1521, `collection not known to traversal: '${collection}'. ${remedy} (while executing)`);
  }
  return documentOf(identifier, compilation);
}
