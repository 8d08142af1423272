/** Step 4 of the guide, "Shard Rebalancing": plans, carries the plan out wave by wave, and compares with the prediction. */
import { counted, inBytes } from '../../base/wording.js';
import { MoveRefusedError } from '../../errors/errors.js';
import { fingerprintInTurns } from '../../model/fingerprint.js';
import type { RebalancePlan } from '../../model/plan.js';
import type { StepFacts } from '../../model/run.js';
import { stepTitles } from '../../model/scenario.js';
import { allBalancesInTurns } from '../../planning/measure/balance.js';
import { objectiveOf } from '../../planning/measure/objectives/list.js';
import { makeMoves, type MoveObserver } from '../rebalance/make-moves.js';
import {
  CheckFailedError,
  type DemoDependencies,
  snapshotLabel,
  type Step,
  type StepContext,
  type StepOutcome,
} from '../step.js';

type RebalancingFacts = Extract<StepFacts, { kind: 'SHARD_REBALANCING' }>;

/** Returns the step. */
export function shardRebalancingStep(dependencies: DemoDependencies): Step {
  return {
    name: 'SHARD_REBALANCING',
    title: stepTitles.SHARD_REBALANCING,
    async prepare() {
      const plan = await dependencies.plans.simulate({});
      const { bytesMoved } = plan.summary;
      return {
        total: Math.max(plan.moves.length, 1),
        unit: 'moves',
        message:
          plan.moves.length === 0
            ? 'The plan has no move: nothing would improve'
            : `The plan has ${counted(plan.moves.length, 'move')} in ${counted(plan.waves.length, 'wave')}, ${inBytes(bytesMoved)} to copy`,
        run: (context) => rebalance(dependencies, context, plan),
      };
    },
  };
}

async function rebalance(
  { store, topology, startProbe, onPlacementChanged }: DemoDependencies,
  context: StepContext,
  plan: RebalancePlan,
): Promise<StepOutcome> {
  const before = await topology.takeSnapshot(snapshotLabel(context, 'before rebalancing'));
  const probe = startProbe(before.topology.tenants.map(({ key }) => key));
  const startedMs = context.clock.elapsedMs();
  const observer = movesProgress(context);
  try {
    for (const wave of plan.waves) {
      if (wave.index > 0) await context.report.pause();
      context.signal.throwIfAborted();
      const moves = wave.moves.flatMap((index) => plan.moves[index] ?? []);
      const { clock, signal } = context;
      const mayGoOn = (): boolean => !signal.aborted;
      const request = { moves, options: plan.options, signal, mayGoOn };
      await makeMoves({ store, clock, onPlacementChanged }, request, observer);
    }
  } catch (error) {
    await probe.stop();
    throw error;
  }
  const elapsedMs = context.clock.elapsedMs() - startedMs;
  const figures = await probe.stop();
  const after = await topology.takeSnapshot(snapshotLabel(context, 'after rebalancing'));
  const facts: RebalancingFacts = {
    kind: 'SHARD_REBALANCING',
    beforeSnapshotId: before.id,
    afterSnapshotId: after.id,
    planId: plan.id,
    planHash: plan.planHash,
    predictedFingerprint: await fingerprintInTurns(plan.after),
    reachedFingerprint: after.fingerprint,
    movesMade: plan.moves.length,
    bytesMoved: plan.summary.bytesMoved,
    elapsedMs,
    before: await allBalancesInTurns(before.topology),
    after: await allBalancesInTurns(after.topology),
    probe: figures,
  };
  return { message: judge(facts), facts };
}

/** Returns what was reached, as a sentence. Throws CheckFailedError when it is not what the plan said. */
function judge(facts: RebalancingFacts): string {
  if (facts.predictedFingerprint !== facts.reachedFingerprint) {
    throw new CheckFailedError(
      `The cluster is at ${facts.reachedFingerprint.slice(0, 12)} after the moves, but the plan predicted ${facts.predictedFingerprint.slice(0, 12)}`,
      'Something else moved shards at the same time: compare the two snapshots of this step',
      facts,
    );
  }
  const worse = facts.after.find((now, at) => now.max > (facts.before[at]?.max ?? Infinity));
  if (worse) {
    throw new CheckFailedError(
      `The largest share of ${worse.measure} on one DB-Server grew to ${objectiveOf(worse.measure).inWords(worse.max, worse.unit)}`,
      'Compare the two snapshots of this step, and check for writes during the moves',
      facts,
    );
  }
  const [bytesBefore] = facts.before;
  const [bytesAfter] = facts.after;
  return (
    `${counted(facts.movesMade, 'move')}, ${inBytes(facts.bytesMoved)} copied; bytes max/mean ` +
    `${bytesBefore?.maxOverMean.toFixed(2) ?? '-'} before, ${bytesAfter?.maxOverMean.toFixed(2) ?? '-'} now; ` +
    `${counted(facts.probe.probes, 'probe')}, ${facts.probe.failed} failed`
  );
}

/** The demo's log tells of moves as progress of its step; a move that cannot be made fails the step. */
function movesProgress({ report }: StepContext): MoveObserver {
  let done = 0;
  const nothing = (): Promise<void> => Promise.resolve();
  return {
    started: nothing,
    progressed: () => undefined,
    retried: nothing,
    async completed(move) {
      done += 1;
      await report.progress(done, move.reason.sentence);
    },
    failed: (_move, { message, remedy }) => Promise.reject(new MoveRefusedError(message, remedy)),
  };
}
