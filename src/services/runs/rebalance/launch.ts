/** Finds out whether a plan may be applied, and sets a rebalance run going. */
import { PlanNotApplicableError, StalePlanError } from '../../errors/errors.js';
import { fingerprintInTurns } from '../../model/fingerprint.js';
import type { RebalancePlan } from '../../model/plan.js';
import type { Run } from '../../model/run.js';
import type { ClusterTopology } from '../../model/topology.js';
import type { LiveRun } from '../live-run.js';
import { RunStopped } from '../runner.js';
import { type RebalanceDependencies, RebalanceRunner, type RunnerCause } from './rebalance-runner.js';

/**
 * Throws PlanNotApplicableError for a plan that imagines what does not exist, and StalePlanError when the topology is
 * not the one that the plan was made for.
 */
export async function requireApplicable(plan: RebalancePlan, topology: ClusterTopology): Promise<void> {
  const { obstacle } = plan.whatIf;
  if (obstacle) throw new PlanNotApplicableError(plan.id, obstacle.sentence, obstacle.remedy);
  const current = await fingerprintInTurns(topology);
  if (current !== plan.baseFingerprint) throw new StalePlanError(plan.id, plan.baseFingerprint, current);
}

/** A rebalance that has been set going. */
export interface Launched extends LiveRun {
  /** Resolves with the run after its first event of this process; rejects when that cannot be written. */
  readonly begun: Promise<Run>;
}

/** Drives the run until it ends, is paused or the server stops. Failures that nobody expects are told and leave it as it is. */
export function launch(
  run: Run,
  plan: RebalancePlan,
  cause: RunnerCause,
  dependencies: RebalanceDependencies,
): Launched {
  const controller = new AbortController();
  const runner = new RebalanceRunner(run, plan, dependencies, controller.signal);
  const begun = runner.begin(cause);
  const ended = begun
    .then(() => runner.carryOut())
    .catch((error: unknown) => {
      // The log tells how far it came; the next start of the server takes it up from there.
      if (!(error instanceof RunStopped)) dependencies.onUnexpected(error);
    });
  return {
    begun,
    ended,
    requestStop: (request) => runner.requestStop(request),
    interrupt: () => controller.abort(new RunStopped('INTERRUPTED', 'The server was stopped')),
  };
}
