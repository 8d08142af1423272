/** A collection: its shards, its replication factor, its write concern and its smartGraphAttribute. */
import { builder } from './builder.js';
import type { CollectionPart, ShardPart } from './cluster-view.js';
import { enumOf } from './enum.js';
import { exposedOf, show, showOrNull } from './exposed.js';
import { decodeId, parsePartId, partId } from './global-id.js';
import { loadParts } from './parts.js';
import { Shard } from './Shard.js';

const CollectionKind = enumOf('CollectionKind', 'The kind of documents in a collection.', {
  VERTEX: 'Holds the vertices of a graph.',
  EDGE: 'Holds the edges of a graph.',
  DOCUMENT: 'Holds documents that belong to no graph.',
});

/** Returns the name that an argument tells: a global id's, or the argument itself. */
export function collectionNameOf(given: string): string {
  try {
    return parsePartId(decodeId(given, ['Collection']).id, 'Collection').name;
  } catch {
    // Whether there is such a collection is for the service to say.
    return given;
  }
}

/** A collection in one state of the cluster. */
export const Collection = builder.objectRef<CollectionPart>('Collection');

builder.node(Collection, {
  description: 'A collection of documents, divided into shards.',
  id: {
    description: 'Opaque global id; within a planned or stored cluster it identifies the collection in that state.',
    resolve: ({ view, collection }) => partId(view.source, collection.name),
  },
  loadManyWithoutCache: (ids, context) => loadParts(context, ids, 'Collection', (view, name) => view.collection(name)),
  fields: exposedOf('collection', (t) => ({
    name: show('String', 'Name of the collection in the database.'),
    kind: t.field({
      type: CollectionKind,
      description: 'Whether it holds vertices, edges or plain documents.',
      resolve: ({ collection }) => collection.type,
    }),
    graph: showOrNull('String', 'Name of the SmartGraph that the collection belongs to; null when it belongs to none.'),
    documents: t.field({
      type: 'BigInt',
      description: 'Number of documents in the collection; one copy, not all replicas.',
      resolve: async (part) => (await shardsOf(part)).reduce((sum, { shard }) => sum + shard.documents, 0),
    }),
    bytes: t.field({
      type: 'BigInt',
      description: 'Size of the collection in bytes; one copy, not all replicas.',
      resolve: async (part) => (await shardsOf(part)).reduce((sum, { shard }) => sum + shard.bytes, 0n),
    }),
    numberOfShards: show('Int', 'Number of shards, fixed when the collection is created.'),
    replicationFactor: show('Int', 'Number of copies of each shard, the leader included.'),
    writeConcern: show('Int', 'Number of copies that must be in sync; below it the shard refuses writes.'),
    smartGraphAttribute: showOrNull(
      'String',
      'The attribute whose value determines the shard of a document; null outside SmartGraphs.',
    ),
    distributeShardsLike: showOrNull(
      'String',
      'Name of the collection whose shard placement this one follows; null when it follows none.',
    ),
    shards: t.field({
      type: [Shard],
      description: 'The shards of the collection, ordered by shard group.',
      resolve: shardsOf,
    }),
  })),
});

function shardsOf({ view, collection }: CollectionPart): Promise<readonly ShardPart[]> {
  return view.shardsOf(collection.name);
}
