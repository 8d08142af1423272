/** What changed between two states of a cluster, as plain data in a fixed order: the same two states, the same bytes. */
import { canonicalJson } from '../base/canonical.js';
import { inOneGo, inTurns, type Paused, sortedWithPauses } from '../base/turns.js';
import {
  type ClusterTopology,
  groupSize,
  type TopologyCollection,
  type TopologyGroup,
  type TopologyServer,
  type TopologyTenant,
} from './topology.js';

/** One property that differs; values as text, null where unknown. */
export interface PropertyChange {
  readonly property: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** A server or collection of which some property differs. */
export interface PartChange<T> {
  readonly before: T;
  readonly after: T;
  readonly changes: readonly PropertyChange[];
}

/** A shard group whose replicas or roles differ. */
export interface GroupChange {
  readonly groupId: string;
  readonly before: TopologyGroup;
  readonly after: TopologyGroup;
  /** Whether another server leads. */
  readonly leaderChanged: boolean;
  /** serverIds that hold a replica now and did not before, sorted. */
  readonly replicasAdded: readonly string[];
  readonly replicasRemoved: readonly string[];
  /** Whether a follower that stayed went in or out of sync. */
  readonly syncChanged: boolean;
}

export interface TenantChange {
  readonly before: TopologyTenant;
  readonly after: TopologyTenant;
  readonly documentsDelta: number;
  readonly bytesDelta: bigint;
}

/** After minus before. `documents` and `bytes` count one copy of each document. */
export interface TotalsDelta {
  readonly servers: number;
  readonly collections: number;
  readonly shardGroups: number;
  readonly tenants: number;
  readonly documents: number;
  readonly bytes: bigint;
}

/** Lists are in the order of serverId, name, groupId and tenant key. */
export interface TopologyDiff {
  readonly isEmpty: boolean;
  readonly serversAdded: readonly TopologyServer[];
  readonly serversRemoved: readonly TopologyServer[];
  readonly serversChanged: readonly PartChange<TopologyServer>[];
  readonly collectionsAdded: readonly TopologyCollection[];
  readonly collectionsRemoved: readonly TopologyCollection[];
  readonly collectionsChanged: readonly PartChange<TopologyCollection>[];
  readonly groupsAdded: readonly TopologyGroup[];
  readonly groupsRemoved: readonly TopologyGroup[];
  readonly groupsMoved: readonly GroupChange[];
  readonly tenantsAdded: readonly TopologyTenant[];
  readonly tenantsRemoved: readonly TopologyTenant[];
  /** Tenants with another number of documents or bytes. */
  readonly tenantsResized: readonly TenantChange[];
  readonly totals: TotalsDelta;
}

/** Returns what is different in `to`. Order of the inputs' lists does not matter. */
export function diffTopologies(from: ClusterTopology, to: ClusterTopology): TopologyDiff {
  return inOneGo(compare(from, to));
}

/** Resolves with the same, and lets other work in meanwhile: for tens of thousands of shard groups. */
export function diffInTurns(from: ClusterTopology, to: ClusterTopology): Promise<TopologyDiff> {
  return inTurns(compare(from, to));
}

/** Items compared before a pause: some 10 ms. */
const itemsInOneTurn = 5000;

function* compare(from: ClusterTopology, to: ClusterTopology): Paused<TopologyDiff> {
  const servers = yield* compareLists(from.servers, to.servers, ({ serverId }) => serverId);
  const collections = yield* compareLists(from.collections, to.collections, ({ name }) => name);
  const groups = yield* compareLists(from.groups, to.groups, ({ groupId }) => groupId);
  const tenants = yield* compareLists(from.tenants, to.tenants, ({ key }) => key);
  const changes = {
    serversAdded: servers.added,
    serversRemoved: servers.removed,
    serversChanged: changed(servers.kept),
    collectionsAdded: collections.added,
    collectionsRemoved: collections.removed,
    collectionsChanged: changed(collections.kept),
    groupsAdded: groups.added,
    groupsRemoved: groups.removed,
    groupsMoved: yield* each(groups.kept, ({ before, after }) => groupChange(before, after)),
    tenantsAdded: tenants.added,
    tenantsRemoved: tenants.removed,
    tenantsResized: yield* each(tenants.kept, ({ before, after }) => tenantChange(before, after)),
  };
  const isEmpty = Object.values(changes).every((list) => list.length === 0) && !hasResized(groups.kept);
  yield;
  return { isEmpty, ...changes, totals: totalsDelta(from, to) };
}

/** As flatMap, with pauses. */
function* each<T, R>(items: readonly T[], changesOf: (item: T) => readonly R[]): Paused<readonly R[]> {
  const found: R[] = [];
  for (const [index, item] of items.entries()) {
    if (index % itemsInOneTurn === itemsInOneTurn - 1) yield;
    found.push(...changesOf(item));
  }
  return found;
}

interface Compared<T> {
  readonly added: readonly T[];
  readonly removed: readonly T[];
  readonly kept: readonly { readonly before: T; readonly after: T }[];
}

function* compareLists<T>(from: readonly T[], to: readonly T[], keyOf: (item: T) => string): Paused<Compared<T>> {
  const before = yield* byKey(from, keyOf);
  const after = yield* byKey(to, keyOf);
  const removed = yield* each(yield* sortedWithPauses(from, keyOf), (item) => (after.has(keyOf(item)) ? [] : [item]));
  const sorted = yield* sortedWithPauses(to, keyOf);
  const kept = yield* each(sorted, (item) => {
    const old = before.get(keyOf(item));
    return old === undefined ? [] : [{ before: old, after: item }];
  });
  const added = yield* each(sorted, (item) => (before.has(keyOf(item)) ? [] : [item]));
  return { added, removed, kept };
}

function* byKey<T>(items: readonly T[], keyOf: (item: T) => string): Paused<ReadonlyMap<string, T>> {
  const found = new Map<string, T>();
  for (const [index, item] of items.entries()) {
    if (index % itemsInOneTurn === itemsInOneTurn - 1) yield;
    found.set(keyOf(item), item);
  }
  return found;
}

/** Pairs that differ in some property; all properties of servers and collections are single values. */
function changed<T extends object>(
  kept: readonly { readonly before: T; readonly after: T }[],
): readonly PartChange<T>[] {
  return kept.flatMap(({ before, after }) => {
    const old = new Map(Object.entries(before));
    const changes = Object.entries(after).flatMap(([property, value]): PropertyChange[] =>
      old.get(property) === value ? [] : [{ property, before: asText(old.get(property)), after: asText(value) }],
    );
    return changes.length === 0 ? [] : [{ before, after, changes: changes.sort(byProperty) }];
  });
}

function byProperty(a: PropertyChange, b: PropertyChange): number {
  return a.property < b.property ? -1 : 1;
}

function asText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : canonicalJson(value);
}

