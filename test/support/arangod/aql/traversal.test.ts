/**
 * Traversals. The graph is that of ArangoDB's documentation (3.12), aql/graph-queries/traversals-explained: A leads to B
 * and G, B to E and C, G to H and J.
 */
import { describe, expect, it } from 'vitest';

import { errorOf, MemoryData, rowsOf } from './test-data.js';

const circles = 'ABCEGHJ'.split('').map((_key) => ({ _key, label: _key.toLowerCase() }));
const edges = ['AB', 'BE', 'BC', 'AG', 'GH', 'GJ'].map((ends) => ({
  _key: ends,
  _from: `circles/${ends.charAt(0)}`,
  _to: `circles/${ends.charAt(1)}`,
}));

function ask(query: string, more: readonly { _key: string; _from: string; _to: string }[] = []): readonly unknown[] {
  const squares = [{ _key: 'X' }];
  const across = [{ _key: 'BX', _from: 'circles/B', _to: 'squares/X' }];
  const collections = { circles, squares, edges: [...edges, ...more], more: across, lost: [] };
  const graphs = {
    shapes: { edgeCollections: ['edges'], vertexCollections: ['circles'] },
    both: { edgeCollections: ['edges', 'more'], vertexCollections: ['circles', 'squares'] },
  };
  return rowsOf(query, {}, new MemoryData(collections, graphs));
}

const circle = [{ _key: 'JA', _from: 'circles/J', _to: 'circles/A' }];

