/** A collection: its shards, its replication factor, its write concern and its smartGraphAttribute. */
import { builder } from './builder.js';
import type { CollectionPart, ShardPart } from './cluster-view.js';
import { counted } from './context.js';
import { decodeId, parsePartId, partId } from './global-id.js';
import { inTurnsIfLong } from './list-in-turns.js';
import { loadParts } from './parts.js';
import { Shard } from './Shard.js';

const CollectionKind = builder.enumType('CollectionKind', {
  description: 'What a collection holds.',
  values: {
    VERTEX: { description: 'Vertices of a graph.' },
    EDGE: { description: 'Edges of a graph.' },
    DOCUMENT: { description: 'Documents outside any graph.' },
  },
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
    description: 'Opaque global id; in a planned or stored cluster it leads back to that state.',
    resolve: ({ view, collection }) => partId(view.source, collection.name),
  },
  loadManyWithoutCache: (ids, context) => loadParts(context, ids, 'Collection', (view, name) => view.collection(name)),
  fields: (t) => ({
    name: t.string({ description: 'Its name in the database.', resolve: ({ collection }) => collection.name }),
    kind: t.field({
      type: CollectionKind,
      description: 'What it holds.',
      resolve: ({ collection }) => collection.type,
    }),
    graph: t.string({
      nullable: true,
      description: 'The SmartGraph that it belongs to; null when none.',
      resolve: ({ collection }) => collection.graph,
    }),
    documents: t.field({
      type: 'BigInt',
      description: 'Documents in it; one copy, not all replicas.',
      resolve: async (part) => (await shardsOf(part)).reduce((sum, { shard }) => sum + shard.documents, 0),
    }),
    bytes: t.field({
      type: 'BigInt',
      description: 'Bytes in it; one copy, not all replicas.',
      resolve: async (part) => (await shardsOf(part)).reduce((sum, { shard }) => sum + shard.bytes, 0n),
    }),
    numberOfShards: t.int({
      description: 'Shards that it is divided into; fixed at creation.',
      resolve: ({ collection }) => collection.numberOfShards,
    }),
    replicationFactor: t.int({
      description: 'Copies of each shard, the leader included.',
      resolve: ({ collection }) => collection.replicationFactor,
    }),
    writeConcern: t.int({
      description: 'Copies that must be in sync, or the shard refuses to write.',
      resolve: ({ collection }) => collection.writeConcern,
    }),
    smartGraphAttribute: t.string({
      nullable: true,
      description: 'The attribute whose value decides on the shard; null outside SmartGraphs.',
      resolve: ({ collection }) => collection.smartGraphAttribute,
    }),
    distributeShardsLike: t.string({
      nullable: true,
      description: 'The collection whose placement this one follows; null for the prototype itself.',
      resolve: ({ collection }) => collection.distributeShardsLike,
    }),
    shards: t.field({
      type: [Shard],
      description: 'Its shards, in the order of their shard groups.',
      resolve: async (part, _args, context) => inTurnsIfLong(counted(context, await shardsOf(part))),
    }),
  }),
});

function shardsOf({ view, collection }: CollectionPart): Promise<readonly ShardPart[]> {
  return view.shardsOf(collection.name);
}
