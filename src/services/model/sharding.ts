/**
 * Where a SmartGraph's data goes: tenants to shard groups by hash, shard groups to DB-Servers round robin. Pure functions,
 * so that the embedded store places with them and a plan can say how another numberOfShards would have placed.
 */
import xxhash from 'xxhash-wasm';

const hash = await xxhash();

/**
 * Returns the position of the shard group that documents with this value of the smartGraphAttribute go to: the 64-bit
 * xxHash (XXH64, seed 0) of its UTF-8 bytes modulo `numberOfShards`. Part of the data format: it must never change.
 */
export function shardPosition(attributeValue: string, numberOfShards: number): number {
  return Number(hash.h64(attributeValue) % BigInt(numberOfShards));
}

export interface GroupPlacement {
  readonly leader: string;
  readonly followers: readonly string[];
}

/**
 * Returns one placement for each shard group, in order. Leaders go round the servers, followers go round on their own
 * and step over servers that hold a replica already, as ArangoDB's DistributeShards does for a new collection. There
 * must be at least `replicationFactor` servers.
 */
export function placeRoundRobin(
  serverIds: readonly string[],
  numberOfShards: number,
  replicationFactor: number,
): readonly GroupPlacement[] {
  let nextFollower = 0;
  return Array.from({ length: numberOfShards }, (_, position) => {
    const leader = serverAt(serverIds, position);
    const followers: string[] = [];
    while (followers.length < replicationFactor - 1) {
      const candidate = serverAt(serverIds, nextFollower++);
      if (candidate !== leader && !followers.includes(candidate)) followers.push(candidate);
    }
    return { leader, followers };
  });
}

function serverAt(serverIds: readonly string[], index: number): string {
  const serverId = serverIds[index % serverIds.length];
  if (serverId === undefined) throw new RangeError('A shard group needs at least one DB-Server');
  return serverId;
}
