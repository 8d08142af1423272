/** What the ArangoDB store needs to know: where the cluster is, who asks, and how a new SmartGraph is to be sharded. */
import type { Clock } from '../../base/clock.js';
import type { Random } from '../../base/random.js';

/** How to reach a deployment. */
export interface ArangoConnectionSettings {
  /** Coordinators, e.g. `https://db.example.com:8529`, one at least; the next one is asked when one does not answer. */
  readonly endpoints: readonly string[];
  readonly username: string;
  readonly password: string;
  /** The database that holds the SmartGraphs and Shardbook's own collections; made when it is missing. */
  readonly database: string;
  /** Time that one request may take, in milliseconds. */
  readonly timeoutMs: number;
  /** Requests that are under way at the same time. */
  readonly concurrency: number;
}

/** The sharding of a SmartGraph that does not exist yet; one that exists keeps its own. */
export interface GraphSettings {
  readonly numberOfShards: number;
  readonly replicationFactor: number;
  readonly writeConcern: number;
}

export interface ArangoStoreSettings {
  readonly connection: ArangoConnectionSettings;
  readonly graph: GraphSettings;
  readonly clock: Clock;
  /** Makes the name under which this process holds leases. */
  readonly random: Random;
  /** Milliseconds between two looks at a move that is under way. */
  readonly movePollMs: number;
  /** Milliseconds without any progress after which a move counts as hung. */
  readonly moveHangsAfterMs: number;
}

/** Long enough for an import of some megabytes on a slow line, short enough that a person still waits for the answer. */
export const defaultTimeoutMs = 30_000;

/** Enough to keep a few DB-Servers busy; more would only queue up at the Coordinator. */
export const defaultConcurrency = 8;
