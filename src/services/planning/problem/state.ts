/**
 * A topology as numbers, for the search: servers and shard groups are indexes, sizes and placement are typed arrays, and
 * one change costs a few additions. Built from the sorted topology, so that the order of the input never matters.
 */
import { at, float, int } from '../../base/cells.js';
import type { MoveKind, PlanLimits } from '../../model/plan.js';
import { type ClusterTopology, groupSize, type TopologyGroup, type TopologyServer } from '../../model/topology.js';
import { mayReceive } from '../measure/balance.js';
import { measureObjectives, spreadObjectives } from '../measure/objectives/list.js';
import { zonesOf } from '../measure/zones.js';
import { countLeader, type LeaderCounts, leaderCountsOf } from './leader-counts.js';
import { serversInOrder } from './server-order.js';

/** One elementary move by indexes into `servers` and `groups` of a state. */
export interface Step {
  readonly kind: MoveKind;
  readonly group: number;
  readonly from: number;
  readonly to: number;
}

/** One measure over the servers, in numbers. */
export interface MeasureState {
  readonly isLeaderOnly: boolean;
  /** One entry per group: one copy. */
  readonly sizes: Float64Array;
  /** One entry per server: what it has now. */
  readonly values: Float64Array;
}

/** What never changes while a plan is made. */
export interface PlanProblem {
  /** In the order of `serversInOrder`: not that of the topology. */
  readonly servers: readonly TopologyServer[];
  readonly groups: readonly TopologyGroup[];
  /** In the order of `measures`. */
  readonly sizes: readonly Float64Array[];
  readonly groupBytes: Float64Array;
  /** One entry per server, in bytes; Infinity where unknown. */
  readonly capacity: Float64Array;
  /** Whether the server may be given anything. */
  readonly receives: readonly boolean[];
  readonly isDraining: readonly boolean[];
  /** Index of each server's zone; null where zones do not matter. */
  readonly zoneOf: readonly number[] | null;
  readonly zoneCount: number;
  readonly writeConcern: readonly number[];
  /** What keeps each group where it is; null: nothing. */
  readonly pins: readonly (Pin | null)[];
  readonly isPinned: readonly boolean[];
  readonly limits: PlanLimits;
  /** Replicas of each group at the start, leader first. */
  readonly original: readonly Int32Array[];
  /** Whether the replica in the same slot was in sync at the start. */
  readonly originalInSync: readonly (readonly boolean[])[];
  /** One flag per group and server, group by group: 1 where the server held a replica at the start. */
  readonly homes: Uint8Array;
}

/** Moves and bytes that a plan has used so far, for the caps. */
export interface Tally {
  moves: number;
  bytes: number;
}

/** Where everything is now. Changed in place by `applyStep`. */
export interface PlanState {
  readonly problem: PlanProblem;
  /** Replicas of each group, leader first. */
  readonly replicas: Int32Array[];
  /** Whether the replica in the same slot is in sync; the leader always is. */
  readonly inSync: boolean[][];
  readonly measures: readonly MeasureState[];
  /** Bytes on each server. */
  readonly used: Float64Array;
  /** Groups with a replica on each server. */
  readonly held: readonly number[][];
  /** One flag per group and server, group by group: 1 where the server holds a replica. */
  readonly holds: Uint8Array;
  readonly tally: Tally;
  /** One entry per objective that spreads leaders, in their order; null where it has nothing to spread. */
  readonly spreads: readonly (LeaderCounts | null)[];
}

/** Returns whether a server holds a replica of a group. */
export function holdsReplica({ holds, used }: PlanState, group: number, server: number): boolean {
  return holds[group * used.length + server] === 1;
}

/** Returns whether a server held a replica of a group at the start. */
export function heldAtStart({ homes, servers }: PlanProblem, group: number, server: number): boolean {
  return homes[group * servers.length + server] === 1;
}

/** Returns the numbers of a topology whose servers and groups are sorted. Pins keep groups where they are. */
export function problemOf(topology: ClusterTopology, limits: PlanLimits): PlanProblem {
  const { groups } = topology;
  const servers = serversInOrder(topology);
  const indexOf = new Map(servers.map(({ serverId }, index) => [serverId, index]));
  const zones = zonesOf(servers);
  const writeConcerns = new Map<string, number>();
  for (const { name, graph, writeConcern } of topology.collections) {
    const owner = graph ?? name;
    writeConcerns.set(owner, Math.max(writeConcern, writeConcerns.get(owner) ?? 1));
  }
  const pins = pinsOf(topology, limits);
  // A replica on a server that is not listed is out of reach: the group is left alone (see the limit on health).
  const slots = groups.map((group) => {
    const followers = group.followers.map((serverId) => ({
      server: indexOf.get(serverId) ?? -1,
      isInSync: group.inSync.includes(serverId),
    }));
    followers.sort((a, b) => a.server - b.server || Number(b.isInSync) - Number(a.isInSync));
    return [{ server: indexOf.get(group.leader) ?? -1, isInSync: true }, ...followers];
  });
  const homes = new Uint8Array(groups.length * servers.length);
  slots.forEach((replicas, group) => {
    for (const { server } of replicas) if (server >= 0) homes[group * servers.length + server] = 1;
  });
  return {
    servers,
    groups,
    homes,
    sizes: measureObjectives.map((objective) => Float64Array.from(groups, objective.sizeIn(topology))),
    groupBytes: Float64Array.from(groups, (group) => Number(groupSize(group).bytes)),
    capacity: Float64Array.from(servers, ({ capacityBytes }) =>
      capacityBytes === null ? Infinity : Number(capacityBytes),
    ),
    receives: servers.map(mayReceive),
    isDraining: servers.map(({ status }) => status === 'DRAINING'),
    zoneOf: zones && servers.map(({ zone }) => zones.indexOf(zone ?? '')),
    zoneCount: zones?.length ?? 0,
    writeConcern: groups.map(({ graph }) => writeConcerns.get(graph) ?? 1),
    pins,
    isPinned: pins.map((pin) => pin !== null),
    limits,
    original: slots.map((replicas) => Int32Array.from(replicas, ({ server }) => server)),
    originalInSync: slots.map((replicas) => replicas.map(({ isInSync }) => isInSync)),
  };
}

