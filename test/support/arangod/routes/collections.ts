/** Collections (docs-hugo 3.12, develop/http-api/collections.md). */
import type { Collection } from '../collection.js';
import { createCollection } from '../collection-creation.js';
import { dropCollection } from '../collection-removal.js';
import { badParameter, forbidden, onlyOnCoordinator } from '../errors.js';
import { answer, read, replicationFactorOf, type Reply, type Request } from '../exchange.js';
import type { Route } from '../router.js';
import { smartValueOfHandle, smartValueOfKey } from '../smart-keys.js';
import { ArangoFault, type ArangoObject } from '../values.js';

export const collectionRoutes: readonly Route[] = [
  { method: 'GET', path: '/_api/collection', need: 'READ', handle: list },
  { method: 'POST', path: '/_api/collection', need: 'WRITE', handle: create },
  { method: 'GET', path: '/_api/collection/:name', need: 'READ', handle: get },
  { method: 'DELETE', path: '/_api/collection/:name', need: 'WRITE', handle: drop },
  { method: 'GET', path: '/_api/collection/:name/properties', need: 'READ', handle: properties },
  { method: 'GET', path: '/_api/collection/:name/count', need: 'READ', handle: count },
  { method: 'GET', path: '/_api/collection/:name/figures', need: 'READ', handle: figures },
  { method: 'GET', path: '/_api/collection/:name/shards', need: 'READ', handle: shards },
  { method: 'PUT', path: '/_api/collection/:name/truncate', need: 'WRITE', handle: truncate },
  { method: 'PUT', path: '/_api/collection/:name/responsibleShard', need: 'READ', handle: responsibleShard },
];

function list(request: Request): Reply {
  const isSystemLeftOut = request.flag('excludeSystem');
  const collections = [...request.database.collections.values()].filter(
    ({ properties: { isSystem } }) => !(isSystemLeftOut && isSystem),
  );
  return answer(200, { result: collections.map(summaryOf) });
}

function get(request: Request): Reply {
  return answer(200, summaryOf(request.database.collection(request.parameter(0))));
}

function create(request: Request): Reply {
  const body = request.object();
  const type = read.number(body, 'type') ?? 2;
  if (type !== 2 && type !== 3) throw badParameter('invalid collection type');
  const factor = replicationFactorOf(body);
  const { deployment, database } = request;
  const collection = createCollection(deployment, database, {
    name: read.text(body, 'name') ?? '',
    type,
    isSystem: read.flag(body, 'isSystem') ?? false,
    ...optional('numberOfShards', read.number(body, 'numberOfShards')),
    ...optional('writeConcern', read.number(body, 'writeConcern')),
    ...optional('distributeShardsLike', read.text(body, 'distributeShardsLike')),
    ...(factor === undefined ? {} : { replicationFactor: factor }),
    ...(body.shardKeys === undefined ? {} : { shardKeys: read.texts(body, 'shardKeys') }),
  });
  return answer(200, propertiesOf(request, collection));
}

function optional<Name extends string, Value>(name: Name, value: Value | undefined): Partial<Record<Name, Value>> {
  return value === undefined ? {} : ({ [name]: value } as Partial<Record<Name, Value>>);
}

function drop(request: Request): Reply {
  const collection = request.database.collection(request.parameter(0));
  if (collection.properties.isSystem && !request.flag('isSystem')) throw forbidden();
  dropCollection(request.database, collection);
  return answer(200, { id: collection.id });
}

function properties(request: Request): Reply {
  return answer(200, propertiesOf(request, request.database.collection(request.parameter(0))));
}

function count(request: Request): Reply {
  const collection = request.database.collection(request.parameter(0));
  const total = request.database.count(collection.name);
  const byShard = Object.fromEntries(collection.shards.map((shard) => [shard.id, shard.count]));
  const isByShard = request.flag('details') && request.deployment.isCluster;
  return answer(200, { ...propertiesOf(request, collection), count: isByShard ? byShard : total });
}

