/**
 * The cluster as a value: servers, collections, shard groups with their placement and sizes, tenants. Live, planned
 * and stored states are the same plain, immutable type; everything that plans, compares or draws works on it.
 */
import type { NamingConvention } from './asset.js';

export type Deployment = 'SIMULATED' | 'ARANGODB_CLUSTER' | 'ARANGODB_SINGLE_SERVER';

/** As `/_admin/cluster/health` reports it; DRAINING is ours, for a server that is to be removed. */
export type ServerStatus = 'GOOD' | 'BAD' | 'FAILED' | 'UNCLEAR' | 'DRAINING';

export interface TopologyServer {
  /** As the cluster names it, e.g. `PRMR-0a1b2c3d-...`. */
  readonly serverId: string;
  /** For people, e.g. `DBServer0001`. */
  readonly shortName: string;
  readonly zone: string | null;
  readonly status: ServerStatus;
  /** What the server can hold, in bytes; null when unknown. */
  readonly capacityBytes: bigint | null;
  /** true: the server exists in a plan only. */
  readonly isImagined?: true;
}

export interface TopologyCollection {
  readonly name: string;
  /** ArangoDB's id, digits as text; missing where nobody told. */
  readonly collectionId?: string;
  readonly type: 'VERTEX' | 'EDGE' | 'DOCUMENT';
  /** The SmartGraph that the collection belongs to, or null. */
  readonly graph: string | null;
  readonly numberOfShards: number;
  /** Number of copies, the leader included. */
  readonly replicationFactor: number;
  readonly writeConcern: number;
  readonly smartGraphAttribute: string | null;
  /** The collection whose placement this one follows; null for the prototype itself. */
  readonly distributeShardsLike: string | null;
}

export interface TopologyShard {
  /** As ArangoDB names shards: `s` and a number. */
  readonly shardId: string;
  readonly collection: string;
  readonly documents: number;
  readonly bytes: bigint;
}

/** Shard i of all coupled collections: lives and moves as one. */
export interface TopologyGroup {
  /** Unique in the cluster: `<prototype's graph or collection>/<index>`. */
  readonly groupId: string;
  /** The SmartGraph (or single collection) that the group belongs to. */
  readonly graph: string;
  /** 0 to numberOfShards - 1. */
  readonly index: number;
  /** serverId of the leader. */
  readonly leader: string;
  /** serverIds of the followers, in the cluster's order. */
  readonly followers: readonly string[];
  /** The followers that have all of the leader's changes; a subset of `followers`. */
  readonly inSync: readonly string[];
  /** One entry per coupled collection, in the order of the cluster's collections. */
  readonly shards: readonly TopologyShard[];
  /** Queries per second on the leader where measured; null where nothing was measured. */
  readonly measuredLoad: number | null;
  /** true: it is somebody else's, so it is counted but never moved. */
  readonly isReadOnly?: true;
}

export interface TopologyTenant {
  readonly key: string;
  readonly name: string;
  readonly naming: NamingConvention;
  readonly scaleFactor: number;
  readonly groupId: string;
  readonly documents: number;
  readonly bytes: bigint;
  /** ISO 8601, UTC; kept so that a stored state still tells it after the tenant was removed. */
  readonly createdAt?: string;
  /** true: the tenant exists in a plan only. */
  readonly isImagined?: true;
}

export interface ClusterTopology {
  readonly deployment: Deployment;
  /** Version of the database; for the simulated cluster Shardbook's own. */
  readonly version: string | null;
  /** In the order of `serverId`. */
  readonly servers: readonly TopologyServer[];
  readonly collections: readonly TopologyCollection[];
  /** In the order of graph, then index. */
  readonly groups: readonly TopologyGroup[];
  /** ACTIVE tenants, in the order of `key`. */
  readonly tenants: readonly TopologyTenant[];
}

/** A state of the cluster that was kept. */
export interface Snapshot {
  readonly id: string;
  readonly label: string;
  /** ISO 8601, UTC. */
  readonly takenAt: string;
  readonly fingerprint: string;
  readonly topology: ClusterTopology;
  /** true: it was read from a file and need not be a state of this cluster. */
  readonly isImported?: true;
}

/** What a list tells of a kept state: the state itself may have hundreds of thousands of parts. */
export type SnapshotHead = Omit<Snapshot, 'topology'>;

/** Returns a kept state without the state itself. */
export function headOf({ id, label, takenAt, fingerprint, isImported }: SnapshotHead): SnapshotHead {
  return { id, label, takenAt, fingerprint, ...(isImported && { isImported }) };
}

/** Documents, bytes and shards of one group, all coupled collections together; one copy, not all replicas. */
export function groupSize(group: TopologyGroup): { documents: number; bytes: bigint } {
  let documents = 0;
  let bytes = 0n;
  for (const shard of group.shards) {
    documents += shard.documents;
    bytes += shard.bytes;
  }
  return { documents, bytes };
}

/** The servers that hold a replica of the group, leader first. */
export function replicasOf(group: TopologyGroup): readonly string[] {
  return [group.leader, ...group.followers];
}