describe('a traversal', () => {
  it('goes depth first as the documentation walks it', () => {
    const query = `FOR v, e, p IN 1..2 OUTBOUND "circles/A" GRAPH "shapes" RETURN CONCAT(p.vertices[*]._key)`;

    expect(ask(query)).toEqual(['AB', 'ABE', 'ABC', 'AG', 'AGH', 'AGJ']);
  });

  it('goes breadth first when told to', () => {
    const query = 'FOR v IN 1..2 OUTBOUND "circles/A" GRAPH "shapes" OPTIONS {order: "bfs"} RETURN v._key';

    expect(ask(query)).toEqual(['B', 'G', 'E', 'C', 'H', 'J']);
  });

  it('goes one step unless a depth is given, and from depth 0 on when that is asked', () => {
    expect(ask('FOR v IN OUTBOUND "circles/A" GRAPH "shapes" RETURN v._key')).toEqual(['B', 'G']);
    expect(ask('FOR v IN 2 OUTBOUND "circles/A" GRAPH shapes RETURN v._key')).toEqual(['E', 'C', 'H', 'J']);
    expect(ask('FOR v, e IN 0..1 OUTBOUND "circles/A" GRAPH "shapes" RETURN [v._key, e._key]')).toEqual([
      ['A', null],
      ['B', 'AB'],
      ['G', 'AG'],
    ]);
  });

  it('goes against the edges and both ways', () => {
    expect(ask('FOR v IN 1..2 INBOUND "circles/H" GRAPH "shapes" RETURN v._key')).toEqual(['G', 'A']);
    expect(ask('FOR v IN ANY "circles/G" GRAPH "shapes" RETURN v._key')).toEqual(['H', 'J', 'A']);
  });

  it('starts from a document of a loop, and nowhere when there is none', () => {
    const loop = 'FOR c IN circles FILTER c.label IN ["b", "g"] FOR v IN OUTBOUND c GRAPH "shapes" RETURN v._key';

    expect(ask(loop)).toEqual(['E', 'C', 'H', 'J']);
    expect(ask('FOR v IN OUTBOUND "circles/Z" GRAPH "shapes" RETURN v')).toEqual([]);
    expect(ask('FOR v IN OUTBOUND null GRAPH "shapes" RETURN v')).toEqual([]);
  });

  it('uses no edge twice on a path, and no vertex where told', () => {
    expect(ask('FOR v IN 1..8 OUTBOUND "circles/A" GRAPH "shapes" FILTER v._key == "B" RETURN 1', circle)).toHaveLength(
      2,
    );
    const unique = 'FOR v, e, p IN 3..3 OUTBOUND "circles/A" GRAPH "shapes" OPTIONS {uniqueVertices: "path"} RETURN v';
    expect(ask(unique, circle)).toEqual([]);
  });

  it('walks in circles where edges may repeat', () => {
    const options = 'OPTIONS {uniqueEdges: "none"}';
    const query = `FOR v IN 1..8 OUTBOUND "circles/A" GRAPH "shapes" ${options} FILTER v._key == "B" RETURN 1`;

    expect(ask(query, circle)).toHaveLength(3);
  });

  it('takes an edge from a vertex to itself once', () => {
    const loop = [{ _key: 'CC', _from: 'circles/C', _to: 'circles/C' }];

    expect(ask('FOR v IN ANY "circles/C" GRAPH "shapes" RETURN v._key', loop)).toEqual(['C', 'B']);
  });

  it('keeps to the collections that its options name', () => {
    const query = (option: string): string =>
      `FOR v IN 1..2 ANY "circles/B" GRAPH "both" OPTIONS {${option}} RETURN v._id`;

    expect(ask(query('edgeCollections: "more"'))).toEqual(['squares/X']);
    expect(ask(query('vertexCollections: ["squares"]'))).toEqual(['squares/X']);
    expect(ask(query('edgeCollections: []'))).toHaveLength(5);
  });

  it('gives a path its vertices, edges and weights', () => {
    const query = 'FOR v, e, p IN 1 OUTBOUND "circles/C" GRAPH "both" RETURN p';
    const more = [{ _key: 'CE', _from: 'circles/C', _to: 'circles/E' }];

    expect(ask(query, more)).toMatchObject([
      { vertices: [{ _key: 'C' }, { _key: 'E' }], edges: [{ _key: 'CE' }], weights: [0, 1] },
    ]);
  });

  it('visits each vertex once where that is wanted globally', () => {
    const options = 'OPTIONS {order: "bfs", uniqueVertices: "global"}';
    const query = `FOR v IN 1..9 ANY "circles/A" GRAPH "shapes" ${options} SORT v._key RETURN v._key`;

    expect(ask(query, circle)).toEqual(['B', 'C', 'E', 'G', 'H', 'J']);
  });

  it('stops where it is pruned, with that vertex still a result', () => {
    const query =
      'FOR v, e, p IN 1..2 OUTBOUND "circles/A" GRAPH "shapes" PRUNE stop = v._key == "B" RETURN [v._key, stop]';

    expect(ask(query)).toEqual([['B', true], ['G', false], ['H', false], ['J', false]]); // prettier-ignore
  });

  it('gives null for a vertex that nobody stored', () => {
    const dangling = [{ _key: 'CX', _from: 'circles/C', _to: 'circles/X' }];

    expect(ask('FOR v, e IN OUTBOUND "circles/C" GRAPH "shapes" RETURN [v, e._to]', dangling)).toEqual([
      [null, 'circles/X'],
    ]);
  });

  it('goes along listed edge collections when WITH names the vertices', () => {
    const query = 'FOR v IN 1..1 OUTBOUND "circles/A" edges, INBOUND lost RETURN v._key';

    expect(ask(`WITH circles ${query}`)).toEqual(['B', 'G']);
    expect(() => ask(query)).toThrow("please add 'WITH circles'");
  });

  it.each([
    ['FOR v IN OUTBOUND "circles/A" GRAPH "nothing" RETURN v', 1924],
    ['FOR v IN 2..1 OUTBOUND "circles/A" GRAPH "shapes" RETURN v', 1501],
    ['FOR v IN OUTBOUND SHORTEST_PATH "circles/A" TO "circles/B" GRAPH "shapes" RETURN v', 1501],
    ['FOR v IN OUTBOUND "circles/A" GRAPH "shapes" OPTIONS {order: "weighted"} RETURN v', 1501],
    ['FOR v IN OUTBOUND "circles/A" GRAPH "shapes" OPTIONS {ordre: "bfs"} RETURN v', 1539],
    ['FOR v IN OUTBOUND "circles/A" GRAPH "shapes" OPTIONS {uniqueVertices: "global"} RETURN v', 10],
    ['FOR v, e, p, q IN OUTBOUND "circles/A" GRAPH "shapes" RETURN v', 1501],
  ])('is refused: %s', (query, errorNum) => {
    const graphs = { shapes: { edgeCollections: ['edges'], vertexCollections: ['circles'] } };

    expect(errorOf(query, {}, new MemoryData({ circles, edges }, graphs))).toBe(errorNum);
  });
});
