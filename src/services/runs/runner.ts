/** Carries out the steps of a run one after the other and writes everything that happens into its log. */
import type { Clock } from '../base/clock.js';
import { counted } from '../base/wording.js';
import { DomainError } from '../errors/errors.js';
import {
  type DemoPace,
  type Run,
  RUN_INTERRUPTED,
  type RunInput,
  scenarioInputOf,
  type StepFacts,
} from '../model/run.js';
import type { RunFailure } from '../model/run-failure.js';
import type { Scenario } from '../model/scenario.js';
import type { RunLog } from './log.js';
import { CheckFailedError, type Step, type StepContext, type StepReporter, type StepWork } from './step.js';
import { RunWriter } from './writer.js';

/** The reason with which a run's signal is aborted. */
export class RunStopped extends Error {
  constructor(
    /** CANCELLED: somebody asked for it. INTERRUPTED: the server stops. */
    readonly kind: 'CANCELLED' | 'INTERRUPTED',
    message: string,
  ) {
    super(message);
    this.name = 'RunStopped';
  }
}

export interface RunnerDependencies {
  readonly log: RunLog;
  readonly clock: Clock;
  /** Makes the report of a run that is about to end like this, and returns its id; null when that fails. */
  readonly makeReport: (ending: Pick<Run, 'id' | 'status' | 'failure'>) => Promise<string | null>;
  /** Told of failures that nobody expected. */
  readonly onUnexpected: (error: unknown) => void;
}

/** One run on its way from RunStarted to its final event. */
export class Runner {
  readonly #writer: RunWriter;
  readonly #run: Pick<Run, 'id' | 'kind'>;
  readonly #input: RunInput;
  #facts: StepFacts[] = [];

  constructor(
    run: Run,
    readonly signal: AbortSignal,
    private readonly scenario: Scenario,
    private readonly dependencies: RunnerDependencies,
  ) {
    this.#writer = new RunWriter(run, dependencies.log, dependencies.clock);
    this.#run = run;
    this.#input = scenarioInputOf(run);
  }

  /** Runs all steps. Resolves with the run as it ended, whatever happened; rejects only when the log cannot be written. */
  async carryOut(steps: readonly Step[]): Promise<Run> {
    await this.#writer.tell({
      type: 'RunStarted',
      message: `${this.scenario.title}: ${counted(steps.length, 'step')}, naming ${this.#input.naming}`,
      steps: steps.map(({ name, title }) => ({ name, title })),
    });
    for (const step of steps) {
      const ending = await this.#carryOutStep(step);
      if (ending) return this.#endEarly(ending);
    }
    const reportId = await this.dependencies.makeReport({ ...this.#writer.run, status: 'COMPLETED' });
    const seconds = (this.dependencies.clock.now().getTime() - Date.parse(this.#writer.run.startedAt)) / 1000;
    const message = `All ${counted(steps.length, 'step')} completed after ${seconds.toFixed(1)} s`;
    return this.#writer.tell({ type: 'RunCompleted', message, reportId });
  }

  /** Returns null when the step is completed, otherwise what ended it. */
  async #carryOutStep(step: Step): Promise<RunStopped | RunFailure | null> {
    try {
      this.signal.throwIfAborted();
      const { clock } = this.dependencies;
      if (this.#facts.length > 0) await clock.sleep(pauses[this.#input.pace].stepMs, this.signal);
      const context = {
        runId: this.#run.id,
        kind: this.#run.kind,
        input: this.#input,
        clock,
        signal: this.signal,
        earlier: this.#facts,
      };
      const work = await step.prepare(context);
      await this.#writer.tell({
        type: 'StepStarted',
        message: work.message,
        step: step.name,
        total: work.total,
        unit: work.unit,
      });
      const outcome = await work.run({ ...context, report: this.#reporter(step, work, context) });
      this.#facts = [...this.#facts, outcome.facts];
      await this.#writer.tell({
        type: 'StepCompleted',
        message: outcome.message,
        step: step.name,
        facts: outcome.facts,
      });
      return null;
    } catch (error) {
      if (error instanceof RunStopped) return error;
      const failure = this.#failureOf(error);
      const facts = error instanceof CheckFailedError ? error.facts : null;
      await this.#writer.tell({ type: 'StepFailed', message: failure.message, step: step.name, failure, facts });
      return failure;
    }
  }

  #reporter(step: Step, work: StepWork, context: Omit<StepContext, 'report'>): StepReporter {
    const { clock } = this.dependencies;
    const startedMs = clock.elapsedMs();
    let told = 0;
    return {
      progress: async (done, message) => {
        if (!isWorthTelling(told, done, work.total)) return;
        told = done;
        const event = {
          type: 'StepProgressed',
          message,
          step: step.name,
          done,
          total: work.total,
          unit: work.unit,
          secondsLeft: secondsLeft(done, work.total, clock.elapsedMs() - startedMs),
        } as const;
        // Progress that cannot be written does not end the step; that it is completed must be written, and would.
        await this.#writer.tell(event).catch(this.dependencies.onUnexpected);
      },
      pause: () => clock.sleep(pauses[context.input.pace].unitMs, this.signal),
    };
  }

  async #endEarly(ending: RunStopped | RunFailure): Promise<Run> {
    const { makeReport } = this.dependencies;
    const { message } = ending;
    if (!(ending instanceof RunStopped)) {
      const reportId = await makeReport({ ...this.#writer.run, status: 'FAILED', failure: ending });
      return this.#writer.tell({ type: 'RunFailed', message, failure: ending, reportId });
    }
    if (ending.kind === 'CANCELLED') {
      const reportId = await makeReport({ ...this.#writer.run, status: 'CANCELLED' });
      return this.#writer.tell({ type: 'RunCancelled', message, reason: message, reportId });
    }
    // The process is about to end: no report now, it can be made later from the log.
    return this.#writer.tell({ type: 'RunFailed', message, failure: interruption(message), reportId: null });
  }

  #failureOf(error: unknown): RunFailure {
    if (error instanceof DomainError || error instanceof CheckFailedError) {
      return { code: error.code, message: error.message, remedy: error.remedy };
    }
    this.dependencies.onUnexpected(error);
    return {
      code: 'INTERNAL_ERROR',
      message: 'The step ended with an unexpected error',
      remedy: 'See the log of the server for the cause',
    };
  }
}

/** Returns the failure of a run whose server stopped. */
export function interruption(message: string): RunFailure {
  return { code: RUN_INTERRUPTED, message, remedy: 'The results so far are kept; start a new run' };
}

/** Milliseconds to wait before a step and between two units of work: read aloud, a step's heading takes about 3 s. */
const pauses: Readonly<Record<DemoPace, { readonly stepMs: number; readonly unitMs: number }>> = {
  INSTANT: { stepMs: 0, unitMs: 0 },
  NORMAL: { stepMs: 1000, unitMs: 400 },
  PRESENTER: { stepMs: 6000, unitMs: 2500 },
};

/** A step tells of its progress at most about so often, however many units it has: logs stay short. */
const tellingsPerStep = 50;

/** Returns whether progress from `told` to `done` is worth an event. */
export function isWorthTelling(told: number, done: number, total: number): boolean {
  return done >= total ? told < total : done - told >= total / tellingsPerStep;
}

/** Returns the seconds left if the rest goes at the pace so far; null before anything is done. */
export function secondsLeft(done: number, total: number, elapsedMs: number): number | null {
  if (done <= 0) return null;
  return Math.round((elapsedMs / done) * (total - done)) / 1000;
}
