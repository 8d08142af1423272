/**
 * The store port: the questions that the domain asks of a store, in domain terms. Everything is asynchronous, or
 * answered at once where a store has it in memory, batched (one call answers for many keys, one answer per key and in key order) and paged, so that a request costs a number of
 * calls that depends on its form and not on the number of rows. Stores throw domain errors only.
 */
import type { MaybePromise } from '../base/maybe-promise.js';
import type { ArangoDbProposal } from '../model/arangodb-proposal.js';
import type { AssetDocument, AssetKind, NamingConvention } from '../model/asset.js';
import type { CheckResult, ServerFigures } from '../model/check.js';
import type { Move, RebalancePlan } from '../model/plan.js';
import type { Run, RunEvent, RunKind, RunStatus } from '../model/run.js';
import type { Tenant, TenantDraft } from '../model/tenant.js';
import type { ClusterTopology, Snapshot, SnapshotHead, TopologyServer } from '../model/topology.js';

/** A slice of an ordered list. `after` and `before` are positions that an earlier page gave out. */
export interface PageRequest {
  /** 1 to 500. */
  readonly limit: number;
  readonly after: string | null;
  readonly before: string | null;
  /** true: the last `limit` items of the range instead of the first; items still come in list order. */
  readonly fromEnd: boolean;
}

export interface Page<T> {
  readonly items: readonly { readonly item: T; readonly position: string }[];
  readonly hasPrevious: boolean;
  readonly hasNext: boolean;
  /** All items that match the filter, whatever the page. */
  readonly totalCount: number;
}

export interface TenantFilter {
  /** Part of the name, without regard to case. */
  readonly nameContains?: string | null;
  readonly naming?: NamingConvention | null;
  readonly groupId?: string | null;
}

export type TenantOrderField = 'NAME' | 'CREATED_AT' | 'SCALE_FACTOR' | 'DOCUMENTS' | 'BYTES';

export interface TenantOrder {
  readonly field: TenantOrderField;
  readonly direction: 'ASC' | 'DESC';
}

export interface AssetFilter {
  /** The asset's `type`, e.g. `router`. */
  readonly type?: string | null;
  /** Part of the name, without regard to case. */
  readonly nameContains?: string | null;
}

/** One page of one tenant's Devices, Software or Locations, in the order of `_key`. */
export interface AssetPageRequest {
  readonly tenantKey: string;
  readonly kind: AssetKind;
  readonly filter: AssetFilter;
  /** Unix seconds: the versions that were valid then; null: the current ones. Locations and proxies ignore it. */
  readonly asOf: number | null;
  readonly page: PageRequest;
}

/** Names one vertex: the tenant comes first in `key`, so one shard group can answer. */
export interface VertexRef {
  readonly kind: AssetKind;
  readonly key: string;
}

/** The edges of one kind at one vertex, in the order of `_key`, at most 1,000. */
export interface EdgeRequest {
  readonly kind: AssetKind;
  readonly vertex: VertexRef;
  /** OUT: edges whose `_from` is the vertex; IN: whose `_to` is. */
  readonly direction: 'OUT' | 'IN';
}

/** One step of a walk: along the edges of one kind to the vertices of one kind. Edges to other kinds are left out. */
export interface WalkStep {
  readonly edge: AssetKind;
  readonly direction: 'OUT' | 'IN';
  readonly to: AssetKind;
}

/** One way along edges, from each of many vertices. */
export interface Walk {
  readonly starts: readonly VertexRef[];
  /** 1 to 3. */
  readonly steps: readonly WalkStep[];
  /** What is returned: the edges of the last step, the vertices that they lead to, or those of them that are current. */
  readonly found: 'EDGES' | 'VERTICES' | 'CURRENT';
}

/** A document with where it is kept, for checks that trust nothing. */
export interface ScannedDocument extends AssetDocument {
  /** The tenant on whose behalf it was imported. */
  readonly tenantKey: string;
  /** The shard group that holds it; null where the store cannot tell of a single document: then its shards are counted. */
  readonly groupId: string | null;
}

export interface ScanRequest {
  /** null: all tenants. */
  readonly tenantKey: string | null;
  /** Position after which to go on; null: from the start. */
  readonly after: string | null;
  /** 1 to 5000. */
  readonly limit: number;
}

export interface ScanPage {
  /** In the order of tenant, kind (as in `assetKinds`), key. */
  readonly documents: readonly ScannedDocument[];
  /** Where the next page starts; null at the end. */
  readonly next: string | null;
}