/** Returns the state at the start of a problem. */
export function initialState(problem: PlanProblem): PlanState {
  const { servers, original } = problem;
  const staying = problem.isDraining.filter((drains) => !drains).length;
  const state: PlanState = {
    problem,
    replicas: original.map((replicas) => Int32Array.from(replicas)),
    inSync: problem.originalInSync.map((flags) => [...flags]),
    measures: problem.sizes.map((sizes, index) => ({
      isLeaderOnly: at(measureObjectives, index).counts === 'LEADER_ONLY',
      sizes,
      values: new Float64Array(servers.length),
    })),
    used: new Float64Array(servers.length),
    held: servers.map(() => []),
    holds: new Uint8Array(original.length * servers.length),
    tally: { moves: 0, bytes: 0 },
    spreads: spreadObjectives.map((objective) => {
      const classes = problem.groups.map((group) => objective.classOf(group));
      return leaderCountsOf(classes, servers.length, staying);
    }),
  };
  state.replicas.forEach((replicas, group) => {
    replicas.forEach((server, slot) => {
      if (server >= 0) addReplica(state, group, server, slot === 0, 1);
    });
  });
  return state;
}

/** Returns the slot of a server among a group's replicas, 0 for the leader; -1 when it holds none. */
export function slotOf(state: PlanState, group: number, server: number): number {
  return at(state.replicas, group).indexOf(server);
}

/** Makes one step in the state, without asking any limit; doing it with `from` and `to` exchanged undoes it. */
export function applyStep(state: PlanState, { kind, group, from, to }: Step): void {
  const replicas = at(state.replicas, group);
  if (kind === 'LEADERSHIP_TRANSFER') {
    const slot = replicas.indexOf(to);
    // An out-of-sync follower never becomes the leader, so both flags are true here.
    replicas[slot] = from;
    replicas[0] = to;
    addLeadership(state, group, from, -1);
    addLeadership(state, group, to, 1);
    return;
  }
  const slot = replicas.indexOf(from);
  replicas[slot] = to;
  addReplica(state, group, from, slot === 0, -1);
  addReplica(state, group, to, slot === 0, 1);
}

/** Returns the step that undoes a step. */
export function reversed({ kind, group, from, to }: Step): Step {
  return { kind, group, from: to, to: from };
}

function addReplica(state: PlanState, group: number, server: number, isLeader: boolean, sign: 1 | -1): void {
  const bytes = float(state.problem.groupBytes, group) * sign;
  state.used[server] = float(state.used, server) + bytes;
  for (const { isLeaderOnly, sizes, values } of state.measures) {
    if (!isLeaderOnly) values[server] = float(values, server) + float(sizes, group) * sign;
  }
  if (isLeader) addLeadership(state, group, server, sign);
  state.holds[group * state.used.length + server] = sign === 1 ? 1 : 0;
  const held = at(state.held, server);
  if (sign === 1) held.push(group);
  else held.splice(held.indexOf(group), 1);
}

function addLeadership(state: PlanState, group: number, server: number, sign: 1 | -1): void {
  for (const leaders of state.spreads) if (leaders) countLeader(leaders, group, server, sign);
  for (const { isLeaderOnly, sizes, values } of state.measures) {
    if (isLeaderOnly) values[server] = float(values, server) + float(sizes, group) * sign;
  }
}

/** Returns the server that leads a group. */
export function leaderOf(state: PlanState, group: number): number {
  return int(at(state.replicas, group), 0);
}

/** Returns whether the replica in a slot may take the leadership over: in sync, on a server that receives. */
export function mayLead({ problem, replicas, inSync }: PlanState, group: number, slot: number): boolean {
  const server = int(at(replicas, group), slot);
  return server >= 0 && at(problem.receives, server) && at(inSync, group)[slot] === true;
}

/** What pins a group. */
type Pin = 'READ_ONLY' | 'TENANT' | 'COLLECTION';

/** Returns one entry per group: what pins it, null where nothing does. A collection pins everything coupled to it. */
function pinsOf({ groups, tenants, collections }: ClusterTopology, limits: PlanLimits): readonly (Pin | null)[] {
  const pinnedTenants = new Set(limits.pinnedTenants);
  const withTenants = new Set(tenants.filter(({ key }) => pinnedTenants.has(key)).map(({ groupId }) => groupId));
  const pinnedCollections = new Set(limits.pinnedCollections);
  const owners = new Set(
    collections.filter(({ name }) => pinnedCollections.has(name)).map(({ name, graph }) => graph ?? name),
  );
  return groups.map(({ groupId, graph, isReadOnly }) => {
    if (isReadOnly) return 'READ_ONLY';
    if (withTenants.has(groupId)) return 'TENANT';
    return owners.has(graph) ? 'COLLECTION' : null;
  });
}
