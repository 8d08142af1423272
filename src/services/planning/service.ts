/** Plans, forecasts and advice for the live cluster or a kept state of it. Nothing here changes the cluster. */
import type { Clock } from '../base/clock.js';
import { type Random, timeOrderedId } from '../base/random.js';
import { ArangoDbOnlyError, latest, UnknownPlanError, UnknownSnapshotError } from '../errors/errors.js';
import type { NamingConvention } from '../model/asset.js';
import type { RebalancePlan } from '../model/plan.js';
import { graphNames } from '../model/smart-graph.js';
import type { ClusterTopology } from '../model/topology.js';
import type { PlanService, SimulationRequest, TopologyService } from '../services.js';
import type { Store } from '../store/port.js';
import { assertTenantKey } from '../tenants/generation/spec.js';
import { judgeProposal } from './answers/arangodb-proposal.js';
import { exportOf } from './answers/export.js';
import type { MadePlan, PlanOfMoves } from './answers/plan.js';
import { compareAttempts } from './keep-comparison.js';
import type { PlanningDesk } from './queue/planner-queue.js';
import { newestThatMoved, planUndo } from './undo.js';

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
  readonly desk: PlanningDesk;
  /** The planner's seed: the same cluster and the same question give the same plan. */
  readonly seed: number;
}

/** Returns the plan service. */
export function createPlanService({ store, clock, random, topology, desk, seed }: PlanDependencies): PlanService {
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
      return keep(await desk.ask({ kind: 'PLAN', request, seed }, () => stateFor(request)));
    },

    async compare(asked) {
      const request = atItsRate(asked);
      return compareAttempts(await desk.ask({ kind: 'COMPARISON', request, seed }, () => stateFor(request)), keep);
    },

    simulateUndo: async (runId) => keep(await planUndo(runId, { store, desk, seed })),
    newestRunThatMoved: () => newestThatMoved({ store }),

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
          "What ArangoDB's own rebalancer would do",
          "Ask the plan's summary for arangodbBefore and arangodbAfter: they are its scores, by its formulas",
        );
      }
      return judgeProposal(state, proposal, plan);
    },

    advise: (request) => desk.ask({ kind: 'ADVICE', request, seed }, live),

    async forecast({ tenantKey, ...rest }) {
      const groupId = tenantKey == null ? null : await groupOf(tenantKey, rest.naming ?? 'camelCase');
      return desk.ask({ kind: 'FORECAST', request: { ...rest, groupId }, seed }, live);
    },

    inProgress: () => desk.inProgress(),
    progress: (signal) => desk.follow(signal),
    cancelPlanning: (id) => desk.cancel(id),
    stopPlanning: () => desk.close(),
  };
}