function groupChange(before: TopologyGroup, after: TopologyGroup): readonly GroupChange[] {
  const old = new Set([before.leader, ...before.followers]);
  const now = new Set([after.leader, ...after.followers]);
  const replicasAdded = [...now].filter((serverId) => !old.has(serverId)).sort();
  const replicasRemoved = [...old].filter((serverId) => !now.has(serverId)).sort();
  const leaderChanged = before.leader !== after.leader;
  const stayed = after.followers.filter((serverId) => before.followers.includes(serverId));
  const syncChanged = stayed.some((serverId) => before.inSync.includes(serverId) !== after.inSync.includes(serverId));
  if (!leaderChanged && !syncChanged && replicasAdded.length === 0 && replicasRemoved.length === 0) return [];
  return [{ groupId: after.groupId, before, after, leaderChanged, replicasAdded, replicasRemoved, syncChanged }];
}

function tenantChange(before: TopologyTenant, after: TopologyTenant): readonly TenantChange[] {
  const documentsDelta = after.documents - before.documents;
  const bytesDelta = after.bytes - before.bytes;
  return documentsDelta === 0 && bytesDelta === 0n ? [] : [{ before, after, documentsDelta, bytesDelta }];
}

/** Data that no tenant accounts for changes groups only. */
function hasResized(kept: Compared<TopologyGroup>['kept']): boolean {
  return kept.some(({ before, after }) => {
    const [old, now] = [groupSize(before), groupSize(after)];
    return old.documents !== now.documents || old.bytes !== now.bytes;
  });
}

function totalsDelta(from: ClusterTopology, to: ClusterTopology): TotalsDelta {
  const sizeOf = ({ groups }: ClusterTopology): { documents: number; bytes: bigint } =>
    groups
      .map(groupSize)
      .reduce((sum, size) => ({ documents: sum.documents + size.documents, bytes: sum.bytes + size.bytes }), {
        documents: 0,
        bytes: 0n,
      });
  const [before, after] = [sizeOf(from), sizeOf(to)];
  return {
    servers: to.servers.length - from.servers.length,
    collections: to.collections.length - from.collections.length,
    shardGroups: to.groups.length - from.groups.length,
    tenants: to.tenants.length - from.tenants.length,
    documents: after.documents - before.documents,
    bytes: after.bytes - before.bytes,
  };
}
