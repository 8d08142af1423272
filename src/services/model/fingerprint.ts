/** The fingerprint of a topology: equal placement, equal fingerprint; sizes and tenants do not count. */
import { createHash } from 'node:crypto';

import { canonicalJson } from '../base/canonical.js';
import { inOneGo, inTurns, type Paused, sortedWithPauses } from '../base/turns.js';
import type { ClusterTopology, TopologyGroup } from './topology.js';

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

/** Topologies never change, and one request may ask several times. */
const fingerprints = new WeakMap<ClusterTopology, Promise<string>>();

function* hashed(topology: ClusterTopology): Paused<string> {
  const groups = yield* sortedWithPauses(topology.groups, ({ groupId }) => groupId);
  const hash = createHash('sha256').update(before(topology));
  for (let at = 0; at < groups.length; at += groupsInOneTurn) {
    const part = groups.slice(at, at + groupsInOneTurn).map((group) => canonicalJson(placementOf(group)));
    hash.update(`${at === 0 ? '' : ','}${part.join(',')}`);
    yield;
  }
  return hash.update(after(topology)).digest('hex');
}

/** Canonical JSON of an object with collections, groups and servers, up to its groups... */
function before({ collections }: ClusterTopology): string {
  return `{"collections":${canonicalJson([...collections].sort((a, b) => by(a.name, b.name)))},"groups":[`;
}

/** ...and from its groups on. */
function after({ servers }: ClusterTopology): string {
  const kept = servers
    .map(({ serverId, zone, status, capacityBytes }) => ({ serverId, zone, status, capacityBytes }))
    .sort((a, b) => by(a.serverId, b.serverId));
  return `],"servers":${canonicalJson(kept)}}`;
}

function placementOf({ groupId, leader, followers, inSync }: TopologyGroup) {
  return { groupId, leader, followers: [...followers].sort(), inSync: [...inSync].sort() };
}

function by(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
