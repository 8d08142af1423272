/**
 * What the outside may ask of the domain, service by service. Resolvers, the server and the command line see these
 * interfaces only; `createServices` in `compose.ts` builds them on top of a store.
 */
import type { TopologyDocument } from './cluster/file/reader.js';
import type { DomainError } from './errors/errors.js';
import type { PlacementForecast, ScalingAdvice } from './model/advice.js';
import type { ArangoDbComparison } from './model/arangodb-proposal.js';
import type { NamingConvention } from './model/asset.js';
import type { Connection, Device, Location, Software } from './model/asset-view.js';
import type {
  ClusterHealth,
  DatabaseReport,
  IsolationReport,
  PerformanceReport,
  PreflightReport,
} from './model/check.js';
import type { PlanComparison } from './model/comparison.js';
import type { NewServers, PlanLimits, PlanWeights, RebalancePlan } from './model/plan.js';
import type { PlanExport } from './model/plan-export.js';
import type { PlanningInProgress } from './model/planning.js';
import type { DemoRequest, TenantRequest } from './model/requests.js';
import type { Run, RunEvent } from './model/run.js';
import type { PlacementStrategy, Tenant } from './model/tenant.js';
import type { ClusterTopology, Snapshot, TopologyServer } from './model/topology.js';
import type { WhatIfRequest } from './planning/question/what-if-options.js';
import type {
  AssetFilter,
  NewServer,
  Page,
  PageRequest,
  RunFilter,
  StoredReport,
  TenantFilter,
  TenantOrder,
} from './store/port.js';

/** A topology with where it comes from. PLANNED: as a plan would make it; STORED: from a snapshot; IMPORTED: from a file. */
export interface ClusterState {
  readonly topology: ClusterTopology;
  readonly origin: 'LIVE' | 'PLANNED' | 'STORED' | 'IMPORTED';
  /** ISO 8601, UTC. */
  readonly takenAt: string;
}

/** What became of one tenant of a batch: exactly one of `tenant` and `error` is not null. */
export interface TenantOutcome {
  readonly name: string;
  readonly tenant: Tenant | null;
  readonly error: DomainError | null;
}

export interface TenantService {
  /** Adds a tenant with all of its documents; ACTIVE when it resolves. */
  add(request: TenantRequest): Promise<Tenant>;
  /** Adds several, one after the other; one that fails does not stop the others. At most 1,000. */
  addMany(requests: readonly TenantRequest[]): Promise<readonly TenantOutcome[]>;
  /** Removes a tenant and proves that no document of it is left. */
  remove(tenantKey: string): Promise<{ tenant: Tenant; removedDocuments: number }>;
  page(filter: TenantFilter, order: TenantOrder, page: PageRequest): Promise<Page<Tenant>>;
  /** ACTIVE tenants by key, null where there is none, in key order. */
  byKey(keys: readonly string[]): Promise<readonly (Tenant | null)[]>;
  byName(names: readonly string[]): Promise<readonly (Tenant | null)[]>;
}

export interface VersionPageRequest {
  readonly tenantKey: string;
  readonly filter: AssetFilter;
  /** null: the versions that are current. */
  readonly asOf: Date | null;
  readonly page: PageRequest;
}

/** All functions are batched: one answer per request, in the order of the requests, with a fixed number of store calls. */
export interface AssetService {
  devicePages(requests: readonly VersionPageRequest[]): Promise<readonly Page<Device>[]>;
  softwarePages(requests: readonly VersionPageRequest[]): Promise<readonly Page<Software>[]>;
  locationPages(requests: readonly { tenantKey: string; page: PageRequest }[]): Promise<readonly Page<Location>[]>;
  /** By `_key`; null where there is none. */
  devicesByKey(keys: readonly string[]): Promise<readonly (Device | null)[]>;
  softwareByKey(keys: readonly string[]): Promise<readonly (Software | null)[]>;
  locationsByKey(keys: readonly string[]): Promise<readonly (Location | null)[]>;
  connectionsByKey(keys: readonly string[]): Promise<readonly (Connection | null)[]>;
  /** Where each device is; null where it has no location. */
  locationsOfDevices(devices: readonly Device[]): Promise<readonly (Location | null)[]>;
  /** Connections that start at each device. */
  connectionsOfDevices(devices: readonly Device[]): Promise<readonly (readonly Connection[])[]>;
  /** The software that runs on each device, in its current version. */
  softwareOfDevices(devices: readonly Device[]): Promise<readonly (readonly Software[])[]>;
  /** The devices that run each software, in their current version. */
  devicesOfSoftware(software: readonly Software[]): Promise<readonly (readonly Device[])[]>;
  /** The devices at each location, in their current version. */
  devicesAtLocations(locations: readonly Location[]): Promise<readonly (readonly Device[])[]>;
  /** All versions of each device, newest first. */
  historiesOfDevices(devices: readonly Device[]): Promise<readonly (readonly Device[])[]>;
  historiesOfSoftware(software: readonly Software[]): Promise<readonly (readonly Software[])[]>;
  /** The device in its current version at both ends of each connection. */
  endsOfConnections(connections: readonly Connection[]): Promise<readonly { from: Device | null; to: Device | null }[]>;
}

