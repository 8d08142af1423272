/** Takes, keeps and follows states of the cluster, and changes the simulated one. */
import type { ChangeSignal } from '../base/change-signal.js';
import type { Clock } from '../base/clock.js';
import { type MaybePromise, whenThere } from '../base/maybe-promise.js';
import { type Random, timeOrderedId } from '../base/random.js';
import { characterCount, tidied } from '../base/text.js';
import { InvalidInputError, RunInProgressError, SimulationOnlyError } from '../errors/errors.js';
import { fingerprintInTurns, stateMark } from '../model/fingerprint.js';
import { maxServersAtOnce, topologyLimits } from '../model/request-limits.js';
import type { TenantRequest } from '../model/requests.js';
import type { ClusterTopology, Snapshot, SnapshotHead, TopologyServer } from '../model/topology.js';
import type { NewServer, Page, PageRequest, Simulation, Store } from '../store/port.js';
import type { TopologyDocument, TopologyReader } from './file/reader.js';
import { manualServerSteps } from './manual-steps.js';

/** A topology with where it comes from. PLANNED: as a plan would make it; STORED: from a snapshot; IMPORTED: from a file. */
export interface ClusterState {
  readonly topology: ClusterTopology;
  readonly origin: 'LIVE' | 'PLANNED' | 'STORED' | 'IMPORTED';
  /** ISO 8601, UTC. */
  readonly takenAt: string;
}

export interface TopologyService {
  live(): MaybePromise<ClusterState>;
  /** Keeps the live topology under a label (1 to 200 characters; the time when left out). */
  takeSnapshot(label: string | null): Promise<Snapshot>;
  /**
   * Keeps a topology in the form of `docs/topology-format.md` as a snapshot, under a label as `takeSnapshot` takes it.
   * Throws an InvalidInputError that names what is wrong with the document, the signal's reason when it is aborted, and a
   * StoreUnavailableError after `stopReading`.
   */
  importTopology(document: TopologyDocument, label: string | null, signal?: AbortSignal): Promise<Snapshot>;
  /** Ends what is being imported, and imports nothing any more. */
  stopReading(): Promise<void>;
  snapshotsById(ids: readonly string[]): Promise<readonly (Snapshot | null)[]>;
  snapshotPage(page: PageRequest): Promise<Page<SnapshotHead>>;
  /**
   * Yields the live state, then again each time placement or tenants have changed; several changes in a row may give one.
   * `known`: `stateMark` of a state after which to begin, so that it is not yielded itself. Ends when the signal is aborted.
   */
  changes(signal: AbortSignal, known?: string | null): AsyncIterable<ClusterState>;
  /** Adds empty servers to the simulated cluster; throws SimulationOnlyError with the manual steps elsewhere. */
  addSimulatedServers(servers: readonly NewServer[]): Promise<readonly TopologyServer[]>;
  /** Puts the simulated DB-Servers that stand in no zone into this one, and returns them; none elsewhere, where zones are as they are. */
  nameSimulatedZone(zone: string): Promise<readonly TopologyServer[]>;
  /** Makes a server of the simulated cluster fail. Throws UnknownServerError, and SimulationOnlyError elsewhere. */
  failSimulatedServer(serverId: string): Promise<TopologyServer>;
  /** Brings a server of the simulated cluster back. Throws as `failSimulatedServer` does. */
  recoverSimulatedServer(serverId: string): Promise<TopologyServer>;
  /** Simulated cluster only: as new, with Acme Corp and Global Enterprises. Refused while a run is under way. */
  reset(): Promise<ClusterState>;
}

export interface TopologyDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  /** Reads documents that are imported. */
  readonly reader: TopologyReader;
  /** Notified when placement or tenants have changed. */
  readonly changed: ChangeSignal;
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

  function live(): MaybePromise<ClusterState> {
    return whenThere(store.readTopology(), (topology) => new LiveState(topology, clock.now()));
  }

  async function requireRoom(more: number): Promise<void> {
    const { servers } = await store.readTopology();
    if (servers.length + more <= topologyLimits.servers) return;
    throw new InvalidInputError(
      'count',
      `The cluster would have ${servers.length + more} DB-Servers`,
      `A simulated cluster has at most ${topologyLimits.servers} DB-Servers`,
    );
  }

  async function changeServer(
    action: string,
    manualStep: string,
    change: (simulation: Simulation) => Promise<TopologyServer>,
  ): Promise<TopologyServer> {
    if (!store.simulation) throw new SimulationOnlyError(action, [manualStep]);
    const server = await change(store.simulation);
    changed.notify();
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

    async *changes(signal, known = null) {
      let last = known;
      while (!signal.aborted) {
        // Taken before reading: what changes after the read version wakes once more than this.
        const { version } = changed;
        const state = await live();
        const mark = await stateMark(state.topology);
        if (mark !== last) {
          last = mark;
          yield state;
        }
        await (store.isShared
          ? changed.afterOrTimeout(version, clock, lookEveryMs, signal)
          : changed.after(version, signal));
      }
    },

    async addSimulatedServers(servers) {
      if (!store.simulation) throw new SimulationOnlyError('Adding DB-Servers', manualServerSteps(servers.length));
      if (servers.length < 1 || servers.length > maxServersAtOnce) {
        throw new InvalidInputError('count', `count is ${servers.length}`, `Add 1 to ${maxServersAtOnce} DB-Servers`);
      }
      await requireRoom(servers.length);
      const added = await store.simulation.addServers(servers);
      changed.notify();
      return added;
    },

    async nameSimulatedZone(zone) {
      const servers = (await store.simulation?.nameZone(zone)) ?? [];
      if (servers.length > 0) changed.notify();
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
      changed.notify();
      return live();
    },
  };
}

/** The live state; few ask for the text of its time, which takes longer than all the rest. */
class LiveState implements ClusterState {
  readonly origin = 'LIVE';
  readonly #takenAt: Date;

  constructor(
    readonly topology: ClusterTopology,
    takenAt: Date,
  ) {
    this.#takenAt = takenAt;
  }

  get takenAt(): string {
    return this.#takenAt.toISOString();
  }
}

function validLabel(label: string | null): string | null {
  const trimmed = tidied(label ?? '', longestLabel);
  if (characterCount(trimmed, longestLabel) > longestLabel) {
    throw new InvalidInputError('label', 'label is too long', `Give at most ${longestLabel} characters`);
  }
  return trimmed === '' ? null : trimmed;
}
