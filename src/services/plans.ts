/** Plans, forecasts and advice for the live cluster or a kept state of it. Nothing here changes the cluster. */
import type { Clock } from './clock.js';
import { UnknownPlanError, UnknownSnapshotError } from './errors.js';
import type { RebalancePlan } from './model/plan.js';
import type { ClusterTopology } from './model/topology.js';
import { comparePlans } from './plan-comparison.js';
import { adviseScaling } from './planning/advice.js';
import { exportOf } from './planning/export.js';
import { forecastPlacement } from './planning/forecast.js';
import type { PlanRequest } from './planning/options.js';
import { type MadePlan, makePlan } from './planning/plan.js';
import { type Random, timeOrderedId } from './random.js';
import type { PlanService, SimulationRequest, TopologyService } from './services.js';
import type { RecordStore } from './store/port.js';

export interface PlanDependencies {
  readonly store: Pick<RecordStore, 'savePlan' | 'plansById' | 'snapshotsById'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly topology: Pick<TopologyService, 'live'>;
  /** The planner's seed: the same cluster and the same question give the same plan. */
  readonly seed: number;
}

/** Returns the plan service. */
export function createPlanService({ store, clock, random, topology, seed }: PlanDependencies): PlanService {
  /** The one place where plans are made; everything before and after it is reading and keeping. */
  function plan(state: ClusterTopology, request: PlanRequest): Promise<MadePlan> {
    return Promise.resolve(makePlan(state, request, seed));
  }

  async function keep(made: MadePlan): Promise<RebalancePlan> {
    const now = clock.now();
    const kept = { ...made, id: timeOrderedId(now, random), createdAt: now.toISOString() };
    await store.savePlan(kept);
    return kept;
  }

  async function stateFor({ snapshotId }: SimulationRequest): Promise<ClusterTopology> {
    if (snapshotId == null) return (await topology.live()).topology;
    const [snapshot] = await store.snapshotsById([snapshotId]);
    if (!snapshot) throw new UnknownSnapshotError(snapshotId);
    return snapshot.topology;
  }

  return {
    simulate: async (request) => keep(await plan(await stateFor(request), request)),

    async compare(request) {
      const state = await stateFor(request);
      return comparePlans({ plan: (wish) => plan(state, wish), keep }, request);
    },

    plansById: (ids) => store.plansById(ids),

    async exportPlan(planId, database) {
      const [found] = await store.plansById([planId]);
      if (!found) throw new UnknownPlanError(planId);
      return exportOf(found, database ?? undefined);
    },

    async advise(request) {
      return adviseScaling((await topology.live()).topology, request);
    },

    async forecast(request) {
      return forecastPlacement((await topology.live()).topology, request);
    },
  };
}
