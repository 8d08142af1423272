/**
 * The server that `large-cluster.ts` asks: a data file of its own, and a live cluster of 50,000 shards, larger than the
 * simulated one can be, in its place. Says over the channel to its parent for how long it held its event loop.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';

import pino from 'pino';

import { createServices } from '../src/compose.js';
import { startServer } from '../src/server/server.js';
import { systemClock } from '../src/services/base/clock.js';
import { seededRandom } from '../src/services/base/random.js';
import type { ClusterTopology } from '../src/services/model/topology.js';
import { openEmbeddedStore } from '../src/services/store/embedded/open.js';
import { defaultCluster } from '../src/services/store/embedded/settings.js';
import type { Store } from '../src/services/store/port.js';
import { largeCluster } from './large-cluster-problem.js';

/** BEGIN: measure from here on; END: say what was measured; STOP: end. */
export type ServerRequest = 'BEGIN' | 'END' | 'STOP';

export interface ServerReply {
  readonly url: string;
  readonly longestHoldMs: number;
}

/** The store with another cluster in place of its own. */
function withCluster(store: Store, topology: ClusterTopology): Store {
  return new Proxy(store, {
    get(target, name): unknown {
      if (name === 'readTopology') return () => Promise.resolve(topology);
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

const folder = await mkdtemp(join(tmpdir(), 'shardbook-large-'));
const clock = systemClock();
const random = seededRandom(1);
const store = await openEmbeddedStore({
  ...{ path: join(folder, 'shardbook.db'), clock, random, seed: 1, cluster: defaultCluster },
  maintenance: new URL('../src/services/store/embedded/maintenance-thread.js', import.meta.url),
});
const services = createServices({
  ...{
    store: withCluster(store, largeCluster()),
    clock,
    random,
    seed: 1,
    version: 'bench',
    initialNaming: 'camelCase',
  },
  planner: new URL('../src/services/planning/queue/planner-thread.js', import.meta.url),
  onUnexpected: (error) => console.error(error),
});
await services.start();
const settings = { host: '127.0.0.1', port: 0 };
const server = await startServer({ services, settings, logger: pino({ level: 'error' }) });
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();

function reply(longestHoldMs: number): void {
  process.send?.({ url: server.url, longestHoldMs } satisfies ServerReply);
}

process.on('message', (request: ServerRequest) => {
  if (request === 'STOP') void stop();
  else if (request === 'END') reply(delay.max / 1e6);
  else {
    delay.reset();
    // What happens before the first tick after a reset is not counted.
    setTimeout(() => reply(0), 10);
  }
});

async function stop(): Promise<void> {
  await server.stop();
  await services.stop();
  await rm(folder, { recursive: true });
  reply(0);
  process.disconnect();
}

process.on('disconnect', () => process.exit());
reply(0);
