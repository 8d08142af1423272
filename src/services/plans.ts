/** Plans, forecasts and advice from the live topology. Nothing here changes the cluster. */
import type { Clock } from './clock.js';
import { adviseScaling } from './planning/advice.js';
import { forecastPlacement } from './planning/forecast.js';
import { completeOptions } from './planning/options.js';
import { planHashOf, planRebalance } from './planning/planner.js';
import { type Random, timeOrderedId } from './random.js';
import type { PlanService, TopologyService } from './services.js';
import type { RecordStore } from './store/port.js';

export interface PlanDependencies {
  readonly store: RecordStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly topology: Pick<TopologyService, 'live'>;
  /** The planner's seed: the same cluster and the same question give the same plan. */
  readonly seed: number;
}

/** Returns the plan service. */
export function createPlanService({ store, clock, random, topology, seed }: PlanDependencies): PlanService {
  return {
    async simulate(request) {
      const live = await topology.live();
      const body = planRebalance(live.topology, completeOptions(request), seed);
      const now = clock.now();
      const plan = {
        ...body,
        id: timeOrderedId(now, random),
        planHash: planHashOf(body),
        createdAt: now.toISOString(),
      };
      await store.savePlan(plan);
      return plan;
    },

    plansById: (ids) => store.plansById(ids),

    async advise(request) {
      return adviseScaling((await topology.live()).topology, request);
    },

    async forecast(request) {
      return forecastPlacement((await topology.live()).topology, request);
    },
  };
}
