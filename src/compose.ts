/** Builds all services on top of one store. */
import { createReportService } from './reports/service.js';
import type { Services } from './schema/services.js';
import { createAssetService } from './services/assets/service.js';
import { ChangeSignal } from './services/base/change-signal.js';
import type { Clock } from './services/base/clock.js';
import type { Random } from './services/base/random.js';
import { createCheckService } from './services/checks/service.js';
import { createTopologyReader } from './services/cluster/file/reader.js';
import { createTopologyService, initialTenants } from './services/cluster/service.js';
import { inlinePool } from './services/planning/queue/planner-pool.js';
import { PlannerQueue } from './services/planning/queue/planner-queue.js';
import { WorkerPool } from './services/planning/queue/worker-pool.js';
import { createPlanService } from './services/planning/service.js';
import { demoSteps } from './services/runs/demo.js';
import { LiveRuns } from './services/runs/live-run.js';
import { RunLog } from './services/runs/log.js';
import { type Probe, startProbe } from './services/runs/probe.js';
import { RecoveryLoop } from './services/runs/recovery-loop.js';
import { createRunService } from './services/runs/service.js';
import type { DemoDependencies } from './services/runs/step.js';
import type { Store } from './services/store/port.js';
import { createTenantService } from './services/tenants/service.js';

export interface ServiceDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  /** Seed of the planner. */
  readonly seed: number;
  /** Version of Shardbook. */
  readonly version: string;
  /** How the tenants of a new simulated cluster spell their properties; camelCase when left out. */
  readonly initialNaming?: 'camelCase' | 'snake_case';
  /** The compiled `planner-thread`, to make plans on threads of their own; left out or null: on this thread. */
  readonly planner?: URL | null;
  /** The compiled `reading-thread`, to read topologies away from the event loop; left out or null: on this thread. */
  readonly topologyReader?: URL | null;
  /** Told of failures that nobody expected: they belong in the log. */
  readonly onUnexpected: (error: unknown) => void;
}

/** The services with their life: begun once, ended once. */
export interface Application extends Services {
  /** Removes what an interrupted change left, ends interrupted demos, lets rebalances go on, and seeds a new simulated cluster. Once, before serving. */
  start(): Promise<void>;
  /** Stops runs between two units of work and closes the store. */
  stop(): Promise<void>;
}

/** Milliseconds between two probes: often enough to see a gap that a person would notice, and no load to speak of. */
const probeIntervalMs = 5;

/** Returns the services; call `start` once before serving. */
export function createServices(dependencies: ServiceDependencies): Application {
  const { store, clock, random, seed, version, onUnexpected } = dependencies;
  const changed = new ChangeSignal();
  const tenants = createTenantService({ store, clock, random, changed });
  const seedTenants = async (): Promise<void> => {
    const naming = dependencies.initialNaming ?? 'camelCase';
    for (const request of initialTenants) {
      // An interrupted seeding is repeated at the next start: the key makes the tenants that are there already count.
      await tenants.add({ ...request, naming, idempotencyKey: `shardbook:initial:${request.name}` });
    }
  };
  const reader = createTopologyReader(dependencies.topologyReader ?? null);
  const topology = createTopologyService({ store, clock, random, reader, changed, seedTenants });
  const { planner: url } = dependencies;
  const queue = new PlannerQueue(url ? new WorkerPool({ url, onUnexpected }) : inlinePool(), clock);
  const plans = createPlanService({ store, clock, random, topology, queue, seed });
  const live = new LiveRuns();
  const checks = createCheckService({ store, clock, drives: (runId) => live.has(runId) });
  const reports = createReportService({ store, version });
  const probing = (tenantKeys: readonly string[]): Probe =>
    startProbe({ store, clock }, { tenantKeys, intervalMs: probeIntervalMs });
  const demo: DemoDependencies = {
    store,
    tenants,
    topology,
    plans,
    checks,
    startProbe: probing,
    onPlacementChanged: () => changed.notify(),
    seedTenants,
  };
  const runs = createRunService({
    store,
    log: new RunLog(store, clock),
    live,
    clock,
    random,
    stepsFor: (scenario) => demoSteps(demo, scenario),
    startProbe: probing,
    takeSnapshot: (label) => topology.takeSnapshot(label),
    onPlacementChanged: () => changed.notify(),
    onUnexpected,
    makeReport: async (ending) => {
      try {
        return (await reports.generateAtEnd(ending)).id;
      } catch (error) {
        // The run itself is what it is; its report can be made again from the log.
        onUnexpected(error);
        return null;
      }
    },
  });

  const recover = async (): Promise<void> => {
    try {
      await tenants.recover();
    } finally {
      await runs.recover();
    }
  };
  const recoveryLoop = new RecoveryLoop(clock, recover, onUnexpected);

  return {
    tenants,
    assets: createAssetService(store),
    topology,
    plans,
    checks,
    runs,
    reports,
    storeDescription: store.description,
    ping: () => store.ping(),

    async start() {
      await store.simulation?.watch(() => changed.notify());
      if (store.isShared) {
        recoveryLoop.start();
        return;
      }
      await recover();
      if (!store.simulation || !(await isNew(store))) return;
      await seedTenants();
      await topology.takeSnapshot('The cluster when Shardbook first started');
    },

    async stop() {
      await recoveryLoop.stop();
      await runs.stop();
      await plans.stopPlanning();
      await topology.stopReading();
      await store.close();
    },
  };
}

/** A simulated cluster is new until the snapshot of its first start is kept, even when all tenants were removed since. */
async function isNew(store: Store): Promise<boolean> {
  const { totalCount } = await store.snapshotPage({ limit: 1, after: null, before: null, fromEnd: false });
  return totalCount === 0;
}
