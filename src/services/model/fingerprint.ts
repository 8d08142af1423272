/** The fingerprint of a topology: equal placement, equal fingerprint; sizes and tenants do not count. */
import { createHash } from 'node:crypto';

import { canonicalJson, sha256 } from '../base/canonical.js';
import { inOneGo, inTurns, type Paused, sortedWithPauses } from '../base/turns.js';
import type { ClusterTopology, TopologyGroup, TopologyServer } from './topology.js';

/** Shard groups hashed before other work gets its turn: about 5 ms. */
const groupsInOneTurn = 1000;

/**
 * Returns the sha-256 of the canonical topology: servers (id, zone, status, capacity), collections (sharding) and shard groups with leader and
 * followers. Order of servers, collections, groups and followers does not matter; sizes, load and tenants are left
 * out, so that writing documents does not make a plan stale.
 */
export function fingerprint(topology: ClusterTopology): string {
  return inOneGo(hashed(topology));
}

/** Resolves with the same, and lets other work in meanwhile: for topologies of tens of thousands of groups. */
export function fingerprintInTurns(topology: ClusterTopology): Promise<string> {
  let known = fingerprints.get(topology);
  if (!known) fingerprints.set(topology, (known = inTurns(hashed(topology))));
  return known;
}

/** Resolves with a sha-256 that differs when the fingerprint or the tenants do: their names, or how many documents they have. */
export async function stateMark(topology: ClusterTopology): Promise<string> {
  const tenants = topology.tenants.map(({ key, name, documents }) => [key, name, documents]);
  return sha256(`${await fingerprintInTurns(topology)}${JSON.stringify(tenants)}`);
}

/** Topologies never change, and one request may ask several times. */
const fingerprints = new WeakMap<ClusterTopology, Promise<string>>();

function* hashed(topology: ClusterTopology): Paused<string> {
  const collections = yield* sortedWithPauses(topology.collections, ({ name }) => name);
  const groups = yield* sortedWithPauses(topology.groups, ({ groupId }) => groupId);
  const servers = yield* sortedWithPauses(topology.servers, ({ serverId }) => serverId);
  // Canonical JSON of an object with these three, of which the groups are too many for one text.
  const hash = createHash('sha256').update(`{"collections":${canonicalJson(collections)},"groups":[`);
  for (let at = 0; at < groups.length; at += groupsInOneTurn) {
    const part = groups.slice(at, at + groupsInOneTurn).map((group) => canonicalJson(placementOf(group)));
    hash.update(`${at === 0 ? '' : ','}${part.join(',')}`);
    yield;
  }
  return hash.update(`],"servers":${canonicalJson(servers.map(keptOf))}}`).digest('hex');
}

function keptOf({ serverId, zone, status, capacityBytes }: TopologyServer) {
  return { serverId, zone, status, capacityBytes };
}

function placementOf({ groupId, leader, followers, inSync }: TopologyGroup) {
  return { groupId, leader, followers: [...followers].sort(), inSync: [...inSync].sort() };
}
