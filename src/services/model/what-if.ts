/** What a plan may imagine: servers, shard groups and tenants that do not exist. Nothing of it is ever in a live cluster. */
import type { NamingConvention } from './asset.js';
import type { PlacementStrategy } from './tenant.js';

/** A server that is to be drained, and the one that takes its place. */
export interface ServerReplacement {
  /** serverId of the server that leaves. */
  readonly serverId: string;
  /** What its successor can hold; null: as much as the server that leaves. */
  readonly capacityBytes: bigint | null;
  /** null: the zone of the server that leaves. */
  readonly zone: string | null;
}

/** Tenants of one size that are still to come. */
export interface TenantGrowth {
  /** With a count above 1 they are named `<name> 1`, `<name> 2`, ... */
  readonly name: string;
  /** 1 to 1000. */
  readonly scaleFactor: number;
  /** 1 to 1000. */
  readonly count: number;
  readonly naming: NamingConvention;
  readonly placement: PlacementStrategy;
}

/** How the cluster is expected to grow. */
export interface Growth {
  readonly tenants: readonly TenantGrowth[];
  /** Stated size of a document; null: the mean of the tenants there are. */
  readonly bytesPerDocument: number | null;
}

/** The parts of a question that imagine more than new servers; one that is missing imagines nothing. */
export interface WhatIfOptions {
  /** In the order of serverId, each server at most once. */
  readonly replaceServers?: readonly ServerReplacement[];
  /** As if every SmartGraph had been created with so many shards, 1 to 1000. */
  readonly numberOfShards?: number;
  readonly growth?: Growth;
}

export type ImaginedKind = 'SERVERS' | 'SUCCESSORS' | 'SHARD_GROUPS' | 'TENANTS';

/** Something in a plan that does not exist, with what was assumed about it. */
export interface ImaginedPart {
  readonly kind: ImaginedKind;
  readonly sentence: string;
}

/** Why a plan cannot be applied or exported as it is. */
export interface PlanObstacle {
  /** Stable and machine readable. */
  readonly code: 'SERVERS_DO_NOT_EXIST' | 'OTHER_NUMBER_OF_SHARDS';
  readonly sentence: string;
  /** What can be done instead. */
  readonly remedy: string;
}