export interface TopologyService {
  live(): Promise<ClusterState>;
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
  snapshotPage(page: PageRequest): Promise<Page<Snapshot>>;
  /** Yields the live state each time placement or tenants changed since the last one; several changes in a row may give one. Ends when the signal is aborted. */
  changes(signal: AbortSignal): AsyncIterable<ClusterState>;
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

/** A wish for a plan; what is left out gets its default. */
export interface SimulationRequest extends WhatIfRequest {
  /** The kept state to plan for; the live cluster when left out. */
  readonly snapshotId?: string | null;
  readonly addServers?: Partial<NewServers> | null;
  readonly removeServers?: readonly string[] | null;
  readonly objectives?: Partial<PlanWeights> | null;
  readonly limits?: Partial<PlanLimits> | null;
  /** Candidates that the search may look at; 100,000,000 when left out. */
  readonly budget?: number | null;
}

export interface PlanService {
  /**
   * Makes a plan for the live topology, or that of a snapshot, and keeps it; changes nothing in the cluster. Throws
   * UnknownSnapshotError, what the planner throws, TooManyPlansError when too many wait for their turn,
   * PlanningCancelledError when it was ended before, and PlanningFailedError when its thread was.
   */
  simulate(request: SimulationRequest): Promise<RebalancePlan>;
  /**
   * Makes four plans for the same question, from leadership transfers only to a thorough one, keeps them and compares
   * them. Throws as `simulate` does when the plain question has no plan.
   */
  compare(request: SimulationRequest): Promise<PlanComparison>;
  /**
   * Makes the plan that takes back what a run moved, for the cluster as it is now, and keeps it; changes nothing in the
   * cluster. New tenants, grown documents and new servers do not hinder. Throws UnknownRunError, RunInProgressError while
   * the run has not ended, NothingToUndoError, InfeasiblePlanError when a server has left or failed or a limit stands in
   * the way, MovedSinceError when shard groups are not where the run left them, and what `simulate` throws of its turn.
   */
  simulateUndo(runId: string): Promise<RebalancePlan>;
  /** The newest run that has ended and moved something, of the last 500 there are; null when none has. */
  newestRunThatMoved(): Promise<Run | null>;
  plansById(ids: readonly string[]): Promise<readonly (RebalancePlan | null)[]>;
  /** The id of the plan that was made last. Throws UnknownPlanError while there is none. */
  latestId(): Promise<string>;
  /**
   * Returns what ArangoDB's own rebalancer proposes at this moment, measured like the plan. Throws UnknownPlanError, and
   * ArangoDbOnlyError on the simulated cluster.
   */
  compareWithArangoDb(planId: string): Promise<ArangoDbComparison>;
  /**
   * Returns a plan as text for other programs; `database` is the one whose shards move, the guide's when null. Throws
   * UnknownPlanError, and PlanNotApplicableError for a plan that imagines servers or shard groups.
   */
  exportPlan(planId: string, database: string | null): Promise<PlanExport>;
  /** Throws as `simulate` does. */
  advise(request: Partial<NewServers>): Promise<ScalingAdvice>;
  forecast(request: {
    scaleFactor?: number | null;
    placement?: PlacementStrategy | null;
    naming?: NamingConvention | null;
    /** The tenant's key where it is known already: the store tells its shard group. */
    tenantKey?: string | null;
  }): Promise<PlacementForecast>;
  /** What is being planned or waits for its turn right now, in the order in which it was asked. */
  inProgress(): readonly PlanningInProgress[];
  /** Yields what `inProgress` returns, at first and after each change; several changes in a row may give one. Ends when the signal is aborted. */
  progress(signal: AbortSignal): AsyncIterable<readonly PlanningInProgress[]>;
  /**
   * Ends what is being planned or waits, and returns how far it was; whoever asked for it gets a PlanningCancelledError.
   * Throws UnknownPlanningError.
   */
  cancelPlanning(id: string): PlanningInProgress;
  /** Ends all planning likewise and takes no more, so that requests in flight end soon; resolves when no thread is left. */
  stopPlanning(): Promise<void>;
}

export interface CheckService {
  isolation(tenantKey: string | null): Promise<IsolationReport>;
  preflight(): Promise<PreflightReport>;
  /** Whether the data is whole. Throws a DomainError when the store does not answer at all. */
  database(): Promise<DatabaseReport>;
  /** samples per query (1 to 1,000; 50 when left out) and how many run at the same time (1 to 16; 4 when left out). */
  performance(request: { samples?: number | null; concurrency?: number | null }): Promise<PerformanceReport>;
  health(topology: ClusterTopology): Promise<ClusterHealth>;
}

/** An event with the run as it stood right after it. */
export interface FollowedEvent {
  readonly event: RunEvent;
  readonly run: Run;
}

export interface RunService {
  /** Starts the demo and returns at once. Throws InvalidInputError for a bad scenario, and RunInProgressError with the other's id. */
  startDemo(input: DemoRequest): Promise<Run>;
  /**
   * Starts to add tenants as a run that probes the existing ones meanwhile and validates everything at its end. Returns
   * at once. Throws InvalidInputError before anything is changed, and RunInProgressError with the other's id.
   */
  startTenantBatch(tenants: readonly TenantRequest[]): Promise<Run>;
  /**
   * Starts to carry out a plan; resolves once the run has begun. Throws UnknownPlanError, PlanNotApplicableError for a plan
   * that imagines what does not exist, StalePlanError when the cluster is not as the plan needs it, and
   * RunInProgressError with the other's id.
   */
  applyRebalance(planId: string): Promise<Run>;
  /**
   * Asks a rebalance to pause between two moves; resolves with the run when it is PAUSED, after the moves under way.
   * Throws UnknownRunError, RunAlreadyEndedError, and InvalidInputError for a run that cannot be paused.
   */
  pause(runId: string): Promise<Run>;
  /** Lets a paused rebalance go on; one that is under way is left alone. Throws as `pause` does. */
  resume(runId: string): Promise<Run>;
  /**
   * Asks a run to stop between two units of work; resolves with the run when it has ended. Moves of a rebalance that are
   * under way are finished first.
   */
  cancel(runId: string): Promise<Run>;
  /** First everything after the sequence number (0: from the start), then live; ends with the run. Throws UnknownRunError. */
  follow(runId: string, afterSequence: number, signal: AbortSignal): AsyncIterable<FollowedEvent>;
  runsById(ids: readonly string[]): Promise<readonly (Run | null)[]>;
  page(filter: RunFilter, page: PageRequest): Promise<Page<Run>>;
  /** The last `limit` (1 to 500) events up to and including `upTo`, in order, for each request. */
  lastEvents(
    requests: readonly { runId: string; upTo: number; limit: number }[],
  ): Promise<readonly (readonly RunEvent[])[]>;
}

export interface ReportService {
  generateForRun(runId: string): Promise<StoredReport>;
  generateForSnapshots(beforeId: string, afterId: string): Promise<StoredReport>;
  /** Makes the report of a plan, applied or not: what it would do. Throws UnknownPlanError. */
  generateForPlan(planId: string): Promise<StoredReport>;
  reportsById(ids: readonly string[]): Promise<readonly (StoredReport | null)[]>;
  page(page: PageRequest): Promise<Page<StoredReport>>;
}

export interface Services {
  readonly tenants: TenantService;
  readonly assets: AssetService;
  readonly topology: TopologyService;
  readonly plans: PlanService;
  readonly checks: CheckService;
  readonly runs: RunService;
  readonly reports: ReportService;
  /** For people, without credentials. */
  readonly storeDescription: string;
  /** Resolves when the store answers. */
  ping(): Promise<void>;
  /** Removes what an interrupted change left, ends interrupted demos, lets rebalances go on, and seeds a new simulated cluster. Once, before serving. */
  start(): Promise<void>;
  /** Stops runs between two units of work and closes the store. */
  stop(): Promise<void>;
}
