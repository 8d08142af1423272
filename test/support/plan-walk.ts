/**
 * A cluster on its way through a plan, move by move: holds who has which replica, and says what a move breaks before,
 * while and after it is made. Knows the rules from the documentation of the limits, not from their code.
 */
import type { Move } from '../../src/services/model/plan.js';
import type { ClusterTopology, TopologyServer } from '../../src/services/model/topology.js';

/** A shard group as the checker follows it. */
interface Placement {
  readonly groupId: string;
  leader: string;
  readonly followers: Set<string>;
  readonly inSync: Set<string>;
  readonly bytes: bigint;
  readonly documents: number;
  /** Replicas that have to be in sync for writes, the leader included. */
  readonly writeConcern: number;
  /** Servers that held a replica at the start. */
  readonly homes: ReadonlySet<string>;
}

interface Server {
  readonly status: TopologyServer['status'];
  readonly zone: string | null;
  readonly capacity: bigint | null;
  readonly usedAtStart: bigint;
  used: bigint;
}

/** How the replicas of a group are spread over the zones. */
interface Spread {
  /** The most in one zone. */
  readonly crowd: number;
  /** Zones with one at least. */
  readonly zones: number;
}

/** FORWARD: as a plan is made. BACK: its inverse, which may give a server what it held at the start, whatever it is. */
export type Direction = 'FORWARD' | 'BACK';

/** A cluster on the way through a plan. */
export class PlanWalk {
  readonly #servers = new Map<string, Server>();
  readonly #groups = new Map<string, Placement>();
  readonly #direction: Direction;
  /** Zones of the servers that stay; 0 where they do not matter. */
  readonly #zones: number;
  readonly #stayingZones: ReadonlySet<string | null>;

