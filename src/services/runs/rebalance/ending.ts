/** How a rebalance ends: what was reached against what was predicted, the plans that are offered, the last events. */
import type { Clock } from '../../base/clock.js';
import { type Random, timeOrderedId } from '../../base/random.js';
import { counted, inBytes } from '../../base/wording.js';
import { fingerprintInTurns } from '../../model/fingerprint.js';
import { movesLeft, movesMade } from '../../model/move-states.js';
import type { Move, PlanOptions, RebalancePlan } from '../../model/plan.js';
import type { RebalanceProgress } from '../../model/rebalance-run.js';
import type { Run } from '../../model/run.js';
import type { RunFailure } from '../../model/run-failure.js';
import type { StepFacts } from '../../model/step-facts.js';
import type { ClusterTopology, Snapshot, TopologyGroup } from '../../model/topology.js';
import { makePlanOfMoves, type PlanOfMoves } from '../../planning/answers/plan.js';
import { inverseOf, topologyAfter } from '../../planning/answers/plan-body.js';
import { allBalancesInTurns } from '../../planning/measure/balance.js';
import { finishOptions, goBackOptions } from '../../planning/question/options.js';
import type { Store } from '../../store/port.js';
import type { RunnerDependencies } from '../runner.js';
import type { RunWriter } from '../writer.js';
import { probesInWords } from './availability.js';
import { rebalanceStep } from './move-reporter.js';

export interface EndingDependencies extends Pick<RunnerDependencies, 'makeReport' | 'onUnexpected'> {
  readonly store: Pick<Store, 'savePlan' | 'snapshotsById' | 'settled'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly takeSnapshot: (label: string) => Promise<Snapshot>;
}

export type RebalanceFacts = Extract<StepFacts, { readonly kind: 'REBALANCE' }>;

/** Each event is written once: what the log has already is not told again after a crash in the middle of the end. */
export class RebalanceEnding {
  constructor(
    private readonly plan: RebalancePlan,
    private readonly writer: RunWriter,
    private readonly dependencies: EndingDependencies,
  ) {}

  /** Ends a run that has no move left to try: COMPLETED when what was predicted is reached, else FAILED. */
  async conclude(): Promise<Run> {
    const known = this.writer.run.steps[0]?.facts;
    const facts = known?.kind === 'REBALANCE' ? known : await this.#findOut();
    if (facts.isReached) return this.#complete(facts);
    const failure = failureOf(facts, this.#progress);
    await this.#offerPlans(facts.afterSnapshotId);
    if (this.writer.run.steps[0]?.status === 'RUNNING') {
      await this.writer.tell({
        type: 'StepFailed',
        message: failure.message,
        step: rebalanceStep.name,
        failure,
        facts,
      });
    }
    const reportId = await this.dependencies.makeReport({ id: this.writer.run.id, status: 'FAILED', failure });
    const message = `${failure.message}${this.#probes}`;
    return this.writer.tell({ type: 'RunFailed', message, failure, reportId });
  }

  /** Ends a run that was cancelled between two moves. */
  async cancel(): Promise<Run> {
    if (this.writer.run.afterSnapshotId === null) await this.#offerPlans((await this.#lastSnapshot()).id);
    const { id } = this.writer.run;
    const reportId = await this.dependencies.makeReport({ id, status: 'CANCELLED', failure: null });
    const { movesMade: made, moves } = this.#progress;
    const message = `The run was cancelled on request after ${made} of ${counted(moves, 'move')}${this.#probes}`;
    return this.writer.tell({ type: 'RunCancelled', message, reason: 'The run was cancelled on request', reportId });
  }

  async #complete(facts: RebalanceFacts): Promise<Run> {
    const done = `${counted(facts.movesMade, 'move')} made, ${inBytes(facts.bytesMoved)} copied`;
    if (this.writer.run.steps[0]?.status === 'RUNNING') {
      const others =
        facts.predictedFingerprint === facts.reachedFingerprint ? '' : '; servers or collections changed meanwhile';
      const message = `${done}: every shard group is where the plan predicted${others}`;
      await this.writer.tell({ type: 'StepCompleted', message, step: rebalanceStep.name, facts });
    }
    const { id } = this.writer.run;
    const reportId = await this.dependencies.makeReport({ id, status: 'COMPLETED', failure: null });
    const message = `The rebalance is complete: ${done}${this.#probes}`;
    return this.writer.tell({ type: 'RunCompleted', message, reportId });
  }

