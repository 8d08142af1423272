/** Takes, keeps and follows states of the cluster, and changes the simulated one. */
import type { Bell } from '../base/change-signal.js';
import type { Clock } from '../base/clock.js';
import { type Random, timeOrderedId } from '../base/random.js';
import { InvalidInputError, RunInProgressError, SimulationOnlyError } from '../errors/errors.js';
import { fingerprintInTurns } from '../model/fingerprint.js';
import { mostServersAtOnce } from '../model/request-limits.js';
import type { TenantRequest } from '../model/requests.js';
import type { TopologyServer } from '../model/topology.js';
import { manualServerSteps } from '../planning/answers/manual-steps.js';
import type { ClusterState, TopologyService } from '../services.js';
import type { Simulation, Store } from '../store/port.js';
import type { TopologyReader } from './file/reader.js';

export interface TopologyDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  /** Reads documents that are imported. */
  readonly reader: TopologyReader;
  /** Rung when placement or tenants have changed. */
  readonly changed: Bell;
  /** Adds the tenants of a new cluster. */
  readonly seedTenants: () => Promise<void>;
}

/** The tenants of a new simulated cluster, as in the guide. */
export const initialTenants: readonly TenantRequest[] = [
  { name: 'Acme Corp', scaleFactor: 1 },
  { name: 'Global Enterprises', scaleFactor: 2 },
];

const longestLabel = 200;

/** Milliseconds between two looks for changes that others made to a shared store, while somebody follows them. */
const lookEveryMs = 5000;

/** Returns the topology service on top of a store. */
export function createTopologyService(dependencies: TopologyDependencies): TopologyService {
  const { store, clock, random, reader, changed } = dependencies;

  async function live(): Promise<ClusterState> {
    const topology = await store.readTopology();
    return { topology, origin: 'LIVE', takenAt: clock.now().toISOString() };
  }

  async function changeServer(
    action: string,
    manualStep: string,
    change: (simulation: Simulation) => Promise<TopologyServer>,
  ): Promise<TopologyServer> {
    if (!store.simulation) throw new SimulationOnlyError(action, [manualStep]);
    const server = await change(store.simulation);
    changed.ring();
    return server;
  }

  return {
    live,

    async takeSnapshot(label) {
      const topology = await store.readTopology('FRESH');
      const now = clock.now();
      const snapshot = {
        id: timeOrderedId(now, random),
        label: validLabel(label) ?? `Snapshot of ${now.toISOString()}`,
        takenAt: now.toISOString(),
        fingerprint: await fingerprintInTurns(topology),
        topology,
      };
      await store.saveSnapshot(snapshot);
      return snapshot;
    },

    async importTopology(document, label, signal) {
      const given = validLabel(label);
      const { topology, fingerprint } = await reader.read(document, signal);
      const now = clock.now();
      const snapshot = {
        id: timeOrderedId(now, random),
        label: given ?? `Imported ${now.toISOString()}`,
        takenAt: now.toISOString(),
        ...{ fingerprint, topology },
        isImported: true,
      } as const;
      await store.saveSnapshot(snapshot);
      return snapshot;
    },

    stopReading: () => reader.close(),

    snapshotsById: (ids) => store.snapshotsById(ids),
    snapshotPage: (page) => store.snapshotPage(page),

    async *changes(signal) {
      let seen = changed.rings;
      let last = store.isShared ? await stateText(await live()) : null;
      for (;;) {
        await (store.isShared ? changed.afterOrLook(seen, clock, lookEveryMs, signal) : changed.after(seen, signal));
        if (signal.aborted) return;
        const hasRung = changed.rings > seen;
        seen = changed.rings;
        const state = await live();
        const text = store.isShared ? await stateText(state) : null;
        if (!hasRung && text === last) continue;
        last = text;
        yield state;
      }
    },

    async addSimulatedServers(servers) {
      if (!store.simulation) throw new SimulationOnlyError('Adding DB-Servers', manualServerSteps(servers.length));
      if (servers.length < 1 || servers.length > mostServersAtOnce) {
        throw new InvalidInputError('count', `count is ${servers.length}`, `Add 1 to ${mostServersAtOnce} DB-Servers`);
      }
      const added = await store.simulation.addServers(servers);
      changed.ring();
      return added;
    },

    async nameSimulatedZone(zone) {
      const servers = (await store.simulation?.nameZone(zone)) ?? [];
      if (servers.length > 0) changed.ring();
      return servers;
    },

    failSimulatedServer: (serverId) =>
      changeServer('Making a DB-Server fail', 'Stop arangod on that machine', (simulation) =>
        simulation.failServer(serverId),
      ),

    recoverSimulatedServer: (serverId) =>
      changeServer('Bringing a DB-Server back', 'Start arangod on that machine again', (simulation) =>
        simulation.recoverServer(serverId),
      ),

    async reset() {
      if (!store.simulation) throw new SimulationOnlyError('Resetting the cluster', ['Remove the tenants one by one']);
      const [running] = await store.runningRuns();
      if (running) throw new RunInProgressError(running.id);
      await store.simulation.reset();
      await dependencies.seedTenants();
      changed.ring();
      return live();
    },
  };
}

/** Differs when placement or tenants differ. */
async function stateText({ topology }: ClusterState): Promise<string> {
  const tenants = topology.tenants.map(({ key, documents }) => `${key}:${documents}`).join(' ');
  return `${await fingerprintInTurns(topology)} ${tenants}`;
}

function validLabel(label: string | null): string | null {
  const trimmed = label?.trim().normalize('NFC') ?? '';
  if (Array.from(trimmed).length > longestLabel) {
    throw new InvalidInputError('label', 'label is too long', `Give at most ${longestLabel} characters`);
  }
  return trimmed === '' ? null : trimmed;
}
