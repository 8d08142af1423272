/**
 * Where things go in the simulated cluster: tenants to shard groups by hash, shard groups to DB-Servers as ArangoDB
 * places a new SmartGraph. All of it is a function of its input, so a cluster can be made again.
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

/** Returns the serverId of the n-th server (from 1) of a cluster with this seed: `PRMR-` and a UUID's digits. */
export function serverIdOf(seed: number, ordinal: number): string {
  const digits = hash.h64ToString(`server ${seed} ${ordinal}`) + hash.h64ToString(`${ordinal} of ${seed}`);
  return `PRMR-${digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')}`;
}

/** Returns the zone with the fewest servers, the first of them when several have as few; null when there are none. */
export function leastPopulatedZone(zones: readonly string[], zoneOfServers: readonly (string | null)[]): string | null {
  let least: string | null = null;
  let fewest = Infinity;
  for (const zone of zones) {
    const servers = zoneOfServers.filter((other) => other === zone).length;
    if (servers < fewest) {
      least = zone;
      fewest = servers;
    }
  }
  return least;
}

function serverAt(serverIds: readonly string[], index: number): string {
  const serverId = serverIds[index % serverIds.length];
  if (serverId === undefined) throw new RangeError('A shard group needs at least one DB-Server');
  return serverId;
}
