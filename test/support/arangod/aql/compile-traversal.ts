/** Graph traversals, depth first or breadth first (graph-queries/traversals in ArangoDB's documentation). */
import type { ArangoObject, ArangoValue } from '../values.js';
import type { Direction, Expression, Traversal } from './ast.js';
import { toBool, toText } from './casts.js';
import type { Compilation, Row } from './compilation.js';
import { compileExpression } from './compile-expression.js';
import { parseFault, queryFault } from './faults.js';
import { identifierOf } from './functions/documents.js';
import { optionsOf } from './options.js';
import { isArray } from './order.js';
import type { Stage } from './stage.js';
import { type EdgeSource, type Step, walk, type WalkRules } from './walk.js';

const known = ['order', 'bfs', 'uniqueVertices', 'uniqueEdges', 'edgeCollections', 'vertexCollections'];

/** Throws 1501 for a depth that is not constant, 1924 for an unknown graph, 10 for options that do not go together. */
export function compileTraversal(traversal: Traversal, compilation: Compilation): Stage {
  compilation.noteReader('traversal');
  const [least, most] = depthOf(traversal.depth, compilation);
  const start = compileExpression(traversal.start, compilation);
  const options = optionsOf(traversal.options, known, compilation);
  const sources = edgeSources(traversal, compilation, namesOf(options.edgeCollections));
  compilation.openLoop();
  const [vertexSlot = -1, edgeSlot, pathSlot] = traversal.variables.map((name) => compilation.declare(name));
  const prune = traversal.prune === null ? null : compileExpression(traversal.prune.condition, compilation);
  const pruneName = traversal.prune?.variable ?? null;
  const pruneSlot = pruneName === null ? null : compilation.declare(pruneName);
  const fill = (row: Row, step: Step): ArangoValue[] => {
    const next = [...row];
    next[vertexSlot] = step.vertex;
    if (edgeSlot !== undefined) next[edgeSlot] = step.edges.at(-1) ?? null;
    if (pathSlot !== undefined) next[pathSlot] = pathOf(step);
    return next;
  };
  const rules = rulesOf(options, most);
  return function* traversed(rows) {
    const declared = traversal.graph === null ? new Set(compilation.read) : null;
    for (const row of rows) {
      const isPruned = (step: Step): boolean => prune !== null && toBool(prune.evaluate(fill(row, step)));
      const from = start.evaluate(row);
      const id = typeof from === 'string' ? from : isIdentified(from) ? from._id : null;
      if (typeof id !== 'string' || identifierOf(id) === null) continue;
      for (const step of walk(id, sources, { ...rules, declared, isPruned }, compilation)) {
        if (step.edges.length < least) continue;
        const next = fill(row, step);
        if (pruneSlot !== null) next[pruneSlot] = prune?.evaluate(next) ?? null;
        yield next;
      }
    }
  };
}

function isIdentified(value: ArangoValue): value is ArangoObject {
  return typeof value === 'object' && value !== null && '_id' in value;
}

function pathOf({ vertices, edges }: Step): ArangoObject {
  return { vertices, edges, weights: vertices.map((_vertex, depth) => depth) };
}

/** Without a depth 1..1, with one number that depth alone. */
function depthOf(depth: Expression | null, compilation: Compilation): readonly [least: number, most: number] {
  if (depth === null) return [1, 1];
  const isRange = depth.kind === 'binary' && depth.operator === '..';
  const bounds = (isRange ? [depth.left, depth.right] : [depth]).map((bound) => {
    const compiled = compileExpression(bound, compilation);
    return compiled.isConstant ? compiled.evaluate([]) : null;
  });
  const [least = null, most = least] = bounds;
  if (typeof least === 'number' && typeof most === 'number' && Number.isInteger(least) && Number.isInteger(most)) {
    if (least >= 0 && most >= least) return [least, most];
  }
  throw parseFault('invalid traversal depth');
}

function edgeSources(
  { graph, edges, direction }: Traversal,
  compilation: Compilation,
  restricted: ReadonlySet<string> | null,
): readonly EdgeSource[] {
  const all = graph === null ? listedEdges(edges, compilation) : graphEdges(graph, direction, compilation);
  return all.filter(({ collection }) => restricted?.has(collection) ?? true);
}

function listedEdges(edges: Traversal['edges'], compilation: Compilation): readonly EdgeSource[] {
  return edges.map(({ collection, direction }) => {
    const name = compilation.collectionName(collection);
    compilation.noteRead(name);
    return { collection: name, direction };
  });
}

function graphEdges(graph: Expression, direction: Direction, compilation: Compilation): readonly EdgeSource[] {
  const name = compileExpression(graph, compilation).evaluate([]);
  if (typeof name !== 'string') throw queryFault(1553, 'the name of a graph must be a string (while parsing)');
  const { edgeCollections, vertexCollections } = compilation.data.graph(name);
  for (const collection of [...edgeCollections, ...vertexCollections]) compilation.noteRead(collection);
  return edgeCollections.map((collection) => ({ collection, direction }));
}

/** A string, or an array of strings; null and an empty array restrict nothing. */
function namesOf(value: ArangoValue | undefined): ReadonlySet<string> | null {
  const names = isArray(value ?? null) ? (value as readonly ArangoValue[]) : [value];
  const texts = names.filter((name) => typeof name === 'string');
  return texts.length === 0 ? null : new Set(texts);
}

function rulesOf(options: ArangoObject, most: number): Omit<WalkRules, 'declared' | 'isPruned'> {
  const order = options.order ?? (options.bfs === true ? 'bfs' : 'dfs');
  const { uniqueVertices = 'none', uniqueEdges = 'path' } = options;
  if (order !== 'bfs' && order !== 'dfs')
    throw parseFault(`the traversal order ${toText(order)} is outside the subset`);
  if (uniqueVertices !== 'none' && uniqueVertices !== 'path' && uniqueVertices !== 'global') {
    throw queryFault(10, "uniqueVertices only supports 'path', 'global' and 'none'");
  }
  if (uniqueEdges !== 'none' && uniqueEdges !== 'path')
    throw queryFault(10, "uniqueEdges only supports 'path' and 'none'");
  if (uniqueVertices === 'global' && order === 'dfs') {
    throw queryFault(10, "uniqueVertices: 'global' is only supported with order 'bfs' or 'weighted'");
  }
  return { order, most, uniqueVertices, uniqueEdges, vertexCollections: namesOf(options.vertexCollections) };
}
