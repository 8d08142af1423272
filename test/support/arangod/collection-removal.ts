/** Drops collections, and refuses where something else stands on them. */
import type { Collection } from './collection.js';
import type { Database } from './database.js';
import { ArangoFault } from './values.js';

/** Removes a collection with its hidden ones. Throws 1942 while a graph has it, 1485 while others follow its shards. */
export function dropCollection(database: Database, collection: Collection): void {
  for (const graph of database.graphs.values()) {
    if ([...graph.edgeCollections, ...graph.vertexCollections].includes(collection.name)) {
      throw new ArangoFault(403, 1942, 'must not drop collection while part of graph');
    }
  }
  assertNotFollowed(database, collection, []);
  removeCollection(database, collection);
}

/** Throws 1485 when a collection other than `leaving` follows the shards of this one. */
export function assertNotFollowed(database: Database, collection: Collection, leaving: readonly string[]): void {
  for (const other of database.collections.values()) {
    if (other.properties.distributeShardsLike !== collection.name || other.partOf) continue;
    if (!leaving.includes(other.name)) {
      throw new ArangoFault(
        400,
        1485,
        'must not drop collection while another has a distributeShardsLike attribute pointing to it',
      );
    }
  }
}

/** Removes a collection with its hidden ones, whatever stands on it. */
export function removeCollection(database: Database, collection: Collection): void {
  const { parts } = collection;
  for (const part of parts ? [parts.local, parts.from, parts.to] : []) database.collections.delete(part.name);
  database.collections.delete(collection.name);
}
