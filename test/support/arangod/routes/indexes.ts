/** Indexes (docs-hugo 3.12, develop/http-api/indexes/_index.md, persistent.md and multi-dimensional.md). */
import type { Collection } from '../collection.js';
import { badParameter, duplicateIndexName, unknownIndex, unsupportedInCluster } from '../errors.js';
import { answer, read, type Reply, type Request } from '../exchange.js';
import type { Route } from '../router.js';
import { type Index, type IndexDefinition, isSameIndex } from '../secondary-index.js';
import type { ArangoObject } from '../values.js';

export const indexRoutes: readonly Route[] = [
  { method: 'GET', path: '/_api/index', need: 'READ', handle: list },
  { method: 'POST', path: '/_api/index', need: 'WRITE', handle: create },
  { method: 'GET', path: '/_api/index/:collection/:id', need: 'READ', handle: get },
  { method: 'DELETE', path: '/_api/index/:collection/:id', need: 'WRITE', handle: drop },
];

function list(request: Request): Reply {
  const collection = collectionOf(request);
  const indexes = collection.indexes.map((index) => describe(collection, index));
  const handles = collection.indexes.map(
    (index, at) => [`${collection.name}/${index.id}`, indexes[at] ?? null] as const,
  );
  return answer(200, { indexes, identifiers: Object.fromEntries(handles) });
}

function create(request: Request): Reply {
  const collection = collectionOf(request);
  const body = request.object();
  const definition = definitionOf(body);
  if (request.deployment.isCluster && definition.isUnique) assertUniqueIsPossible(collection, definition);
  const known = collection.indexes.find((index) => isSameIndex(index.definition, definition));
  if (known) return answer(200, { ...describe(collection, known), isNewlyCreated: false });
  const id = String(request.deployment.tick());
  const name = read.text(body, 'name') ?? `idx_${id}`;
  if (collection.indexes.some((index) => index.name === name)) throw duplicateIndexName();
  const index = collection.addIndex(id, name, definition);
  return answer(201, { ...describe(collection, index), isNewlyCreated: true });
}

function get(request: Request): Reply {
  const { collection, index } = indexOf(request);
  return answer(200, describe(collection, index));
}

function drop(request: Request): Reply {
  const { collection, index } = indexOf(request);
  if (index.definition.type === 'primary' || index.definition.type === 'edge') throw badParameter('forbidden');
  collection.indexes.splice(collection.indexes.indexOf(index), 1);
  return answer(200, { id: `${collection.name}/${index.id}` });
}

function collectionOf(request: Request): Collection {
  return request.database.collection(request.query.get('collection') ?? '');
}

function indexOf(request: Request): { collection: Collection; index: Index } {
  const collection = request.database.collection(request.parameter(0));
  const wanted = request.parameter(1);
  const index = collection.indexes.find(({ id, name }) => id === wanted || name === wanted);
  if (!index) throw unknownIndex();
  return { collection, index };
}

function definitionOf(body: ArangoObject): IndexDefinition {
  const type = read.text(body, 'type');
  if (type !== 'persistent' && type !== 'mdi-prefixed' && type !== 'mdi') throw badParameter('invalid index type');
  const fields = read.texts(body, 'fields');
  const prefixFields = read.texts(body, 'prefixFields');
  const fieldValueTypes = read.text(body, 'fieldValueTypes') ?? null;
  if (fields.length === 0) throw badParameter('fields must not be empty');
  if (type === 'mdi-prefixed' && prefixFields.length === 0) throw badParameter('prefixFields must not be empty');
  // multi-dimensional.md: must be "double", currently only doubles are supported as values.
  if (type !== 'persistent' && fieldValueTypes !== 'double') throw badParameter('fieldValueTypes must be "double"');
  return {
    type,
    fields,
    prefixFields,
    fieldValueTypes,
    isUnique: read.flag(body, 'unique') ?? false,
    isSparse: read.flag(body, 'sparse') ?? false,
    storedValues: read.texts(body, 'storedValues'),
  };
}

/** A unique index in a cluster must hold the shard key, unless there is one shard (indexes/_index.md and sharding pages). */
function assertUniqueIsPossible(collection: Collection, definition: IndexDefinition): void {
  const { numberOfShards, smartGraphAttribute, shardKeys } = collection.properties;
  if (numberOfShards === 1) return;
  const needed = smartGraphAttribute === null ? shardKeys : [smartGraphAttribute];
  const missing = needed.find((key) => ![...definition.fields, ...definition.prefixFields].includes(key));
  if (missing !== undefined) throw unsupportedInCluster(`shard key '${missing}' must be present in unique index`);
}

function describe(collection: Collection, { id, name, definition }: Index): ArangoObject {
  const { type, fields, prefixFields, fieldValueTypes, isUnique, isSparse, storedValues } = definition;
  return {
    id: `${collection.name}/${id}`,
    name,
    type,
    fields,
    sparse: isSparse,
    unique: type === 'primary' || isUnique,
    ...(type === 'mdi-prefixed' ? { prefixFields } : {}),
    ...(fieldValueTypes === null ? {} : { fieldValueTypes }),
    ...(storedValues.length === 0 ? {} : { storedValues }),
    ...(type === 'persistent' ? { deduplicate: true, estimates: true, cacheEnabled: false } : {}),
    selectivityEstimate: 1,
  };
}
