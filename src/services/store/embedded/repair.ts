/**
 * What ArangoDB's supervision does about a DB-Server that failed, as a pure function of the topology: an in-sync
 * follower takes over, and the lost replica gets a new place (jobs FailedLeader and FailedFollower of the Agency).
 */
import { compare } from '../../base/lists.js';
import {
  type ClusterTopology,
  groupSize,
  replicasOf,
  type TopologyGroup,
  type TopologyServer,
} from '../../model/topology.js';

/** A follower that has to get the data from its leader before it is in sync. */
export interface Rebuild {
  readonly groupId: string;
  /** serverId of the leader. */
  readonly from: string;
  /** serverId of the follower. */
  readonly to: string;
  readonly bytes: bigint;
}

export interface Repair {
  /** Groups with another placement than before. */
  readonly changed: readonly TopologyGroup[];
  /** In the order of the groups. */
  readonly rebuilds: readonly Rebuild[];
}

/**
 * Returns what is to be done. Groups for which `isBusy` says so get a new leader but keep their replicas for now. A
 * group whose leader is lost and that has no in-sync follower left is not touched: it waits for its server. A lost
 * replica with no place to go stays where it was. Never changes its arguments.
 */
export function repairOf(topology: ClusterTopology, isBusy: (groupId: string) => boolean): Repair {
  const servers = new Map(topology.servers.map((server) => [server.serverId, server]));
  const isServing = (serverId: string): boolean => {
    const status = servers.get(serverId)?.status;
    return status !== undefined && status !== 'BAD' && status !== 'FAILED';
  };
  const places = new Places(topology);
  const changed: TopologyGroup[] = [];
  const rebuilds: Rebuild[] = [];
  for (const group of topology.groups) {
    const led = failedOver(group, isServing);
    if (!isServing(led.leader)) continue;
    const placed = isBusy(group.groupId) ? led : replaced(led, isServing, places);
    if (placed !== group) changed.push(placed);
    const { bytes } = groupSize(placed);
    for (const to of placed.followers) {
      if (!isServing(to) || placed.inSync.includes(to)) continue;
      rebuilds.push({ groupId: placed.groupId, from: placed.leader, to, bytes });
    }
  }
  return { changed, rebuilds };
}

/** The first in-sync follower that answers takes the place of a lost leader; lost followers are out of sync. */
function failedOver(group: TopologyGroup, isServing: (serverId: string) => boolean): TopologyGroup {
  if (isServing(group.leader)) {
    const inSync = group.inSync.filter(isServing);
    return inSync.length === group.inSync.length ? group : { ...group, inSync };
  }
  const leader = group.inSync.find(isServing);
  if (leader === undefined) return group;
  return {
    ...group,
    leader,
    followers: group.followers.map((serverId) => (serverId === leader ? group.leader : serverId)),
    inSync: group.inSync.filter((serverId) => serverId !== leader && isServing(serverId)),
  };
}

function replaced(group: TopologyGroup, isServing: (serverId: string) => boolean, places: Places): TopologyGroup {
  let now = group;
  for (const lost of group.followers) {
    if (isServing(lost)) continue;
    const to = places.findFor(now, lost);
    if (to === null) continue;
    now = { ...now, followers: now.followers.map((serverId) => (serverId === lost ? to : serverId)) };
  }
  return now;
}

/** Where a replica may go: another server, in a zone that has room for one more, within its capacity. */
class Places {
  readonly #servers: readonly TopologyServer[];
  readonly #zoneOf: ReadonlyMap<string, string | null>;
  /** 0: zones do not matter. */
  readonly #zones: number;
  readonly #used = new Map<string, bigint>();

  constructor({ servers, groups }: ClusterTopology) {
    this.#servers = servers.filter(({ status }) => status === 'GOOD');
    this.#zoneOf = new Map(servers.map(({ serverId, zone }) => [serverId, zone]));
    const zones = new Set(this.#servers.map(({ zone }) => zone));
    this.#zones = zones.has(null) || zones.size < 2 ? 0 : zones.size;
    for (const group of groups) for (const serverId of replicasOf(group)) this.#add(serverId, groupSize(group).bytes);
  }

  /** Returns the server for the replica that `lost` held, and counts it as used; null when there is none. */
  findFor(group: TopologyGroup, lost: string): string | null {
    const { bytes } = groupSize(group);
    const replicas = replicasOf(group);
    const others = replicas.filter((serverId) => serverId !== lost);
    const most = this.#zones === 0 ? Infinity : Math.ceil(replicas.length / this.#zones);
    const crowdIn = (zone: string | null): number =>
      this.#zones === 0 ? 0 : others.filter((serverId) => this.#zoneOf.get(serverId) === zone).length;
    const candidates = this.#servers
      .filter(({ serverId, zone }) => !replicas.includes(serverId) && crowdIn(zone) < most)
      .filter(
        ({ serverId, capacityBytes }) => capacityBytes === null || this.#usedBy(serverId) + bytes <= capacityBytes,
      )
      .map(({ serverId, zone }) => ({ serverId, crowd: crowdIn(zone), used: this.#usedBy(serverId) }))
      .sort((a, b) => a.crowd - b.crowd || compare(a.used, b.used) || compare(a.serverId, b.serverId));
    const [best] = candidates;
    if (!best) return null;
    this.#add(best.serverId, bytes);
    return best.serverId;
  }

  #usedBy(serverId: string): bigint {
    return this.#used.get(serverId) ?? 0n;
  }

  #add(serverId: string, bytes: bigint): void {
    this.#used.set(serverId, this.#usedBy(serverId) + bytes);
  }
}
