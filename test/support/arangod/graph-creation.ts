/**
 * Creates named graphs with the collections they need (docs-hugo 3.12, develop/http-api/graphs/named-graphs.md, "Create a
 * graph"; graphs/smartgraphs/management.md for what a SmartGraph demands of collections that exist).
 */
import type { Collection } from './collection.js';
import { type CollectionRequest, createCollection } from './collection-creation.js';
import { removeCollection } from './collection-removal.js';
import type { Database } from './database.js';
import type { Deployment } from './deployment.js';
import type { EdgeDefinition, Graph } from './graph.js';
import { hasSmartGraphs } from './options.js';
import { ArangoFault } from './values.js';

/** What can be asked for. */
export interface GraphRequest {
  readonly name: string;
  readonly edgeDefinitions: readonly EdgeDefinition[];
  readonly orphanCollections: readonly string[];
  readonly isDisjoint: boolean;
  readonly smartGraphAttribute: string | null;
  readonly numberOfShards: number;
  readonly replicationFactor: number | 'satellite';
  readonly writeConcern: number;
}

/**
 * Adds a graph and creates the collections that are missing. Throws 1922, 1923, 1925, 1920 for what is wrong with the
 * definition, 31 where there are no SmartGraphs, and 4000, 4005 or 1946 for a collection that cannot be in this
 * SmartGraph; then nothing has changed.
 */
export function createGraph(deployment: Deployment, database: Database, request: GraphRequest): Graph {
  assertDefinition(database, request);
  const isSmart = request.smartGraphAttribute !== null;
  if (isSmart && !hasSmartGraphs(deployment.options)) {
    throw new ArangoFault(501, 31, 'only enterprise version');
  }
  const { edgeCollections, vertexCollections } = collectionsOf(request);
  const prototype = isSmart ? (vertexCollections[0] ?? null) : null;
  const created: Collection[] = [];
  try {
    for (const name of [...vertexCollections, ...edgeCollections]) {
      const type = edgeCollections.includes(name) ? 3 : 2;
      const existing = database.collections.get(name);
      if (existing) assertUsable(existing, type, request, prototype);
      else created.push(createCollection(deployment, database, collectionRequest(request, name, type, prototype)));
    }
  } catch (error) {
    for (const collection of created) removeCollection(database, collection);
    throw error;
  }
  const graph = { ...request, edgeCollections, vertexCollections, isSmart, prototype };
  database.graphs.set(request.name, graph);
  database.plant('_graphs', { _key: graph.name, ...describeGraph(graph) });
  return graph;
}

function assertDefinition(database: Database, request: GraphRequest): void {
  if (request.name === '') throw new ArangoFault(400, 1922, 'missing graph name');
  if (database.graphs.has(request.name)) throw new ArangoFault(409, 1925, 'graph already exists');
  const names = request.edgeDefinitions.map(({ collection }) => collection);
  if (new Set(names).size < names.length) throw new ArangoFault(400, 1920, 'multi use of edge collection in edge def');
  for (const graph of database.graphs.values()) {
    for (const other of graph.edgeDefinitions) {
      const own = request.edgeDefinitions.find(({ collection }) => collection === other.collection);
      if (own && JSON.stringify(own) !== JSON.stringify(other)) {
        throw new ArangoFault(400, 1921, `edge collection already used in edge def: ${other.collection}`);
      }
    }
  }
}

/** Vertex collections in the order of relations, then orphans: the first is the one whose sharding the others follow. */
function collectionsOf({ edgeDefinitions, orphanCollections }: GraphRequest): {
  edgeCollections: string[];
  vertexCollections: string[];
} {
  const vertices = edgeDefinitions.flatMap(({ from, to }) => [...from, ...to]);
  return {
    edgeCollections: edgeDefinitions.map(({ collection }) => collection),
    vertexCollections: [...new Set([...vertices, ...orphanCollections])],
  };
}

function collectionRequest(
  request: GraphRequest,
  name: string,
  type: 2 | 3,
  prototype: string | null,
): CollectionRequest {
  const { smartGraphAttribute, isDisjoint, numberOfShards, replicationFactor, writeConcern } = request;
  const sizes = { numberOfShards, replicationFactor, writeConcern };
  if (smartGraphAttribute === null) return { name, type, ...sizes };
  // Edges have no smart attribute of their own: theirs is that of the vertices they join.
  const smart = { attribute: type === 2 ? smartGraphAttribute : null, isDisjoint };
  const like = prototype !== null && prototype !== name ? { distributeShardsLike: prototype } : {};
  return { name, type, smart, ...sizes, ...like };
}

function assertUsable(collection: Collection, type: 2 | 3, request: GraphRequest, prototype: string | null): void {
  const { properties } = collection;
  if (type === 3 && properties.type === 2) {
    throw new ArangoFault(400, 1944, 'edge definition collection is a document collection');
  }
  if (type === 2 && properties.type === 3) throw new ArangoFault(400, 1927, 'collection not a vertex collection');
  if (request.smartGraphAttribute === null) return;
  if (!properties.isSmart) throw new ArangoFault(400, 4000, `collection is not smart: ${collection.name}`);
  if (type === 2 && properties.smartGraphAttribute !== request.smartGraphAttribute) {
    throw new ArangoFault(400, 4005, 'smart graph attribute mismatch');
  }
  const like = properties.distributeShardsLike ?? collection.name;
  if (like !== prototype || properties.isDisjoint !== request.isDisjoint) {
    throw new ArangoFault(400, 1946, 'no valid initial collection found');
  }
}

/** The attributes that the API shows of a graph. */
export function describeGraph(graph: Graph): {
  readonly name: string;
  readonly edgeDefinitions: { readonly collection: string; readonly from: string[]; readonly to: string[] }[];
  readonly orphanCollections: readonly string[];
  readonly numberOfShards: number;
  readonly replicationFactor: number | 'satellite';
  readonly writeConcern: number;
  readonly minReplicationFactor: number;
  readonly isSmart: boolean;
  readonly isDisjoint: boolean;
  readonly isSatellite: boolean;
} {
  const { name, edgeDefinitions, orphanCollections, numberOfShards, replicationFactor, writeConcern } = graph;
  return {
    name,
    edgeDefinitions: edgeDefinitions.map(({ collection, from, to }) => ({ collection, from: [...from], to: [...to] })),
    orphanCollections,
    numberOfShards,
    replicationFactor,
    writeConcern,
    minReplicationFactor: writeConcern,
    isSmart: graph.isSmart,
    isDisjoint: graph.isDisjoint,
    isSatellite: replicationFactor === 'satellite',
    ...(graph.smartGraphAttribute === null
      ? {}
      : { smartGraphAttribute: graph.smartGraphAttribute, initial: graph.prototype, initialCid: null }),
  };
}
