/** Opens the embedded store: one SQLite file, or memory, that keeps everything and simulates the cluster. */
import { dirname } from 'node:path';

import type { Store } from '../port.js';
import { assetStore } from './assets.js';
import { createCluster } from './cluster.js';
import { Copies } from './copies.js';
import type { Database } from './database.js';
import { openFile, openInMemory } from './file.js';
import { greatestImport } from './imports.js';
import { examineIntegrity } from './integrity.js';
import { memoryStore } from './memory.js';
import { topologyStore } from './moves.js';
import { recordStore } from './records.js';
import { runStore } from './runs.js';
import { createSchema } from './schema.js';
import { type EmbeddedStoreSettings, validateCluster } from './settings.js';
import { simulation } from './simulation.js';
import { Supervision } from './supervision.js';
import { tenantStore } from './tenants.js';
import { figureStore } from './topology.js';

/**
 * Returns the store of a data file, which is made when there is none: with the simulated cluster of the settings, and
 * without tenants. Throws a StoreUnusableError when the folder cannot be written to, or the file is damaged, from a
 * newer version, or in use by another process; the file is unchanged then. Throws an InvalidInputError when no cluster
 * can be made from the settings.
 */
export async function openEmbeddedStore(settings: EmbeddedStoreSettings): Promise<Store> {
  const { path, clock, cluster } = settings;
  validateCluster(cluster);
  const fill = (database: Database): void => {
    database.script(`begin; ${createSchema}`);
    database.run(`insert into setting (name, value) values ('seed', ?)`, String(settings.seed));
    createCluster(database, settings.seed, cluster);
    database.script('commit');
  };
  const inMemory = path === ':memory:';
  const database = inMemory
    ? openInMemory(fill)
    : await openFile(path, {
        fill,
        draftSuffix: `new-${settings.random.hex(8)}`,
        maintenance: settings.maintenance ?? null,
        onNotice: settings.onNotice ?? (() => undefined),
      });
  const seed = Number(database.row<{ value: string }>(`select value from setting where name = 'seed'`)?.value);
  const copies = new Copies(clock, cluster.bandwidthBytesPerSecond);
  const supervision = new Supervision(database, copies);
  supervision.lookAround();
  return {
    description: inMemory ? 'embedded store in memory' : `embedded store in ${dirname(path)}`,
    batches: { documents: greatestImport, placements: 128 },
    isShared: false,
    simulation: {
      ...tracked(database, simulation(database, seed, cluster, supervision)),
      bandwidthBytesPerSecond: cluster.bandwidthBytesPerSecond,
    },
    ...tracked(database, {
      ...tenantStore(database, cluster),
      ...assetStore(database),
      ...topologyStore(database, copies, supervision),
      ...runStore(database),
      ...recordStore(database),
      ...figureStore(database),
      examineIntegrity: () => examineIntegrity(database),
      ping: () =>
        database.read(() => {
          database.requireFlushed();
          database.row('select 1 as answer');
        }),
    }),
    ...memoryStore(database),
    close: () => database.close(),
  };
}

/** Returns the same functions, each followed by the database so that closing waits for it. */
function tracked<Part extends object>(database: Database, part: Part): Part {
  const entries = Object.entries(part as Record<string, (...values: unknown[]) => Promise<unknown>>);
  return Object.fromEntries(
    entries.map(([name, method]) => [name, (...values: unknown[]) => database.track(() => method(...values))]),
  ) as Part;
}
