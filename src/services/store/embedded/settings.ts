/** What the embedded store is opened with, and the simulated cluster that a new file gets. */
import type { Clock } from '../../base/clock.js';
import type { Random } from '../../base/random.js';
import { InvalidInputError } from '../../errors/errors.js';
import type { NamingConvention } from '../../model/asset.js';

/** The simulated cluster; all but the bandwidth matters only for a new file and after a reset. */
export interface SimulatedClusterSettings {
  /** DB-Servers of a new cluster, at least `replicationFactor`. */
  readonly dbServers: number;
  /** Shard groups of each SmartGraph: its numberOfShards. */
  readonly shardGroups: number;
  /** The SmartGraph that a new cluster starts with; the other one is made when a tenant needs it. */
  readonly naming: NamingConvention;
  /** Number of copies, the leader included. */
  readonly replicationFactor: number;
  readonly writeConcern: number;
  /** Names of the zones that the DB-Servers are spread over, in turn; empty: no zones. */
  readonly zones: readonly string[];
  /** What one DB-Server can hold. */
  readonly capacityBytes: bigint;
  /** How fast a shard group is copied from one DB-Server to another. */
  readonly bandwidthBytesPerSecond: number;
}

export interface EmbeddedStoreSettings {
  /** The data file; its folder must exist. `:memory:` keeps everything in memory until the store is closed. */
  readonly path: string;
  readonly clock: Clock;
  readonly random: Random;
  /** Decides the serverIds of a new file: an integer. */
  readonly seed: number;
  readonly cluster: SimulatedClusterSettings;
  /**
   * The compiled `maintenance-thread`, which flushes what is committed while the event loop does other things; left out
   * or null: each commit waits until it is flushed. On Windows that is always so.
   */
  readonly maintenance?: URL | null;
  /** Told in a sentence what an operator has to know of the data file: it belongs in the log. */
  readonly onNotice?: (text: string) => void;
}

/** 3 DB-Servers, 12 shard groups, two copies, 10 GiB a server, 64 MiB/s between servers, no zones. */
export const defaultCluster: SimulatedClusterSettings = {
  dbServers: 3,
  shardGroups: 12,
  naming: 'camelCase',
  replicationFactor: 2,
  writeConcern: 1,
  zones: [],
  capacityBytes: 10n * 1024n ** 3n,
  bandwidthBytesPerSecond: 64 * 1024 ** 2,
};

/** Throws an InvalidInputError for the first setting with which no cluster can be made. */
export function validateCluster(cluster: SimulatedClusterSettings): void {
  requireInteger('dbServers', cluster.dbServers, 1, 1000);
  requireInteger('shardGroups', cluster.shardGroups, 1, 1000);
  requireInteger('replicationFactor', cluster.replicationFactor, 1, cluster.dbServers);
  requireInteger('writeConcern', cluster.writeConcern, 1, cluster.replicationFactor);
  if (!(cluster.bandwidthBytesPerSecond > 0)) {
    throw new InvalidInputError(
      'bandwidthBytesPerSecond',
      `bandwidthBytesPerSecond is ${cluster.bandwidthBytesPerSecond} but must be above 0`,
    );
  }
  if (cluster.capacityBytes <= 0n || cluster.capacityBytes >= 2n ** 63n) {
    throw new InvalidInputError(
      'capacityBytes',
      `capacityBytes is ${cluster.capacityBytes.toString()} but must be from 1 to 2^63 - 1`,
    );
  }
}

function requireInteger(field: string, value: number, least: number, greatest: number): void {
  if (Number.isInteger(value) && value >= least && value <= greatest) return;
  throw new InvalidInputError(field, `${field} is ${value} but must be an integer from ${least} to ${greatest}`);
}
