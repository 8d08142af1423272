/** Starts, pauses, cancels and follows runs. One run at a time changes the cluster; the store holds that line. */
import type { Clock } from '../base/clock.js';
import { type Random, timeOrderedId } from '../base/random.js';
import {
  InvalidInputError,
  RunAlreadyEndedError,
  RunInProgressError,
  RunTakenOverError,
  UnknownPlanError,
  UnknownRunError,
} from '../errors/errors.js';
import type { RebalancePlan } from '../model/plan.js';
import type { RebalanceInput, StopRequest } from '../model/rebalance-run.js';
import type { DemoRequest, TenantRequest } from '../model/requests.js';
import { isOpen, type Run, runBeforeEvents, type RunEvent, type RunInput, type RunKind } from '../model/run.js';
import type { Scenario } from '../model/scenario.js';
import { scenarioOf } from '../model/scenarios.js';
import type { Page, PageRequest, RunFilter, Store } from '../store/port.js';
import type { LiveRuns } from './live-run.js';
import type { FollowedEvent, RunLog, RunMoment } from './log.js';
import { completeScenario } from './own-scenario.js';
import {
  launch,
  type Launched,
  type RebalanceDependencies,
  requireApplicable,
  type RunnerCause,
} from './rebalance/rebalance-runner.js';
import { interruption, Runner, RunStopped } from './runner.js';
import type { Step } from './step.js';

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
  /**
   * First everything after the sequence number (0: from the start), then live, of all types unless some are given; ends
   * with the run's final event, which always comes. Throws UnknownRunError, and InvalidCursorError for an event to come.
   */
  follow(
    runId: string,
    afterSequence: number,
    signal: AbortSignal,
    types?: readonly RunEvent['type'][] | null,
  ): AsyncIterable<FollowedEvent>;
  /** The run right after each of these events; null when there is no such run or event. */
  asOf(moments: readonly RunMoment[]): Promise<readonly (Run | null)[]>;
  runsById(ids: readonly string[]): Promise<readonly (Run | null)[]>;
  page(filter: RunFilter, page: PageRequest): Promise<Page<Run>>;
  /** The last `limit` (1 to 500) events up to and including `upTo`, in order, for each request. */
  lastEvents(
    requests: readonly { runId: string; upTo: number; limit: number }[],
  ): Promise<readonly (readonly RunEvent[])[]>;
}

export interface RunServiceDependencies extends RebalanceDependencies {
  readonly store: Store;
  readonly log: RunLog;
  /** Where the runs that this process drives are kept. */
  readonly live: LiveRuns;
  readonly clock: Clock;
  readonly random: Random;
  /** Returns the steps that this scenario needs. */
  readonly stepsFor: (scenario: Scenario) => readonly Step[];
}

/** The service with what only start and stop of the program use. */
export interface RunServiceInside extends RunService {
  /** Ends the demos that an earlier process left RUNNING and lets rebalances go on; returns how many it found. */
  recover(): Promise<number>;
  /** Stops all runs and resolves when nobody drives them any more. */
  stop(): Promise<void>;
}

