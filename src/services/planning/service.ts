/** Plans, forecasts and advice for the live cluster or a kept state of it. Nothing here changes the cluster. */
import type { Clock } from '../base/clock.js';
import { type Random, timeOrderedId } from '../base/random.js';
import type { TopologyService } from '../cluster/service.js';
import { ArangoDbOnlyError, latest, UnknownPlanError, UnknownSnapshotError } from '../errors/errors.js';
import type { PlacementForecast, ScalingAdvice } from '../model/advice.js';
import type { ArangoDbComparison } from '../model/arangodb-proposal.js';
import type { NamingConvention } from '../model/asset.js';
import type { PlanComparison } from '../model/comparison.js';
import type { NewServers, RebalancePlan } from '../model/plan.js';
import type { PlanExport } from '../model/plan-export.js';
import type { PlanningInProgress } from '../model/planning.js';
import type { Run } from '../model/run.js';
import { graphNames } from '../model/smart-graph.js';
import type { PlacementStrategy } from '../model/tenant.js';
import type { ClusterTopology } from '../model/topology.js';
import type { Store } from '../store/port.js';
import { assertTenantKey } from '../tenants/generation/spec.js';
import { judgeProposal } from './answers/arangodb-proposal.js';
import { compareAttempts } from './answers/comparison.js';
import { exportOf } from './answers/export.js';
import type { MadePlan, PlanOfMoves } from './answers/plan.js';
import type { PlanRequest } from './question/options.js';
import type { PlannerQueue } from './queue/planner-queue.js';
import { newestThatMoved, planUndo, type StateLeft, stateLeftBy } from './undo.js';

/** A wish for a plan; what is left out gets its default. */
export interface SimulationRequest extends PlanRequest {
  /** The kept state to plan for; the live cluster when left out. */
  readonly snapshotId?: string | null;
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
  /** The cluster as it is now, but with these shard groups where the run left them. Throws as `simulateUndo` does for a run that moved nothing. */
  stateLeftBy(runId: string, groupIds: readonly string[]): Promise<StateLeft>;
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

export interface PlanDependencies {
  readonly store: Pick<
    Store,
    | 'savePlan'
    | 'plansById'
    | 'latestPlanId'
    | 'snapshotsById'
    | 'simulation'
    | 'proposal'
    | 'responsibleGroups'
    | 'runsById'
    | 'runPage'
    | 'readTopology'
  >;
  readonly clock: Clock;
  readonly random: Random;
  readonly topology: Pick<TopologyService, 'live'>;
  /** The one place where plans are made; everything before and after it is reading and keeping. */
  readonly queue: PlannerQueue;
  /** The planner's seed: the same cluster and the same question give the same plan. */
  readonly seed: number;
}

/** Returns the plan service. */
export function createPlanService({ store, clock, random, topology, queue, seed }: PlanDependencies): PlanService {
  async function keep(made: MadePlan | PlanOfMoves): Promise<RebalancePlan> {
    const now = clock.now();
    const kept = { ...made, id: timeOrderedId(now, random), createdAt: now.toISOString() };
    await store.savePlan(kept);
    return kept;
  }

  async function live(): Promise<ClusterTopology> {
    return (await topology.live()).topology;
  }

  async function stateFor({ snapshotId }: SimulationRequest): Promise<ClusterTopology> {
    if (snapshotId == null) return live();
    const [snapshot] = await store.snapshotsById([snapshotId]);
    if (!snapshot) throw new UnknownSnapshotError(snapshotId);
    return snapshot.topology;
  }

  /** Where a known key will lead, as the store tells it; null without a graph, because asking would make it. */
  async function groupOf(tenantKey: string, naming: NamingConvention): Promise<string | null> {
    assertTenantKey(tenantKey);
    const { groups } = await live();
    if (!groups.some(({ graph }) => graph === graphNames[naming])) return null;
    const [groupId = null] = await store.responsibleGroups(naming, [tenantKey]);
    return groupId;
  }

  /** Moves of a simulated cluster take as long as its bandwidth lets them, so times in plans for it follow from the same. */
  function atItsRate<T extends SimulationRequest>(request: T): T {
    const rate = store.simulation?.bandwidthBytesPerSecond;
    if (rate === undefined || request.snapshotId != null || request.limits?.bandwidthBytesPerSecond != null)
      return request;
    return { ...request, limits: { ...request.limits, bandwidthBytesPerSecond: rate } };
  }

  return {
    async simulate(asked) {
      const request = atItsRate(asked);
      return keep(await queue.ask({ kind: 'PLAN', request, seed }, () => stateFor(request)));
    },

    async compare(asked) {
      const request = atItsRate(asked);
      return compareAttempts(await queue.ask({ kind: 'COMPARISON', request, seed }, () => stateFor(request)), keep);
    },

    simulateUndo: async (runId) => keep(await planUndo(runId, { store, queue, seed })),
    newestRunThatMoved: () => newestThatMoved({ store }),
    stateLeftBy: (runId, groupIds) => stateLeftBy(runId, groupIds, { store }),

    plansById: (ids) => store.plansById(ids),

    async latestId() {
      const id = await store.latestPlanId();
      if (id === null) throw new UnknownPlanError(latest);
      return id;
    },

    async exportPlan(planId, database) {
      const [found] = await store.plansById([planId]);
      if (!found) throw new UnknownPlanError(planId);
      return exportOf(found, database ?? undefined);
    },

    async compareWithArangoDb(planId) {
      const [plan] = await store.plansById([planId]);
      if (!plan) throw new UnknownPlanError(planId);
      const [state, proposal] = [await live(), await store.proposal()];
      if (!proposal) {
        throw new ArangoDbOnlyError(
          'what its own rebalancer would do',
          'Use arangodbBefore and arangodbAfter in the summary of the plan: its scores, computed with its formulas',
        );
      }
      return judgeProposal(state, proposal, plan);
    },

    advise: (request) => queue.ask({ kind: 'ADVICE', request, seed }, live),

    async forecast({ tenantKey, ...rest }) {
      const groupId = tenantKey == null ? null : await groupOf(tenantKey, rest.naming ?? 'camelCase');
      return queue.ask({ kind: 'FORECAST', request: { ...rest, groupId }, seed }, live);
    },

    inProgress: () => queue.inProgress(),
    progress: (signal) => queue.follow(signal),
    cancelPlanning: (id) => queue.cancel(id),
    stopPlanning: () => queue.close(),
  };
}
