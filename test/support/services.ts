/** Application on an embedded store in memory, or on another one, with a seeded randomness, as the tests of services and API use them. */
import type { Application } from '../../src/compose.js';
import { createServices } from '../../src/compose.js';
import { type Clock, systemClock } from '../../src/services/base/clock.js';
import { seededRandom } from '../../src/services/base/random.js';
import { openEmbeddedStore } from '../../src/services/store/embedded/open.js';
import { defaultCluster, type SimulatedClusterSettings } from '../../src/services/store/embedded/settings.js';
import type { Store } from '../../src/services/store/port.js';

export interface TestServices {
  readonly services: Application;
  readonly store: Store;
  /** Failures that nobody expected, in the order in which they happened: empty unless a test provokes one. */
  readonly unexpected: unknown[];
}

export interface TestServicesOptions {
  /** A new store in memory when left out. */
  readonly path?: string;
  readonly seed?: number;
  /** The machine's clock when left out. */
  readonly clock?: Clock;
  /** Opens another store than the embedded one. */
  readonly open?: (clock: Clock) => Promise<Store>;
  /** Puts something between the services and the store, e.g. a counter of calls. */
  readonly wrap?: (store: Store) => Store;
  /** What is different from the default simulated cluster. */
  readonly cluster?: Partial<SimulatedClusterSettings>;
  /** The compiled planner thread; plans are made on this one when left out. */
  readonly planner?: URL;
  /** The compiled reading thread; topologies are read on this one when left out. */
  readonly topologyReader?: URL;
  /** false: neither recovered nor seeded. */
  readonly start?: boolean;
}

/** Opens a store and returns started services on it: 2 tenants, 3 DB-Servers, 12 shard groups. */
export async function openTestServices(options: TestServicesOptions = {}): Promise<TestServices> {
  const random = seededRandom(options.seed ?? 1);
  const clock = options.clock ?? systemClock();
  const embedded = (): Promise<Store> =>
    openEmbeddedStore({
      path: options.path ?? ':memory:',
      clock,
      random,
      seed: 1,
      cluster: { ...defaultCluster, ...options.cluster },
    });
  const opened = await (options.open?.(clock) ?? embedded());
  const store = options.wrap?.(opened) ?? opened;
  const unexpected: unknown[] = [];
  const services = createServices({
    store,
    clock,
    random,
    seed: 0,
    version: '0.0.0-test',
    planner: options.planner ?? null,
    topologyReader: options.topologyReader ?? null,
    onUnexpected: (error) => unexpected.push(error),
  });
  if (options.start !== false) await services.start();
  return { services, store, unexpected };
}
