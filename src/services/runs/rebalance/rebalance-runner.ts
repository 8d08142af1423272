/**
 * One rebalance run, from wherever its log says it is to its end or to a pause. It keeps no state of its own: after a
 * crash another runner reads the log and the placement and goes on, and no move is made twice or lost.
 */
import { counted, inBytes } from '../../base/wording.js';
import { PlanNotApplicableError, StalePlanError } from '../../errors/errors.js';
import { fingerprintInTurns } from '../../model/fingerprint.js';
import { moveStatesOf } from '../../model/move-states.js';
import type { Move, MoveWave, RebalancePlan } from '../../model/plan.js';
import { progressBefore, type RebalanceProgress, type StopRequest } from '../../model/rebalance-run.js';
import type { Run } from '../../model/run.js';
import type { RunFailure } from '../../model/run-failure.js';
import type { ClusterTopology } from '../../model/topology.js';
import type { LiveRun } from '../live-run.js';
import type { Probe } from '../probe.js';
import { type RunnerDependencies, RunStopped } from '../runner.js';
import { RunWriter } from '../writer.js';
import { Availability } from './availability.js';
import { type EndingDependencies, RebalanceEnding } from './ending.js';
import { makeMoves, type MoveDependencies } from './make-moves.js';
import { MoveReporter, rebalanceStep } from './move-reporter.js';
import { isMoveMade } from './next-attempt.js';

/** Moves that could not be made as planned before a run gives up, because the plan no longer fits the cluster. */
const maxDeviations = 100;

export interface RebalanceDependencies
  extends RunnerDependencies, Omit<MoveDependencies, 'store'>, Omit<EndingDependencies, 'store'> {
  readonly store: MoveDependencies['store'] & EndingDependencies['store'];
  /** Starts to query these tenants, the first of them when there are many, until it is stopped. */
  readonly startProbe: (tenantKeys: readonly string[]) => Probe;
}

/** Why a runner begins: a new run, one that was paused, one that a stopped server left, or one that is to be cancelled. */
export type RunnerCause = 'START' | 'REQUEST' | 'RESTART' | 'END';

export class RebalanceRunner {
  readonly #writer: RunWriter;
  #request: StopRequest | null;
  #isEnding = false;

  constructor(
    run: Run,
    private readonly plan: RebalancePlan,
    private readonly dependencies: RebalanceDependencies,
    /** Aborted when the server stops: copies end without effect, and the run goes on at the next start. */
    private readonly signal: AbortSignal,
  ) {
    this.#writer = new RunWriter(run, dependencies.log, dependencies.clock);
    this.#request = run.rebalance?.stopRequested ?? null;
  }

