/** The settings of the environment as the stores take them: for the commands that open a store, and for the doctor. */
import { join } from 'node:path';

import {
  type ArangoConnectionSettings,
  defaultConcurrency,
  defaultTimeoutMs,
  type GraphSettings,
} from '../services/store/arango/settings.js';
import type { Settings } from '../settings.js';

/** Returns how to reach the deployment that the settings name. */
export function connectionOf(settings: Settings): ArangoConnectionSettings {
  return {
    endpoints: settings.ARANGO_ENDPOINT,
    username: settings.ARANGO_USERNAME,
    password: settings.ARANGO_PASSWORD,
    database: settings.ARANGO_DATABASE,
    timeoutMs: defaultTimeoutMs,
    concurrency: defaultConcurrency,
  };
}

/** Returns the sharding of a SmartGraph that does not exist yet. */
export function graphOf(settings: Settings): GraphSettings {
  return {
    numberOfShards: settings.SHARDBOOK_SHARD_GROUPS,
    replicationFactor: settings.SHARDBOOK_REPLICATION_FACTOR,
    writeConcern: settings.SHARDBOOK_WRITE_CONCERN,
  };
}

/** Returns the path of the embedded store's file in a data folder. */
export function dataFileIn(folder: string): string {
  return join(folder, 'shardbook.db');
}
