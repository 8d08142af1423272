/** Opens the store that the settings name and builds the services on top of it: what every command starts with. */
import { resolve } from 'node:path';

import { type Application, createServices } from '../compose.js';
import { type Clock, systemClock } from '../services/base/clock.js';
import { bundledThread, packageVersion } from '../services/base/package-root.js';
import { type Random, seededRandom, systemRandom } from '../services/base/random.js';
import { StoreUnusableError } from '../services/errors/errors.js';
import { openArangoStore } from '../services/store/arango/open.js';
import { openEmbeddedStore } from '../services/store/embedded/open.js';
import type { Store } from '../services/store/port.js';
import type { Settings } from '../settings.js';
import { systemCode } from './failure.js';
import { makeFolder } from './files.js';
import { connectionOf, dataFileIn, graphOf } from './store-settings.js';

export interface OpenOptions {
  readonly settings: Settings;
  /** true: where the cluster is simulated, a new one in memory that is gone afterwards; the data folder is not touched. */
  readonly inMemory: boolean;
  readonly onUnexpected: (error: unknown) => void;
  /** Told in a sentence what an operator has to know of the data file. */
  readonly onNotice: (text: string) => void;
}

/**
 * Returns the services, started: recovered after an interruption and seeded when new. Throws StoreUnusableError when the
 * data folder or file cannot be used; nothing was changed then.
 */
export async function openServices(options: OpenOptions): Promise<Application> {
  const { settings, onUnexpected } = options;
  const clock = systemClock();
  const fixedSeed = settings.SHARDBOOK_SEED;
  const random = fixedSeed === null ? systemRandom() : seededRandom(fixedSeed);
  const store =
    settings.ARANGO_ENDPOINT.length > 0 ? openArango(settings, clock) : await openEmbedded(options, clock, random);
  const services = createServices({
    store,
    clock,
    random,
    // The planner's answers must not change from one start to the next.
    seed: fixedSeed ?? 0,
    version: packageVersion(),
    initialNaming: settings.SHARDBOOK_NAMING,
    planner: bundledThread('planner-thread'),
    topologyReader: bundledThread('reading-thread'),
    onUnexpected,
  });
  await services.start();
  return services;
}

async function openEmbedded(
  { settings, inMemory, onNotice }: OpenOptions,
  clock: Clock,
  random: Random,
): Promise<Store> {
  return openEmbeddedStore({
    path: inMemory ? ':memory:' : await dataFile(settings.SHARDBOOK_DATA),
    clock,
    random,
    seed: settings.SHARDBOOK_SEED ?? random.seed(),
    maintenance: bundledThread('maintenance-thread'),
    onNotice,
    cluster: {
      dbServers: settings.SHARDBOOK_DB_SERVERS,
      shardGroups: settings.SHARDBOOK_SHARD_GROUPS,
      naming: settings.SHARDBOOK_NAMING,
      replicationFactor: settings.SHARDBOOK_REPLICATION_FACTOR,
      writeConcern: settings.SHARDBOOK_WRITE_CONCERN,
      zones: settings.SHARDBOOK_ZONES,
      capacityBytes: BigInt(settings.SHARDBOOK_SERVER_CAPACITY_BYTES),
      bandwidthBytesPerSecond: settings.SHARDBOOK_BANDWIDTH_BYTES_PER_SECOND,
    },
  });
}

/** A move may copy for hours; that it goes on shows every second. */
const movePollMs = 1000;
const moveHangsAfterMs = 600_000;

function openArango(settings: Settings, clock: Clock): Store {
  return openArangoStore(
    {
      connection: connectionOf(settings),
      graph: graphOf(settings),
      clock,
      // Two processes with one SHARDBOOK_SEED must not take each other for themselves.
      random: systemRandom(),
      movePollMs,
      moveHangsAfterMs,
    },
    settings.SHARDBOOK_NAMING,
  );
}

async function dataFile(folder: string): Promise<string> {
  try {
    await makeFolder(resolve(folder));
  } catch (cause) {
    throw new StoreUnusableError(
      `The data folder ${folder} cannot be created (${systemCode(cause)})`,
      'Set SHARDBOOK_DATA to a folder that this user may write to',
      { cause },
    );
  }
  return dataFileIn(folder);
}
