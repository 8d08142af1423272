/** Coupled collections as collections and shard groups of a topology: shard i of all of them is group i. */
import { type NamingConvention } from '../../model/asset.js';
import type { TopologyCollection, TopologyGroup, TopologyServer, TopologyShard } from '../../model/topology.js';
import type { CollectionFacts } from './collections.js';
import type { ShardPlace } from './distribution.js';
import type { ForeignCollection } from './foreign.js';
import { attributeOf } from './names.js';
import { sortedShards } from './placements.js';
import { nameOf } from './sizes.js';

/** Documents by shard of a collection, and the bytes of an average one. */
interface Part {
  readonly documentsOf: ReadonlyMap<string, number>;
  /** All documents: of a single server, which has no shards. */
  readonly total: number;
  readonly average: number;
}

interface CoupledMember {
  readonly name: string;
  readonly facts: CollectionFacts;
  readonly places: readonly ShardPlace[];
  /** The collections that hold its documents: itself, or its hidden ones. */
  readonly parts: readonly Part[];
}

/** Collections whose shards go together. */
export interface Coupled {
  /** The SmartGraph, or the prototype's name. */
  readonly graph: string;
  readonly isOurs: boolean;
  /** Of a SmartGraph of ours. */
  readonly naming: NamingConvention | null;
  readonly members: readonly CoupledMember[];
}

/** Returns the collections in the order of the members. */
export function coupledCollections({ graph, naming, isOurs, members }: Coupled): readonly TopologyCollection[] {
  const prototype = prototypeOf(members);
  return members.map(({ name, facts, places }) => ({
    name,
    collectionId: facts.id,
    type: facts.type === 3 ? 'EDGE' : isOurs ? 'VERTEX' : 'DOCUMENT',
    graph: isOurs ? graph : null,
    numberOfShards: places.length,
    // A single server tells none.
    replicationFactor: typeof facts.replicationFactor === 'number' ? facts.replicationFactor : 1,
    writeConcern: facts.writeConcern ?? 1,
    smartGraphAttribute: naming === null ? (facts.smartGraphAttribute ?? null) : attributeOf(naming),
    distributeShardsLike: prototype && prototype.name !== name ? prototype.name : null,
  }));
}

/** Returns the shard groups in the order of their index. Servers that health does not know keep the name they have. */
export function coupledGroups(coupled: Coupled, servers: readonly TopologyServer[]): readonly TopologyGroup[] {
  const { graph, isOurs, members } = coupled;
  const idOf = new Map(servers.map(({ shortName, serverId }) => [shortName, serverId]));
  const named = (server: string): string => idOf.get(server) ?? server;
  const prototype = prototypeOf(members);
  if (!prototype) return [];
  const shards = members.map(shardsOf);
  const placeOf = new Map(prototype.places.map((place) => [place.shardId, place]));
  return sortedShards(placeOf.keys()).map((shardId, index) => {
    const place = placeOf.get(shardId);
    const followers = (place?.followers ?? []).map(named);
    const current = new Set((place?.current ?? []).map(named));
    return {
      groupId: `${graph}/${index}`,
      graph,
      index,
      leader: named(place?.leader ?? ''),
      followers,
      inSync: followers.filter((server) => current.has(server)),
      shards: shards.flatMap((of) => of[index] ?? []),
      measuredLoad: null,
      ...(!isOurs && { isReadOnly: true }),
    };
  });
}

/** The collection that the others follow; a move is asked of its shards. */
function prototypeOf(members: readonly CoupledMember[]): CoupledMember | undefined {
  return members.find(({ facts }) => facts.distributeShardsLike === undefined) ?? members[0];
}

function shardsOf({ name, places, parts }: CoupledMember): readonly TopologyShard[] {
  return sortedShards(places.map(({ shardId }) => shardId)).map((shardId, index) => {
    let documents = 0;
    let bytes = 0;
    for (const { documentsOf, total, average } of parts) {
      const own = sortedShards(documentsOf.keys())[index];
      const count = own === undefined ? (documentsOf.size === 0 ? total : 0) : (documentsOf.get(own) ?? 0);
      documents += count;
      bytes += count * average;
    }
    return { shardId, collection: name, documents, bytes: BigInt(Math.round(bytes)) };
  });
}

/** Returns other people's collections by their prototypes. SatelliteCollections are on every server and are left out. */
export function foreignCoupled(
  foreign: readonly ForeignCollection[],
  averages: ReadonlyMap<string, number>,
): readonly Coupled[] {
  const byPrototype = new Map<string, CoupledMember[]>();
  for (const { name, counted, count, places } of foreign) {
    if (count.replicationFactor === 'satellite' || count.replicationFactor === 0) continue;
    const prefix = name.slice(0, name.length - counted.name.length);
    const prototype = `${prefix}${count.distributeShardsLike ?? counted.name}`;
    const part = {
      documentsOf: count.documentsOf,
      total: count.count ?? 0,
      average: averages.get(nameOf(counted)) ?? 0,
    };
    const members = byPrototype.get(prototype) ?? [];
    members.push({ name, facts: count, places, parts: [part] });
    byPrototype.set(prototype, members);
  }
  return [...byPrototype].map(([graph, members]) => ({ graph, isOurs: false, naming: null, members }));
}