  /** `home`: the start of the plan, which its inverse leads back to. */
  constructor(start: ClusterTopology, direction: Direction, home = start) {
    this.#direction = direction;
    const used = usedBytes(start);
    const usedAtHome = usedBytes(home);
    for (const { serverId, status, zone, capacityBytes } of start.servers) {
      const usedAtStart = usedAtHome.get(serverId) ?? 0n;
      this.#servers.set(serverId, {
        status,
        zone,
        capacity: capacityBytes,
        usedAtStart,
        used: used.get(serverId) ?? 0n,
      });
    }
    const concern = new Map<string, number>();
    for (const { graph, name, writeConcern } of start.collections) {
      const owner = graph ?? name;
      concern.set(owner, Math.max(writeConcern, concern.get(owner) ?? 1));
    }
    const homes = new Map(
      home.groups.map(({ groupId, leader, followers }) => [groupId, new Set([leader, ...followers])]),
    );
    for (const { groupId, graph, leader, followers, inSync, shards } of start.groups) {
      this.#groups.set(groupId, {
        groupId,
        leader,
        followers: new Set(followers),
        inSync: new Set(inSync),
        bytes: shards.reduce((sum, { bytes }) => sum + bytes, 0n),
        documents: shards.reduce((sum, { documents }) => sum + documents, 0),
        writeConcern: concern.get(graph) ?? 1,
        homes: homes.get(groupId) ?? new Set(),
      });
    }
    const staying = [...this.#servers.values()].filter(({ status }) => status !== 'DRAINING');
    this.#stayingZones = new Set(staying.map(({ zone }) => zone));
    const matter = !this.#stayingZones.has(null) && this.#stayingZones.size > 1;
    this.#zones = matter ? this.#stayingZones.size : 0;
  }

  /** Makes the moves of one wave; returns what is broken at any moment from its start to its end. */
  wave(moves: readonly Move[], most: number): string[] {
    const broken: string[] = [];
    const busy = new Map<string, number>();
    const incoming = new Map<string, bigint>();
    const moving = new Set<string>();
    for (const { index, groupId, from, to, bytes } of moves) {
      if (moving.has(groupId)) broken.push(`Move ${index} moves ${groupId}, which moves in the same wave already`);
      moving.add(groupId);
      for (const server of [from, to]) busy.set(server, (busy.get(server) ?? 0) + 1);
      incoming.set(to, (incoming.get(to) ?? 0n) + bytes);
    }
    for (const [server, count] of busy) {
      if (count > most) broken.push(`${server} takes part in ${count} moves at once, and ${most} is the most`);
    }
    // The worst moment of any order: all copies have come in, and no source has let go of its own.
    for (const [server, bytes] of incoming) broken.push(...this.#overfull(server, bytes));
    for (const move of moves) broken.push(...this.#make(move));
    return broken;
  }

  /** Returns where this cluster and a topology place groups differently. */
  differences({ groups }: ClusterTopology): string[] {
    const broken: string[] = [];
    if (groups.length !== this.#groups.size) broken.push('The plan ends with another number of groups');
    for (const { groupId, leader, followers, inSync } of groups) {
      const placed = this.#groups.get(groupId);
      const isSame =
        placed?.leader === leader && isEqual(placed.followers, followers) && isEqual(placed.inSync, inSync);
      if (!isSame) broken.push(`${groupId} does not end where the plan says`);
    }
    return broken;
  }

  #overfull(serverId: string, incoming: bigint): string[] {
    const server = this.#servers.get(serverId);
    const capacity = server?.capacity ?? null;
    if (!server || capacity === null || incoming === 0n) return [];
    const peak = server.used + incoming;
    const most = this.#direction === 'BACK' && server.usedAtStart > capacity ? server.usedAtStart : capacity;
    return peak > most ? [`${serverId} needs room for ${peak} bytes and has ${most}`] : [];
  }

  #make(move: Move): string[] {
    const group = this.#groups.get(move.groupId);
    const name = `Move ${move.index} (${move.kind} of ${move.groupId} from ${move.from} to ${move.to})`;
    if (!group || !this.#servers.has(move.from) || !this.#servers.has(move.to))
      return [`${name} names what is not there`];
    const faults = [...this.#wrongStart(move, group)];
    const spread = this.#spreadOver(holdersOf(group));
    const copies = group.followers.size + 1;
    const inSync = group.inSync.size;
    if (inSync + 1 < group.writeConcern) faults.push(`has ${inSync + 1} of ${group.writeConcern} replicas in sync`);
    place(group, move);
    if (move.kind !== 'LEADERSHIP_TRANSFER') {
      this.#use(move.from, -group.bytes);
      this.#use(move.to, group.bytes);
    }
    if (group.inSync.size !== inSync) faults.push('changes how many replicas are in sync');
    if (group.followers.has(group.leader) || group.followers.size + 1 !== copies) {
      faults.push('puts two replicas on one server');
    }
    const now = this.#spreadOver(holdersOf(group));
    if (this.#zones > 0) {
      const even = Math.ceil(copies / this.#zones);
      const before = this.#direction === 'BACK' ? atHome(spread, this.#spreadOver(group.homes)) : spread;
      if (now.crowd > Math.max(before.crowd, even)) faults.push(`puts ${now.crowd} replicas into one zone`);
      if (now.zones < before.zones) faults.push(`leaves ${now.zones} zones of ${before.zones}`);
    }
    return faults.map((fault) => `${name} ${fault}`);
  }

  /** What is wrong before the move has begun. */
  #wrongStart({ kind, from, to, bytes, documents }: Move, group: Placement): string[] {
    const faults: string[] = [];
    const isCopy = kind !== 'LEADERSHIP_TRANSFER';
    const holds = (server: string): boolean => group.leader === server || group.followers.has(server);
    if ((kind === 'MOVE_FOLLOWER') === (group.leader === from) || !holds(from)) faults.push('starts in the wrong role');
    if (isCopy === holds(to)) faults.push(isCopy ? 'has a replica there already' : 'has no replica there');
    if (kind === 'LEADERSHIP_TRANSFER' && !group.inSync.has(to)) faults.push('makes a leader that is out of sync');
    if (bytes !== (isCopy ? group.bytes : 0n) || documents !== (isCopy ? group.documents : 0))
      faults.push('tells a wrong size');
    const target = this.#servers.get(to)?.status;
    const goesHome = this.#direction === 'BACK' && group.homes.has(to);
    if (target !== 'GOOD' && !goesHome) faults.push(`gives something to a server that is ${target}`);
    const source = this.#servers.get(group.leader)?.status ?? 'gone';
    if (source !== 'GOOD' && source !== 'DRAINING' && this.#direction === 'FORWARD') {
      faults.push(`reads from a leader that is ${source}`);
    }
    return faults;
  }

  #use(serverId: string, bytes: bigint): void {
    const server = this.#servers.get(serverId);
    if (server) server.used += bytes;
  }

  /** The most replicas in one zone, and in how many of the zones that stay there is one. */
  #spreadOver(holders: Iterable<string>): Spread {
    if (this.#zones === 0) return { crowd: 0, zones: 0 };
    const counts = new Map<string | null, number>();
    for (const serverId of holders) {
      const zone = this.#servers.get(serverId)?.zone;
      if (zone === undefined) continue;
      counts.set(zone, (counts.get(zone) ?? 0) + 1);
    }
    let crowd = 0;
    let zones = 0;
    for (const [zone, count] of counts) {
      crowd = Math.max(crowd, count);
      if (this.#stayingZones.has(zone)) zones += 1;
    }
    return { crowd, zones };
  }
}

function holdersOf({ leader, followers }: Placement): readonly string[] {
  return [leader, ...followers];
}

/** The way back may lead to a spread as bad as it was at the start. */
function atHome(now: Spread, home: Spread): Spread {
  return { crowd: Math.max(now.crowd, home.crowd), zones: Math.min(now.zones, home.zones) };
}

/** Makes a move, whatever is wrong with it. */
function place(group: Placement, { kind, from, to }: Move): void {
  if (kind === 'MOVE_LEADER') {
    group.leader = to;
    return;
  }
  const [leaves, comes] = kind === 'MOVE_FOLLOWER' ? [from, to] : [to, from];
  if (kind === 'LEADERSHIP_TRANSFER') group.leader = to;
  group.followers.delete(leaves);
  group.followers.add(comes);
  if (group.inSync.delete(leaves)) group.inSync.add(comes);
}

function usedBytes({ groups }: ClusterTopology): ReadonlyMap<string, bigint> {
  const used = new Map<string, bigint>();
  for (const { leader, followers, shards } of groups) {
    const bytes = shards.reduce((sum, shard) => sum + shard.bytes, 0n);
    for (const server of [leader, ...followers]) used.set(server, (used.get(server) ?? 0n) + bytes);
  }
  return used;
}

function isEqual(set: ReadonlySet<string>, list: readonly string[]): boolean {
  return set.size === list.length && list.every((entry) => set.has(entry));
}