/** Returns the run service. */
export function createRunService(dependencies: RunServiceDependencies): RunServiceInside {
  const { store, log, live } = dependencies;

  function newRun(kind: RunKind, input: RunInput | RebalanceInput): Run {
    const now = dependencies.clock.now();
    return runBeforeEvents({ id: timeOrderedId(now, dependencies.random), kind, input, startedAt: now.toISOString() });
  }

  /** Checks come before anything is stored. */
  async function startScenario(kind: 'DEMO' | 'TENANT_BATCH', input: RunInput): Promise<Run> {
    const scenario = scenarioOf(input);
    const run = newRun(kind, input);
    const controller = new AbortController();
    await recover();
    const created = store.createRun(run);
    const ended = created
      .then(() =>
        new Runner(run, controller.signal, scenario, dependencies)
          .carryOut(dependencies.stepsFor(scenario))
          .catch(dependencies.onUnexpected),
      )
      .catch(() => undefined);
    live.keep(run.id, {
      ended,
      requestStop() {
        controller.abort(new RunStopped('CANCELLED', 'The run was cancelled on request'));
        return Promise.resolve(true);
      },
      interrupt: () => controller.abort(new RunStopped('INTERRUPTED', 'The server was stopped')),
    });
    await created;
    return run;
  }

  async function applyRebalance(planId: string): Promise<Run> {
    const plan = await existingPlan(planId);
    await recover();
    const [other] = await store.runningRuns();
    if (other) throw new RunInProgressError(other.id);
    await requireApplicable(plan, await store.readTopology('FRESH'));
    const run = newRun('REBALANCE', { planId });
    await store.createRun(run);
    return drive(run, plan, 'START').begun;
  }

  /** Nothing may be awaited between the look at `live` and this. */
  function drive(run: Run, plan: RebalancePlan, cause: RunnerCause): Launched {
    const launched = launch(run, plan, cause, dependencies);
    live.keep(run.id, launched);
    return launched;
  }

  /** Takes up the runs that nobody drives: of an earlier process, or whose log could not be written for a while. */
  async function recover(): Promise<number> {
    const left = (await store.runningRuns()).filter(({ id, status }) => status === 'RUNNING' && !live.has(id));
    let taken = 0;
    for (const run of left) {
      if (run.kind === 'REBALANCE') {
        if (await takeUp(run, 'RESTART').catch(dependencies.onUnexpected)) taken += 1;
      } else if (await store.claimRun(run.id)) {
        await endAbandoned(run);
        taken += 1;
      }
    }
    return taken;
  }

  async function endAbandoned(run: Run): Promise<void> {
    const step = run.steps.find(({ status }) => status === 'RUNNING');
    const message = `The server stopped ${step ? `during the step "${step.title}"` : 'during the run'}`;
    await log.append(run, {
      type: 'RunFailed',
      message,
      failure: interruption(message),
      reportId: null,
      runId: run.id,
      sequence: run.lastSequence + 1,
      at: dependencies.clock.now().toISOString(),
    });
  }

  /** Drives a rebalance that nobody drives. Resolves with how it was taken up, or null when somebody else drives it. */
  async function takeUp({ id, input }: Run, cause: RunnerCause): Promise<Launched | null> {
    const plan = await existingPlan('planId' in input ? input.planId : '');
    if (!(await store.claimRun(id))) return null;
    const [now] = await store.runsById([id]);
    if (!now || !isOpen(now) || live.has(id)) return null;
    const launched = drive(now, plan, cause);
    await launched.begun;
    return launched;
  }

  async function existingPlan(planId: string): Promise<RebalancePlan> {
    const [plan] = await store.plansById([planId]);
    if (!plan) throw new UnknownPlanError(planId);
    return plan;
  }

  async function existing(runId: string): Promise<Run> {
    const [run] = await store.runsById([runId]);
    if (!run) throw new UnknownRunError(runId);
    return run;
  }

  /** Returns the run, which can be paused and is open. */
  async function openRebalance(runId: string): Promise<Run> {
    const run = await existing(runId);
    if (run.kind !== 'REBALANCE') {
      throw new InvalidInputError('runId', 'Only a rebalance can be paused', 'Cancel the run, or let it continue');
    }
    if (!isOpen(run)) throw new RunAlreadyEndedError(runId, run.status);
    return run;
  }

  /** Asks for a stop between two moves and returns the run as it is then. */
  async function stopRun(run: Run, request: StopRequest): Promise<Run> {
    const driven = live.get(run.id) ?? (await takeUp(run, run.status === 'PAUSED' ? 'END' : 'RESTART'));
    await driven?.requestStop(request);
    await driven?.ended;
    const after = await existing(run.id);
    if (!driven && isOpen(after) && !live.has(run.id)) throw new RunTakenOverError(run.id);
    return after;
  }

  return {
    async startDemo({ scenario, naming, pace, own }) {
      return startScenario('DEMO', {
        scenario: own ? 'OWN' : (scenario ?? 'DEMO'),
        naming: naming ?? 'camelCase',
        pace: pace ?? 'NORMAL',
        ...(own && { own: completeScenario(own, 'A custom scenario') }),
      });
    },

    async startTenantBatch(tenants) {
      const own = completeScenario({ tenants }, 'Tenant batch');
      return startScenario('TENANT_BATCH', { scenario: 'OWN', naming: 'camelCase', pace: 'INSTANT', own });
    },

    applyRebalance,

    async pause(runId) {
      const run = await openRebalance(runId);
      const after = run.status === 'PAUSED' && !live.has(runId) ? run : await stopRun(run, 'PAUSE');
      // It may have come to its end before it saw the request.
      if (after.status !== 'PAUSED') throw new RunAlreadyEndedError(runId, after.status);
      return after;
    },

    async resume(runId) {
      const run = await openRebalance(runId);
      // Somebody who asked for a pause a moment ago is waited for.
      if (run.rebalance?.stopRequested === 'PAUSE') await live.get(runId)?.ended;
      const now = await openRebalance(runId);
      if (live.has(runId)) return now;
      const launched = await takeUp(now, now.status === 'PAUSED' ? 'REQUEST' : 'RESTART');
      if (!launched && !live.has(runId)) throw new RunTakenOverError(runId);
      return (await launched?.begun) ?? existing(runId);
    },

    async cancel(runId) {
      const run = await existing(runId);
      if (!isOpen(run)) throw new RunAlreadyEndedError(runId, run.status);
      if (run.kind !== 'REBALANCE' && !live.has(runId)) {
        await recover();
        const after = await existing(runId);
        if (isOpen(after)) throw new RunTakenOverError(runId);
        return after;
      }
      const ended = await stopRun(run, 'CANCEL');
      // It may have come to its end before it saw the request.
      if (ended.status !== 'CANCELLED') throw new RunAlreadyEndedError(runId, ended.status);
      return ended;
    },

    follow: (...request) => log.follow(...request),
    asOf: (moments) => log.asOf(moments),
    runsById: (ids) => store.runsById(ids),
    page: (filter, page) => store.runPage(filter, page),
    lastEvents: (requests) => store.lastEvents(requests),

    recover,

    async stop() {
      const running = live.all();
      for (const run of running) run.interrupt();
      await Promise.all(running.map(({ ended }) => ended));
    },
  };
}