/** Tenants and their documents. */
export interface TenantStore {
  /** Returns the shard group that documents with each of these tenant keys go to, in key order; creates the graph's collections in `naming` if there are none. */
  responsibleGroups(naming: NamingConvention, tenantKeys: readonly string[]): Promise<readonly string[]>;
  /**
   * Keeps a draft as a CREATING tenant. Throws TenantNameTakenError, or IdempotencyConflictError when the idempotency
   * key is known (the service looks it up first).
   */
  createTenant(draft: TenantDraft): Promise<Tenant>;
  /** Makes a CREATING tenant ACTIVE. Throws UnknownTenantError. */
  activateTenant(key: string): Promise<Tenant>;
  /** Marks a tenant REMOVING: from here on it is shown to nobody. Throws UnknownTenantError. */
  beginRemoval(key: string): Promise<void>;
  /** Removes up to `limit` documents of the tenant; returns how many, 0 when none is left. */
  removeDocuments(key: string, limit: number): Promise<number>;
  /**
   * Forgets a REMOVING tenant that has no document left; a tenant that is not there was forgotten before. Throws a
   * RangeError when the tenant is not REMOVING or still has documents.
   */
  deleteTenant(key: string): Promise<void>;
  /** Returns tenants of any status by key, null where there is none, in key order. */
  tenantsByKey(keys: readonly string[]): MaybePromise<readonly (Tenant | null)[]>;
  /** Returns tenants of any status by name, without regard to case. */
  tenantsByName(names: readonly string[]): MaybePromise<readonly (Tenant | null)[]>;
  tenantByIdempotencyKey(idempotencyKey: string): Promise<Tenant | null>;
  /** Returns ACTIVE tenants. */
  tenantPage(filter: TenantFilter, order: TenantOrder, page: PageRequest): MaybePromise<Page<Tenant>>;
  /** Returns tenants that are not ACTIVE: what an interrupted change left behind. */
  unfinishedTenants(): Promise<readonly Tenant[]>;
}

export interface ImportOutcome {
  readonly inserted: number;
  /** Documents whose `_key` existed already: left as they are, so that an import can be repeated. */
  readonly ignored: number;
  /** Bytes of the inserted documents. */
  readonly bytes: bigint;
}

/** The documents of the eleven collections. */
export interface AssetStore {
  /**
   * Stores documents of one tenant, at most `batches.documents` a call, all or none; on a cluster a call that fails
   * may leave some, which the next one ignores. Throws UnknownTenantError when there is no such tenant or it is being
   * removed.
   */
  importDocuments(tenantKey: string, documents: readonly AssetDocument[]): Promise<ImportOutcome>;
  /** Counts what is really there, one record per tenant, not the kept counters. */
  countDocuments(tenantKeys: readonly string[]): Promise<readonly Readonly<Record<AssetKind, number>>[]>;
  assetPages(requests: readonly AssetPageRequest[]): Promise<readonly Page<AssetDocument>[]>;
  documentsByRef(refs: readonly VertexRef[]): Promise<readonly (AssetDocument | null)[]>;
  edges(requests: readonly EdgeRequest[]): Promise<readonly (readonly AssetDocument[])[]>;
  /**
   * Returns what a walk finds from each start, in the order of the starts; for one start each document once, at most
   * 1,000, in the order of the keys of the edges on the way.
   */
  walk(walk: Walk): Promise<readonly (readonly AssetDocument[])[]>;
  /**
   * Returns a number that is another one after each change of the tenant's documents, so that what was read of them can
   * be kept; null where others may change them unseen.
   */
  documentsVersion(tenantKey: string): number | null;
  /** Returns every document as it is stored, page by page. */
  scanDocuments(request: ScanRequest): Promise<ScanPage>;
}

/** The state of the cluster, and the one way to change placement. */
export interface TopologyStore {
  /** Returns the state of the cluster; a real one may have been read up to a second ago, unless it is to be FRESH. */
  readTopology(freshness?: 'FRESH'): MaybePromise<ClusterTopology>;
  /**
   * Makes one move and resolves when the group is in sync in its new place; `onProgress` is told the bytes copied so
   * far. Throws MoveRefusedError when the cluster is not in the state that the move starts from; nothing has moved then.
   * When the signal is aborted, the simulated cluster drops the copy; a real one finishes by itself what it has begun.
   */
  executeMove(move: Move, onProgress: (copiedBytes: bigint) => void, signal: AbortSignal): Promise<void>;
  /** Returns what ArangoDB's own rebalancer would do; null on the simulated cluster, which has none. */
  proposal(): Promise<ArangoDbProposal | null>;
  /**
   * Resolves once nothing is being moved or rebuilt any more, or nothing more can be for now; rejects with the signal's
   * reason when it is aborted first.
   */
  settled(signal?: AbortSignal): Promise<void>;
}

/** What servers tell of themselves. */
export interface FigureStore {
  /**
   * Returns one entry per DB-Server, in the order of the topology's servers; a server that does not tell, or may not be
   * asked, is skipped with the reason. A single server is one DB-Server.
   */
  serverFigures(): Promise<readonly ServerFigures[]>;
}

/** What a store can say of its own soundness. */
export interface IntegrityStore {
  /**
   * Returns one result per check, the same checks in the same order in every store: STORE_FILE, REFERENCES, SMART_GRAPH,
   * INDEXES, EVENT_LOGS. What a store cannot tell is SKIPPED with the reason. Reads everything that it needs and changes
   * nothing.
   */
  examineIntegrity(): Promise<readonly CheckResult[]>;
}

export interface NewServer {
  readonly capacityBytes: bigint | null;
  readonly zone: string | null;
}

