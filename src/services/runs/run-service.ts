/** Starts, cancels and follows runs. One run at a time changes the cluster; the store holds that line. */
import type { Clock } from '../clock.js';
import { RunAlreadyEndedError, UnknownRunError } from '../errors.js';
import { type Run, runBeforeEvents, type RunInput, type RunKind } from '../model/run.js';
import { type Random, timeOrderedId } from '../random.js';
import type { RunService } from '../services.js';
import type { RunStore } from '../store/port.js';
import type { RunLog } from './log.js';
import { interruption, Runner, type RunnerDependencies, RunStopped } from './runner.js';
import type { Step } from './step.js';

export interface RunServiceDependencies extends Omit<RunnerDependencies, 'log'> {
  readonly store: RunStore;
  readonly log: RunLog;
  readonly clock: Clock;
  readonly random: Random;
  readonly demoSteps: readonly Step[];
}

/** The service with what only start and stop of the program use. */
export interface RunServiceInside extends RunService {
  /** Ends the runs that an earlier process left RUNNING; returns how many. */
  recover(): Promise<number>;
  /** Stops all runs between two units of work and resolves when they have ended. */
  stop(): Promise<void>;
}

interface LiveRun {
  readonly controller: AbortController;
  readonly ended: Promise<unknown>;
}

/** Returns the run service. */
export function createRunService(dependencies: RunServiceDependencies): RunServiceInside {
  const { store, log, clock, random } = dependencies;
  const live = new Map<string, LiveRun>();

  async function start(kind: RunKind, input: RunInput, steps: readonly Step[]): Promise<Run> {
    const now = clock.now();
    const run = runBeforeEvents({ id: timeOrderedId(now, random), kind, input, startedAt: now.toISOString() });
    const controller = new AbortController();
    await endAbandoned();
    const created = store.createRun(run);
    const ended = created
      .then(() => new Runner(run, controller.signal, dependencies).carryOut(steps).catch(dependencies.onUnexpected))
      .catch(() => undefined)
      .finally(() => live.delete(run.id));
    // It counts as live from the moment it may be stored, so that nobody takes it for one that was left behind.
    live.set(run.id, { controller, ended });
    await created;
    return run;
  }

  /** Ends the RUNNING runs that nobody drives: of an earlier process, or whose log could not be written for a while. */
  async function endAbandoned(): Promise<number> {
    const left = (await store.runningRuns()).filter(({ id }) => !live.has(id));
    for (const run of left) {
      const step = run.steps.find(({ status }) => status === 'RUNNING');
      const message = `The server stopped ${step ? `during the step "${step.title}"` : 'during the run'}`;
      await log.append(run, {
        type: 'RunFailed',
        message,
        failure: interruption(message),
        reportId: null,
        runId: run.id,
        sequence: run.lastSequence + 1,
        at: clock.now().toISOString(),
      });
    }
    return left.length;
  }

  async function existing(runId: string): Promise<Run> {
    const [run] = await store.runsById([runId]);
    if (!run) throw new UnknownRunError(runId);
    return run;
  }

  return {
    startDemo: (input) =>
      start(
        'DEMO',
        { scenario: input.scenario ?? 'DEMO', naming: input.naming ?? 'camelCase', pace: input.pace ?? 'NORMAL' },
        dependencies.demoSteps,
      ),

    async cancel(runId) {
      const run = await existing(runId);
      const running = live.get(runId);
      if (!running && run.status === 'RUNNING') {
        await endAbandoned();
        return existing(runId);
      }
      if (!running) throw new RunAlreadyEndedError(runId, run.status);
      running.controller.abort(new RunStopped('CANCELLED', 'The run was cancelled on request'));
      await running.ended;
      const ended = await existing(runId);
      // It may have come to its end before it saw the request.
      if (ended.status !== 'CANCELLED') throw new RunAlreadyEndedError(runId, ended.status);
      return ended;
    },

    follow: (runId, afterSequence, signal) => log.follow(runId, afterSequence, signal),
    runsById: (ids) => store.runsById(ids),
    page: (filter, page) => store.runPage(filter, page),
    lastEvents: (requests) => store.lastEvents(requests),

    recover: endAbandoned,

    async stop() {
      const running = [...live.values()];
      for (const { controller } of running) controller.abort(new RunStopped('INTERRUPTED', 'The server was stopped'));
      await Promise.all(running.map(({ ended }) => ended));
    },
  };
}
