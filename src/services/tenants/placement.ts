/** Where a new tenant goes: mints a tenant key and, for LEAST_LOADED, mints on until the hash falls where it should. */
import { compare } from '../base/lists.js';
import type { Random } from '../base/random.js';
import { PlacementNotFoundError } from '../errors/errors.js';
import type { NamingConvention } from '../model/asset.js';
import type { PlacementStrategy } from '../model/tenant.js';
import { type ClusterTopology, groupSize, replicasOf, type TopologyGroup } from '../model/topology.js';
import type { Store } from '../store/port.js';
import { mintTenantKey } from './generation/spec.js';

/** Keys asked of the store at most: 8,192 keys miss one of 100 groups once in 10^35. */
const maxKeys = 8192;

/**
 * Returns a tenant key that no tenant has. With LEAST_LOADED its hash falls on the least loaded shard group of the
 * graph; throws PlacementNotFoundError when 8,192 keys do not.
 */
export async function mintPlacedKey(
  store: Store,
  random: Random,
  wish: { readonly naming: NamingConvention; readonly placement: PlacementStrategy },
): Promise<string> {
  if (wish.placement === 'HASH') return mintFreeKey(store, random);
  const keysPerCall = store.batches.placements;
  const sample = Array.from({ length: keysPerCall }, () => mintTenantKey(random));
  // Asking first also makes sure that the graph of this naming convention exists before its groups are compared.
  const groups = await store.responsibleGroups(wish.naming, sample);
  const wanted = leastLoadedGroup(await store.readTopology(), graphOf(groups));
  if (wanted) {
    let keys = sample;
    let places = groups;
    for (let call = 1; ; call += 1) {
      const key = keys.find((_, at) => places[at] === wanted.groupId);
      if (key !== undefined && (await isFree(store, key))) return key;
      if (call * keysPerCall >= maxKeys) throw new PlacementNotFoundError(wanted.groupId, call * keysPerCall);
      keys = Array.from({ length: keysPerCall }, () => mintTenantKey(random));
      places = await store.responsibleGroups(wish.naming, keys);
    }
  }
  return mintFreeKey(store, random);
}

/**
 * Returns the group of a graph with the fewest bytes; among equals the one whose leader's DB-Server holds the fewest
 * bytes, then the one with the lowest index. null when the graph has no group.
 */
export function leastLoadedGroup(topology: ClusterTopology, graph: string): TopologyGroup | null {
  return loadLedger(topology).leastLoaded(graph);
}

/** Bytes by shard group and DB-Server, kept up to date while tenants are placed one after the other. */
export interface LoadLedger {
  /** Returns what `leastLoadedGroup` says for the bytes counted so far. */
  leastLoaded(graph: string): TopologyGroup | null;
  /** Counts bytes of one copy in a group, and so on each server that holds a replica. */
  add(group: TopologyGroup, bytes: bigint): void;
}

/** Returns a ledger that has counted the topology; the topology itself is never changed. */
export function loadLedger(topology: ClusterTopology): LoadLedger {
  const inGroup = new Map<string, bigint>();
  const onServer = new Map<string, bigint>();
  const add = (group: TopologyGroup, bytes: bigint): void => {
    inGroup.set(group.groupId, (inGroup.get(group.groupId) ?? 0n) + bytes);
    for (const server of replicasOf(group)) onServer.set(server, (onServer.get(server) ?? 0n) + bytes);
  };
  for (const group of topology.groups) add(group, groupSize(group).bytes);
  const order = (a: TopologyGroup, b: TopologyGroup): number =>
    compare(inGroup.get(a.groupId) ?? 0n, inGroup.get(b.groupId) ?? 0n) ||
    compare(onServer.get(a.leader) ?? 0n, onServer.get(b.leader) ?? 0n) ||
    a.index - b.index;
  return {
    add,
    leastLoaded: (graph) =>
      topology.groups.reduce<TopologyGroup | null>(
        (least, group) => (group.graph === graph && (least === null || order(group, least) < 0) ? group : least),
        null,
      ),
  };
}

function graphOf(groupIds: readonly string[]): string {
  const [first = ''] = groupIds;
  return first.slice(0, first.lastIndexOf('/'));
}

async function mintFreeKey(store: Store, random: Random): Promise<string> {
  for (;;) {
    const key = mintTenantKey(random);
    if (await isFree(store, key)) return key;
  }
}

async function isFree(store: Store, key: string): Promise<boolean> {
  const [existing] = await store.tenantsByKey([key]);
  return existing === null;
}