/** What only the simulated cluster can do. */
export interface Simulation {
  /** What one simulated DB-Server sends or receives at most. */
  readonly bandwidthBytesPerSecond: number;
  /** Adds empty DB-Servers and returns them, in the order of the input. */
  addServers(servers: readonly NewServer[]): Promise<readonly TopologyServer[]>;
  /**
   * Makes a server fail, or does nothing when it has: in-sync followers take over what it led, and its replicas are
   * rebuilt elsewhere in the background, at the simulated rate. Throws UnknownServerError.
   */
  failServer(serverId: string): Promise<TopologyServer>;
  /** Brings a server back with the data it had; what had to wait for it goes on. Throws UnknownServerError. */
  recoverServer(serverId: string): Promise<TopologyServer>;
  /** Puts the DB-Servers that stand in no zone into this one, and returns them as they are then. */
  nameZone(zone: string): Promise<readonly TopologyServer[]>;
  /** Tells the listener from now on when the cluster has changed by itself: a replica is rebuilt, say. */
  watch(listener: () => void): Promise<void>;
  /** Back to the servers, groups and placement of a new cluster without tenants; snapshots, runs and reports stay. */
  reset(): Promise<void>;
}

export interface RunFilter {
  readonly kind?: RunKind | null;
  readonly status?: RunStatus | null;
}

/** Runs and their events. */
export interface RunStore {
  /** Keeps a new run. Throws RunInProgressError with the other's id while one is RUNNING or PAUSED: one run at a time. */
  createRun(run: Run): Promise<void>;
  /**
   * Appends one event and the run's state after it, both or none. Throws a RangeError when `event.sequence` is not the
   * last one plus 1, and a RunTakenOverError when another process has claimed the run.
   */
  appendEvent(event: RunEvent, after: Run): Promise<void>;
  /** Returns events after a sequence number, in order, at most `limit` (1 to 1000). */
  readEvents(runId: string, afterSequence: number, limit: number): Promise<readonly RunEvent[]>;
  /** Returns, for each request, the last `limit` events up to and including `upTo`, in order. */
  lastEvents(
    requests: readonly { runId: string; upTo: number; limit: number }[],
  ): Promise<readonly (readonly RunEvent[])[]>;
  /**
   * Makes this process the one that drives a run, or returns false while another one does. `createRun` claims as well;
   * a claim ends with the run, with the store, or some time after its process is gone.
   */
  claimRun(runId: string): Promise<boolean>;
  runsById(ids: readonly string[]): Promise<readonly (Run | null)[]>;
  /** Newest first. */
  runPage(filter: RunFilter, page: PageRequest): Promise<Page<Run>>;
  /** Runs that are RUNNING or PAUSED: after a start, those that an earlier process left behind. */
  runningRuns(): Promise<readonly Run[]>;
}

/** A report as stored: `model` is the JSON of the report model, from which every format is rendered. */
export interface StoredReport {
  readonly id: string;
  readonly title: string;
  readonly createdAt: string;
  readonly runId: string | null;
  readonly model: string;
}

/** Snapshots, plans and reports: written once, never changed. Saving the same id again changes nothing. */
export interface RecordStore {
  saveSnapshot(snapshot: Snapshot): Promise<void>;
  snapshotsById(ids: readonly string[]): Promise<readonly (Snapshot | null)[]>;
  /** Newest first, without their states. */
  snapshotPage(page: PageRequest): Promise<Page<SnapshotHead>>;
  savePlan(plan: RebalancePlan): Promise<void>;
  plansById(ids: readonly string[]): Promise<readonly (RebalancePlan | null)[]>;
  /** The id of the plan that was saved last; null while there is none. */
  latestPlanId(): Promise<string | null>;
  saveReport(report: StoredReport): Promise<void>;
  reportsById(ids: readonly string[]): Promise<readonly (StoredReport | null)[]>;
  /** Newest first. */
  reportPage(page: PageRequest): Promise<Page<StoredReport>>;
}

/** How much one call takes at best: more calls would cost more than they bring, larger ones would hold up other work. */
export interface BatchSizes {
  /** Documents in one `importDocuments`; more are refused. */
  readonly documents: number;
  /** Tenant keys in one `responsibleGroups`. */
  readonly placements: number;
}

export interface Store
  extends TenantStore, AssetStore, TopologyStore, FigureStore, IntegrityStore, RunStore, RecordStore {
  /** For people, without credentials, e.g. `embedded store in ./data`. */
  readonly description: string;
  /** null on a real cluster. */
  readonly simulation: Simulation | null;
  readonly batches: BatchSizes;
  /** true: tenants and the topology are answered from memory, so there is no need to gather look-ups into one call. */
  readonly answersAtOnce: boolean;
  /** true: other processes may use the same store, so what they change has to be looked for. */
  readonly isShared: boolean;
  /** Resolves when the store answers; throws StoreUnavailableError otherwise. */
  ping(): Promise<void>;
  /** Finishes what is in flight and closes; a second call does nothing. */
  close(): Promise<void>;
}
