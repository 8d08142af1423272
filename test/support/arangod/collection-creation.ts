/**
 * Creates collections as POST /_api/collection does (docs-hugo 3.12, develop/http-api/collections.md, "Create a
 * collection"), and the hidden ones of smart edge collections.
 */
import { Collection, type CollectionProperties } from './collection.js';
import type { Database, DatabaseDefaults } from './database.js';
import type { Deployment } from './deployment.js';
import { badParameter, duplicateName, illegalName } from './errors.js';
import { layOut, type Placement, type Shard } from './placement.js';
import type { IndexDefinition } from './secondary-index.js';
import { ArangoFault } from './values.js';

/** What can be asked for; what is left out comes from the prototype, else from the database; one shard. */
export interface CollectionRequest {
  readonly name: string;
  readonly type?: 2 | 3;
  readonly isSystem?: boolean;
  readonly numberOfShards?: number;
  readonly replicationFactor?: number | 'satellite';
  readonly writeConcern?: number;
  readonly shardKeys?: readonly string[];
  readonly distributeShardsLike?: string;
  readonly smart?: { readonly attribute: string | null; readonly isDisjoint: boolean };
}

/** Names of collections (docs-hugo 3.12, concepts/data-structure/collections.md, "Collection names"; without extended names). */
const namePattern = /^[a-zA-Z_][a-zA-Z0-9_-]{0,255}$/;

const plainIndex = { prefixFields: [], fieldValueTypes: null, isSparse: false, storedValues: [] };
const primary: IndexDefinition = { ...plainIndex, type: 'primary', fields: ['_key'], isUnique: false };
const edge: IndexDefinition = { ...plainIndex, type: 'edge', fields: ['_from', '_to'], isUnique: false };

/**
 * Adds a collection to a database. Throws 1207 for a name in use, 1208 for one that cannot be, 1486 and 1484 for a
 * prototype that is unknown or follows another, 1487 for more replicas than DB-Servers, 400 for sizes that contradict.
 */
export function createCollection(deployment: Deployment, database: Database, request: CollectionRequest): Collection {
  if (!namePattern.test(request.name) || (request.name.startsWith('_') && !request.isSystem)) throw illegalName();
  if (database.collections.has(request.name)) throw duplicateName();
  const prototype = prototypeOf(database, request);
  const properties = propertiesOf(deployment, database.defaults, request, prototype);
  const isHidden = hasHiddenParts(deployment, properties);
  const shards = deployment.isCluster && !isHidden ? shardsFor(deployment, properties, prototype) : [];
  const collection = new Collection(String(deployment.tick()), request.name, properties, shards);
  database.collections.set(request.name, collection);
  if (isHidden) addHiddenParts(deployment, database, collection, prototype);
  // The primary index holds the key as such; it is listed, and the map of documents is what makes it unique.
  collection.addIndex('0', 'primary', primary);
  if (collection.isEdge) collection.addIndex('1', 'edge', edge);
  return collection;
}

function prototypeOf(database: Database, request: CollectionRequest): Collection | null {
  // deploy/oneshard.md: in a OneShard database all collections follow `_graphs`.
  const isOneShard = database.defaults.sharding === 'single' && request.name !== '_graphs' && !request.smart;
  const name = isOneShard ? '_graphs' : request.distributeShardsLike;
  if (!name) return null;
  const prototype = database.collections.get(name);
  if (!prototype) {
    throw new ArangoFault(
      400,
      1486,
      'must not have a distributeShardsLike attribute pointing to an unknown collection',
    );
  }
  if (prototype.properties.distributeShardsLike !== null) {
    throw new ArangoFault(400, 1484, 'chain of distributeShardsLike references');
  }
  return prototype;
}

function propertiesOf(
  deployment: Deployment,
  defaults: DatabaseDefaults,
  request: CollectionRequest,
  prototype: Collection | null,
): CollectionProperties {
  const like = prototype?.properties;
  const replicationFactor = like?.replicationFactor ?? request.replicationFactor ?? defaults.replicationFactor;
  const numberOfShards =
    like?.numberOfShards ?? (replicationFactor === 'satellite' ? 1 : (request.numberOfShards ?? 1));
  const writeConcern =
    replicationFactor === 'satellite' ? 0 : (request.writeConcern ?? like?.writeConcern ?? defaults.writeConcern);
  if (like && request.numberOfShards !== undefined && request.numberOfShards !== like.numberOfShards) {
    throw badParameter(`numberOfShards must be ${like.numberOfShards}, that of the distributeShardsLike prototype`);
  }
  if (!Number.isInteger(numberOfShards) || numberOfShards < 1) throw badParameter('invalid number of shards');
  assertReplicas(deployment, replicationFactor, writeConcern);
  return {
    type: request.type ?? 2,
    isSystem: request.isSystem ?? false,
    numberOfShards,
    replicationFactor,
    writeConcern,
    shardKeys: request.smart ? ['_key:'] : (request.shardKeys ?? ['_key']),
    distributeShardsLike: prototype?.name ?? null,
    isSmart: request.smart !== undefined,
    isDisjoint: request.smart?.isDisjoint ?? false,
    smartGraphAttribute: request.smart?.attribute ?? null,
  };
}

function assertReplicas(deployment: Deployment, replicas: number | 'satellite', writeConcern: number): void {
  if (replicas === 'satellite' || !deployment.isCluster) return;
  if (!Number.isInteger(replicas) || replicas < 1) throw badParameter('replicationFactor must be a positive integer');
  if (writeConcern < 1) throw badParameter('writeConcern must be a positive integer');
  if (writeConcern > replicas) throw badParameter('writeConcern cannot be greater than replicationFactor');
  if (replicas > deployment.servers.filter(({ hasFailed }) => !hasFailed).length) {
    throw new ArangoFault(
      400,
      1487,
      'the number of current DB-Servers is lower than the requested replicationFactor/writeConcern',
    );
  }
}

function shardsFor(deployment: Deployment, properties: CollectionProperties, prototype: Collection | null): Shard[] {
  const placements: readonly Placement[] =
    prototype?.shards.map(({ placement }) => placement) ?? layOut(properties, deployment.servers, deployment.tick());
  return placements.map((placement) => ({ id: `s${deployment.tick()}`, placement, count: 0, bytes: 0 }));
}

/** Whether the documents of an edge collection are in hidden collections; see the option `smartEdgeShards`. */
function hasHiddenParts(deployment: Deployment, properties: CollectionProperties): boolean {
  if (!deployment.isCluster || !properties.isSmart || properties.type !== 3) return false;
  const { smartEdgeShards } = deployment.options;
  return smartEdgeShards === 'AUTOMATIC' ? !properties.isDisjoint : smartEdgeShards === 'HIDDEN';
}

function addHiddenParts(
  deployment: Deployment,
  database: Database,
  owner: Collection,
  prototype: Collection | null,
): void {
  const part = (prefix: string): Collection => {
    const properties = { ...owner.properties, isSystem: true };
    const shards = shardsFor(deployment, properties, prototype);
    const hidden = new Collection(String(deployment.tick()), `${prefix}${owner.name}`, properties, shards);
    hidden.partOf = owner;
    database.collections.set(hidden.name, hidden);
    return hidden;
  };
  owner.parts = { local: part('_local_'), from: part('_from_'), to: part('_to_') };
}