  /** Writes down why the runner begins. Resolves with the run after it. */
  async begin(cause: RunnerCause): Promise<Run> {
    if (this.#writer.run.lastSequence === 0) return this.#start();
    if (cause === 'END') {
      // Before anything else, or the next wave would begin.
      await this.requestStop('CANCEL');
    }
    if (cause === 'REQUEST') {
      await this.#writer.tell({ type: 'RunResumed', message: 'The run continues, as requested', cause });
    }
    if (cause === 'RESTART') await this.#tellRestart();
    return this.#writer.run;
  }

  #tellRestart(): Promise<Run> {
    const { underWay } = this.#progress;
    const what =
      underWay.length === 0
        ? 'no move was'
        : `${counted(underWay.length, 'move')} ${underWay.length === 1 ? 'was' : 'were'}`;
    return this.#writer.tell({
      type: 'RunResumed',
      message: `The server was restarted and the run continues: ${what} in progress when it stopped`,
      cause: 'RESTART',
    });
  }

  /** Asks for a pause or the end between two moves. False: too late, the run is ending by itself. */
  async requestStop(request: StopRequest): Promise<boolean> {
    if (this.#isEnding) return false;
    if (this.#request === request || this.#request === 'CANCEL') return true;
    this.#request = request;
    const what = request === 'PAUSE' ? 'A pause was requested' : 'Cancellation was requested';
    await this.#writer.tell(({ rebalance }) => {
      const under = rebalance?.underWay.length ?? 0;
      const rest =
        under === 0 ? '' : `, ${counted(under, 'move')} under way ${under === 1 ? 'is' : 'are'} finished first`;
      return { type: 'RunStopRequested', message: `${what}: no further move starts${rest}`, request };
    });
    return true;
  }

  /** Resolves with the run as it ended or is paused, after `begin`. Rejects when the log or the store fails it. */
  async carryOut(): Promise<Run> {
    if (this.#isOver) return this.#writer.run;
    const ending = new RebalanceEnding(this.plan, this.#writer, this.dependencies);
    // The end was begun before a crash: nothing moves any more.
    if (this.#writer.run.afterSnapshotId === null) {
      await this.#takeUp();
      await this.#makeWaves();
    }
    this.#isEnding = true;
    const isDone = this.#progress.wave >= this.plan.waves.length;
    if (isDone || this.#hasTooManyDeviations) return ending.conclude();
    if (this.#request === 'PAUSE') return this.#pause();
    return ending.cancel();
  }

  async #start(): Promise<Run> {
    const { plan, dependencies } = this;
    const before = await dependencies.takeSnapshot(`Run ${this.#writer.run.id}: before the rebalance`);
    if (before.fingerprint !== plan.baseFingerprint) return this.#endStale(before.fingerprint);
    const extent = { moves: plan.moves.length, waves: plan.waves.length, bytes: plan.summary.bytesMoved };
    await this.#writer.tell({
      type: 'RunStarted',
      message: `Plan ${plan.planHash.slice(0, 12)}: ${counted(extent.moves, 'move')} in ${counted(extent.waves, 'wave')}, ${inBytes(extent.bytes)} to copy`,
      steps: [rebalanceStep],
      rebalance: { ...extent, beforeSnapshotId: before.id },
    });
    return this.#startStep();
  }

  #startStep(): Promise<Run> {
    return this.#writer.tell({
      type: 'StepStarted',
      message: this.plan.summary.sentence,
      step: rebalanceStep.name,
      total: Math.max(1, this.plan.moves.length),
      unit: 'moves',
    });
  }

  #endStale(current: string): Promise<Run> {
    const failure: RunFailure = {
      code: 'STALE_PLAN',
      message: `The cluster changed before the first move: the plan was made for ${this.plan.baseFingerprint.slice(0, 12)}, it is at ${current.slice(0, 12)}`,
      remedy: 'Run simulateRebalance again and apply the new plan',
    };
    return this.#writer.tell({ type: 'RunFailed', message: failure.message, failure, reportId: null });
  }

  /** Finds out which of the moves that were under way have happened: the placement says so. */
  async #takeUp(): Promise<void> {
    if (this.#writer.run.steps[0]?.status === 'PENDING') await this.#startStep();
    const { underWay } = this.#progress;
    if (underWay.length === 0) return;
    const topology = await this.dependencies.store.readTopology();
    const reporter = this.#reporter();
    for (const { index, to, totalBytes } of underWay) {
      const planned = this.plan.moves[index];
      if (!planned) continue;
      const move = { ...planned, to };
      if (isMoveMade(topology, move)) await reporter.completed(move, totalBytes, null);
    }
  }

  /** Makes what is left of the plan, and probes meanwhile. */
  async #makeWaves(): Promise<void> {
    if (!this.plan.waves[this.#progress.wave] || !this.#mayGoOn) return;
    const { store, startProbe } = this.dependencies;
    const availability = new Availability(this.#writer, await store.readTopology(), this.plan, startProbe);
    try {
      await this.#makeEachWave(availability);
    } catch (error) {
      // The server stops, or the store does not answer: what came before is what has to be known.
      await availability.end().catch(() => undefined);
      throw error;
    }
    await availability.end();
  }

  async #makeEachWave(availability: Availability): Promise<void> {
    const reporter = this.#reporter();
    for (let isFirst = true; ; isFirst = false) {
      const wave = this.plan.waves[this.#progress.wave];
      if (!wave || !this.#mayGoOn) return;
      if (!isFirst) await availability.tell();
      if (!this.#progress.isWaveOpen) await this.#tellWaveStarted(wave);
      // What was under way at a restart and had not happened begins again.
      const attemptsBefore = new Map(this.#progress.underWay.map(({ index, attempt }) => [index, attempt]));
      const { options } = this.plan;
      const { signal } = this;
      const mayGoOn = (): boolean => this.#mayGoOn;
      const moves = this.#undecided(wave);
      await makeMoves(this.dependencies, { moves, options, signal, mayGoOn, attemptsBefore }, reporter);
      if (this.#undecided(wave).length > 0) return;
      await this.#tellWaveCompleted(wave);
    }
  }

  /** The wave's moves that are neither made nor given up, each to the server where it goes now. */
  #undecided({ index }: MoveWave): readonly Move[] {
    const open = moveStatesOf({ moves: this.plan.moves.filter(({ wave }) => wave === index) }, this.#progress);
    return open
      .filter(({ status }) => status !== 'COMPLETED' && status !== 'FAILED')
      .map(({ move, to }) => ({ ...move, to }));
  }

  #tellWaveStarted({ index, moves, bytes }: MoveWave): Promise<Run> {
    const message = `Wave ${index + 1} of ${this.plan.waves.length}: ${counted(moves.length, 'move')}, ${inBytes(bytes)} to copy`;
    return this.#writer.tell({ type: 'WaveStarted', message, wave: index, moves: moves.length, bytes });
  }

  #tellWaveCompleted({ index, moves }: MoveWave): Promise<Run> {
    const made = this.#progress.madeInWave.length;
    const movesNotMade = moves.length - made;
    const rest = movesNotMade === 0 ? '' : `, ${movesNotMade} not made`;
    const message = `Wave ${index + 1} of ${this.plan.waves.length} has ended: ${counted(made, 'move')} made${rest}`;
    return this.#writer.tell({ type: 'WaveCompleted', message, wave: index, movesMade: made, movesNotMade });
  }

  #pause(): Promise<Run> {
    const { movesMade, moves } = this.#progress;
    const message = `Paused after ${movesMade} of ${counted(moves, 'move')}; resumeRun continues the run`;
    return this.#writer.tell({ type: 'RunPaused', message });
  }

  #reporter(): MoveReporter {
    return new MoveReporter(this.plan, this.#writer, this.dependencies.clock, this.dependencies.onUnexpected);
  }

  get #progress(): RebalanceProgress {
    const { moves, waves, summary } = this.plan;
    return (
      this.#writer.run.rebalance ??
      progressBefore({ moves: moves.length, waves: waves.length, bytes: summary.bytesMoved })
    );
  }

  get #mayGoOn(): boolean {
    return this.#request === null && !this.#hasTooManyDeviations;
  }

  get #hasTooManyDeviations(): boolean {
    return this.#progress.notMade.length + this.#progress.elsewhere.length > maxDeviations;
  }

  get #isOver(): boolean {
    return this.#writer.run.finishedAt !== null;
  }
}

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
