/** A tenant as plain data: who it is, where its documents are, and how much it holds. */
import type { AssetKind, NamingConvention } from './asset.js';

/** CREATING and REMOVING tenants are half there and are shown to nobody; a restart finishes or removes them. */
export type TenantStatus = 'CREATING' | 'ACTIVE' | 'REMOVING';

/** HASH takes the group that the key's hash gives; LEAST_LOADED mints keys until that is the least loaded group. */
export type PlacementStrategy = 'HASH' | 'LEAST_LOADED';

/** What is known of a tenant before any of its documents exist. */
export interface TenantDraft {
  /** 12 hexadecimal digits; also the value of the smartGraphAttribute. */
  readonly key: string;
  /** 1 to 100 characters, trimmed; unique without regard to case. */
  readonly name: string;
  readonly description: string | null;
  /** 1 to 1000. */
  readonly scaleFactor: number;
  readonly naming: NamingConvention;
  readonly placement: PlacementStrategy;
  /** The client's key for "the same request again", or null. */
  readonly idempotencyKey: string | null;
  /** ISO 8601, UTC. Also the reference time of the generated documents. */
  readonly createdAt: string;
  /** The seed of the generated documents. */
  readonly seed: number;
}

/** A tenant as stored. Counts are kept in step with the documents in the same transaction. */
export interface Tenant extends TenantDraft {
  readonly status: TenantStatus;
  /** The shard group that holds all of the tenant's documents. */
  readonly groupId: string;
  readonly documentsByKind: Readonly<Record<AssetKind, number>>;
  readonly documents: number;
  readonly bytes: bigint;
}