function figures(request: Request): Reply {
  const collection = request.database.collection(request.parameter(0));
  const total = request.database.count(collection.name);
  const bytes = collection.partOf ? collection.shards.reduce((sum, shard) => sum + shard.bytes, 0) : collection.bytes;
  return answer(200, {
    ...propertiesOf(request, collection),
    count: total,
    figures: {
      indexes: { count: collection.indexes.length, size: total * 16 * Math.max(1, collection.indexes.length) },
      documentsSize: bytes,
      cacheInUse: false,
      cacheSize: 0,
      cacheUsage: 0,
    },
  });
}

function shards(request: Request): Reply {
  if (!request.deployment.isCluster) throw onlyOnCoordinator();
  const collection = request.database.collection(request.parameter(0));
  const ids = collection.shards.map(({ id }) => id).sort();
  // The plan, as the Coordinator knows it: leader first.
  const servers = Object.fromEntries(collection.shards.map(({ id, placement }) => [id, [...placement.plan]]));
  return answer(200, { ...propertiesOf(request, collection), shards: request.flag('details') ? servers : ids });
}

function truncate(request: Request): Reply {
  const collection = request.database.collection(request.parameter(0));
  request.database.truncate(collection.name);
  return answer(200, summaryOf(collection));
}

/**
 * Answers for a document that need not exist, if it has the shard keys (collections.md, "Get the responsible shard"). The
 * shard key of a smart vertex collection is `_key:`, so the smartGraphAttribute alone is not enough.
 */
function responsibleShard(request: Request): Reply {
  if (!request.deployment.isCluster) throw onlyOnCoordinator();
  const collection = request.database.collection(request.parameter(0));
  const document = request.object();
  if (!hasShardKeys(collection, document)) {
    const { shardKeys } = collection.properties;
    throw new ArangoFault(400, 1468, `not all sharding attributes given: ${shardKeys.join(', ')}`);
  }
  const [shard] = collection.shardsOf(document);
  return answer(200, { shardId: shard?.id ?? '' });
}

function hasShardKeys(collection: Collection, document: ArangoObject): boolean {
  const { isSmart, shardKeys } = collection.properties;
  if (!isSmart) return shardKeys.every((key) => document[key] !== undefined);
  if (collection.isEdge) return smartValueOfHandle(document._from) !== null;
  return smartValueOfKey(document._key) !== null;
}

function summaryOf({ id, name, properties: { type, isSystem } }: Collection): ArangoObject {
  return { id, name, status: 3, type, isSystem, globallyUniqueId: `c${id}/` };
}

/** The attributes of GET .../properties; those about the cluster are left out on a single server. */
function propertiesOf(request: Request, collection: Collection): ArangoObject {
  const { properties: facts } = collection;
  const smart = {
    isSmart: facts.isSmart,
    isDisjoint: facts.isDisjoint,
    ...(facts.smartGraphAttribute === null ? {} : { smartGraphAttribute: facts.smartGraphAttribute }),
  };
  const sharding = {
    numberOfShards: facts.numberOfShards,
    shardKeys: facts.shardKeys,
    replicationFactor: facts.replicationFactor,
    writeConcern: facts.writeConcern,
    minReplicationFactor: facts.writeConcern,
    shardingStrategy: facts.isSmart && facts.type === 3 ? 'enterprise-hash-smart-edge' : 'hash',
    ...(facts.distributeShardsLike === null ? {} : { distributeShardsLike: facts.distributeShardsLike }),
  };
  return {
    ...summaryOf(collection),
    statusString: 'loaded',
    waitForSync: false,
    keyOptions: { allowUserKeys: true, type: 'traditional', lastValue: 0 },
    schema: null,
    computedValues: null,
    cacheEnabled: false,
    syncByRevision: true,
    ...smart,
    ...(request.deployment.isCluster ? sharding : {}),
  };
}