  async #findOut(): Promise<RebalanceFacts> {
    const { run } = this.writer;
    const after = await this.#lastSnapshot();
    const [before = null] = await this.dependencies.store.snapshotsById([run.beforeSnapshotId ?? '']);
    if (!before) throw new RangeError(`Run ${run.id} has no state before its first move`);
    const predicted = topologyAfter(before.topology, this.plan.moves);
    const { movesMade: made, bytesMoved, notMade, elsewhere, probe } = this.#progress;
    return {
      kind: 'REBALANCE',
      beforeSnapshotId: before.id,
      afterSnapshotId: after.id,
      planId: this.plan.id,
      planHash: this.plan.planHash,
      predictedFingerprint: await fingerprintInTurns(predicted),
      reachedFingerprint: after.fingerprint,
      isReached: differingGroups(predicted, after.topology).length === 0,
      movesMade: made,
      movesNotMade: notMade.length,
      movesElsewhere: elsewhere.length,
      bytesMoved,
      elapsedMs: this.dependencies.clock.now().getTime() - Date.parse(run.startedAt),
      before: await allBalancesInTurns(before.topology),
      after: await allBalancesInTurns(after.topology),
      probe,
    };
  }

  /** The state after the last move; a cluster that repairs itself is waited for, so that the plans fit what is left. */
  async #lastSnapshot(): Promise<Snapshot> {
    const { store, takeSnapshot } = this.dependencies;
    const known = this.writer.run.afterSnapshotId;
    const [kept] = known === null ? [] : await store.snapshotsById([known]);
    if (kept) return kept;
    await store.settled();
    return takeSnapshot(`Run ${this.writer.run.id}: after the rebalance`);
  }

  async #offerPlans(afterSnapshotId: string): Promise<void> {
    // After a crash the log may have it already.
    if (this.writer.run.afterSnapshotId !== null) return;
    const [after] = await this.dependencies.store.snapshotsById([afterSnapshotId]);
    if (!after) throw new RangeError(`There is no snapshot ${afterSnapshotId}`);
    const { plan } = this;
    const left = movesLeft(plan, this.#progress);
    const undoing = inverseOf(movesMade(plan, this.#progress));
    const finish = await this.#keepPlan(after.topology, left, finishOptions(plan.options));
    const goBack = await this.#keepPlan(after.topology, undoing, goBackOptions(plan.options));
    const offer = (name: string, of: RebalancePlan | null, wished: number): string =>
      wished === 0 ? `nothing to ${name}` : `${of ? of.moves.length : 'none'} of ${counted(wished, 'move')} to ${name}`;
    const { movesMade: made, moves } = this.#progress;
    await this.writer.tell({
      type: 'RebalanceStopped',
      message: `Stopped after ${made} of ${counted(moves, 'move')}; plans are offered with ${offer('finish', finish, left.length)} and ${offer('go back', goBack, undoing.length)}`,
      afterSnapshotId,
      finishPlanId: finish?.id ?? null,
      goBackPlanId: goBack?.id ?? null,
    });
  }

  async #keepPlan(now: ClusterTopology, moves: readonly Move[], options: PlanOptions): Promise<RebalancePlan | null> {
    const { clock, random, store } = this.dependencies;
    const made = this.#planOf(now, moves, options);
    if (!made || made.moves.length === 0) return null;
    const at = clock.now();
    const plan = { ...made, id: timeOrderedId(at, random), createdAt: at.toISOString() };
    await store.savePlan(plan);
    return plan;
  }

  /** A run has to end, even if no plan can be offered. */
  #planOf(now: ClusterTopology, moves: readonly Move[], options: PlanOptions): PlanOfMoves | null {
    try {
      return makePlanOfMoves(now, { moves, options, whenRefused: 'LEAVE_OUT' }, this.plan.seed);
    } catch (error) {
      this.dependencies.onUnexpected(error);
      return null;
    }
  }

  /** The end of a message; nothing when the run ended before its first move. */
  get #probes(): string {
    const { probe } = this.#progress;
    return probe ? `; ${probesInWords(probe)}` : '';
  }

  get #progress(): RebalanceProgress {
    const { rebalance, id } = this.writer.run;
    if (!rebalance) throw new RangeError(`Run ${id} has not begun`);
    return rebalance;
  }
}

function failureOf(facts: RebalanceFacts, { notMade, moves, movesMade: made }: RebalanceProgress): RunFailure {
  const remedy = 'See finishPlan and goBackPlan of the run, and apply one of them with applyRebalance';
  const [first] = notMade;
  if (first) {
    const message = `${notMade.length} of ${counted(moves, 'move')} could not be made: ${first.failure.message}`;
    return { code: 'MOVES_NOT_MADE', message, remedy };
  }
  const why =
    facts.movesElsewhere > 0
      ? `${counted(facts.movesElsewhere, 'move')} went to another server than planned`
      : 'something else changed the placement meanwhile';
  return {
    code: 'PREDICTION_NOT_REACHED',
    message: `${made} of ${counted(moves, 'move')} were made, but the cluster is not where the plan predicted: ${why}`,
    remedy,
  };
}

/**
 * Returns the groupIds of the predicted shard groups whose leader, followers or in-sync followers are different now, in
 * the order of the groups. Servers, collections and groups that came meanwhile do not matter.
 */
export function differingGroups(predicted: ClusterTopology, now: ClusterTopology): readonly string[] {
  const present = new Map(now.groups.map((group) => [group.groupId, placementOf(group)]));
  return predicted.groups
    .filter((group) => present.get(group.groupId) !== placementOf(group))
    .map(({ groupId }) => groupId);
}

function placementOf({ leader, followers, inSync }: TopologyGroup): string {
  return [leader, [...followers].sort().join(' '), [...inSync].sort().join(' ')].join('/');
}
