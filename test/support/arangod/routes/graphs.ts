/** Named graphs (docs-hugo 3.12, develop/http-api/graphs/named-graphs.md). */
import { assertNotFollowed, removeCollection } from '../collection-removal.js';
import { unknownGraph } from '../errors.js';
import { answer, read, replicationFactorOf, type Reply, type Request } from '../exchange.js';
import type { EdgeDefinition, Graph } from '../graph.js';
import { createGraph, describeGraph } from '../graph-creation.js';
import type { Route } from '../router.js';
import { ArangoFault, type ArangoObject } from '../values.js';

export const graphRoutes: readonly Route[] = [
  { method: 'GET', path: '/_api/gharial', need: 'READ', handle: list },
  { method: 'POST', path: '/_api/gharial', need: 'WRITE', handle: create },
  { method: 'GET', path: '/_api/gharial/:name', need: 'READ', handle: get },
  { method: 'DELETE', path: '/_api/gharial/:name', need: 'WRITE', handle: drop },
  { method: 'GET', path: '/_api/gharial/:name/vertex', need: 'READ', handle: vertices },
  { method: 'GET', path: '/_api/gharial/:name/edge', need: 'READ', handle: edges },
];

function list(request: Request): Reply {
  return answer(200, { graphs: [...request.database.graphs.values()].map((graph) => describe(request, graph)) });
}

/**
 * The page has `isDisjoint` beside `options`. ArangoDB's drivers for Node.js and Go send it inside (arangojs CHANGELOG 8.4.0,
 * "Fixed graph.create not correctly handling isDisjoint option"), so either place is read.
 */
function create(request: Request): Reply {
  const body = request.object();
  const options = read.object(body, 'options');
  const smartGraphAttribute = read.text(options, 'smartGraphAttribute') ?? null;
  if (smartGraphAttribute === null && read.flag(body, 'isSmart')) {
    throw new ArangoFault(501, 9, 'EnterpriseGraphs are not part of this double');
  }
  const graph = createGraph(request.deployment, request.database, {
    name: read.text(body, 'name') ?? '',
    edgeDefinitions: read.list(body, 'edgeDefinitions').map(edgeDefinitionOf),
    orphanCollections: read.texts(body, 'orphanCollections'),
    isDisjoint: read.flag(body, 'isDisjoint') ?? read.flag(options, 'isDisjoint') ?? false,
    smartGraphAttribute,
    numberOfShards: read.number(options, 'numberOfShards') ?? 1,
    replicationFactor: replicationFactorOf(options) ?? 1,
    writeConcern: read.number(options, 'writeConcern') ?? 1,
  });
  const status = request.flag('waitForSync') ? 201 : 202;
  return answer(status, { graph: describe(request, graph) });
}

function edgeDefinitionOf(value: unknown): EdgeDefinition {
  const malformed = new ArangoFault(400, 1923, 'malformed edge definition');
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed;
  const definition = value as ArangoObject;
  const collection = read.text(definition, 'collection');
  const [from, to] = [read.texts(definition, 'from'), read.texts(definition, 'to')];
  if (collection === undefined || from.length === 0 || to.length === 0) throw malformed;
  return { collection, from, to };
}

function get(request: Request): Reply {
  return answer(200, { graph: describe(request, graphOf(request)) });
}

function vertices(request: Request): Reply {
  return answer(200, { collections: [...graphOf(request).vertexCollections].sort() });
}

function edges(request: Request): Reply {
  return answer(200, { collections: [...graphOf(request).edgeCollections].sort() });
}

/** Collections that another graph has too stay; throws 1485 when others follow the sharding of one that goes. */
function drop(request: Request): Reply {
  const { database } = request;
  const graph = graphOf(request);
  if (request.flag('dropCollections')) {
    const others = [...database.graphs.values()].filter(({ name }) => name !== graph.name);
    const kept = new Set(others.flatMap((other) => [...other.edgeCollections, ...other.vertexCollections]));
    const leaving = [...graph.edgeCollections, ...graph.vertexCollections].filter((name) => !kept.has(name));
    const collections = leaving.flatMap((name) => database.collections.get(name) ?? []);
    for (const collection of collections) assertNotFollowed(database, collection, leaving);
    for (const collection of collections) removeCollection(database, collection);
  }
  database.graphs.delete(graph.name);
  database.collection('_graphs').delete(graph.name);
  return answer(202, { removed: true });
}

function graphOf(request: Request): Graph {
  const graph = request.database.graphs.get(request.parameter(0));
  if (!graph) throw unknownGraph(request.parameter(0));
  return graph;
}

function describe(request: Request, graph: Graph): ArangoObject {
  const { _id = null, _key = null, _rev = null } = request.database.collection('_graphs').get(graph.name) ?? {};
  return { _id, _key, _rev, ...describeGraph(graph) };
}
