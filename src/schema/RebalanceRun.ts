/** A run that carries out a plan: how far its moves are, and the plans it offers when it ended early. */
import type { MaybePromise } from '../services/base/maybe-promise.js';
import { type MoveState, moveStatesOf } from '../services/model/move-states.js';
import type { RebalancePlan as DomainPlan } from '../services/model/plan.js';
import { progressBefore, type RebalanceProgress } from '../services/model/rebalance-run.js';
import type { Run as DomainRun } from '../services/model/run.js';
import { builder } from './builder.js';
import type { ClusterView } from './cluster-view.js';
import type { Context } from './context.js';
import { DbServer } from './DbServer.js';
import { enumOf } from './enum.js';
import { exposedOf, show, showOrNull } from './exposed.js';
import { existing } from './parts.js';
import { ProbeFigures } from './PerformanceReport.js';
import { RebalanceMove } from './RebalanceMove.js';
import { RebalancePlan } from './RebalancePlan.js';
import { Run, RunFailure, runNode, type ShownRun } from './Run.js';

const MoveStatus = enumOf('MoveStatus', 'State of one move of a rebalance.', {
  PENDING: 'Not started yet; after the end of the run: not made.',
  COPYING: 'The data is being copied to the target.',
  SWITCHING: 'The data has been copied; roles and placement are being changed.',
  COMPLETED: 'The move was made, and the shard group is in sync.',
  FAILED: 'The move was not made; its failure says why.',
} satisfies Record<MoveState['status'], string>);

/** What a run was asked to do between two moves. */
const StopRequest = enumOf('StopRequest', 'A request that takes effect once the moves under way have finished.', {
  PAUSE: 'Pause the run, so that it can be resumed.',
  CANCEL: 'Cancel the run, which ends it.',
});

interface StateShape {
  readonly view: ClusterView;
  readonly state: MoveState;
}

const MoveProgress = builder.objectRef<StateShape>('MoveProgress').implement({
  description: 'Progress of one move of a rebalance.',
  fields: exposedOf('state', (t) => ({
    move: t.field({
      type: RebalanceMove,
      description: 'The move as the plan describes it.',
      resolve: ({ view, state }) => ({ view, move: state.move }),
    }),
    status: show(MoveStatus, 'Whether the move is pending, under way, made or not made.'),
    to: t.field({
      type: DbServer,
      description:
        'The DB-Server that receives the replica or role; differs from the plan when the planned server ' +
        'could not.',
      resolve: ({ view, state }) => view.replicaHolder(state.to),
    }),
    copiedBytes: show('BigInt', 'Bytes copied so far; 0 for a leadership transfer.'),
    totalBytes: show('BigInt', 'Bytes to copy in total; 0 for a leadership transfer.'),
    bytesPerSecond: t.float({
      nullable: true,
      description: 'Copy rate so far, in bytes per second; null when nothing is being copied.',
      resolve: ({ state }) => state.underWay?.bytesPerSecond ?? null,
    }),
    secondsLeft: t.float({
      nullable: true,
      description: 'Remaining time at that rate, in seconds; null when nothing is being copied.',
      resolve: ({ state }) => state.underWay?.secondsLeft ?? null,
    }),
    failure: showOrNull(RunFailure, 'Why the move was not made; null unless its status is FAILED.'),
  })),
});

/** A run that carries out a plan. */
export const RebalanceRun = builder.objectRef<ShownRun>('RebalanceRun');

builder.node(RebalanceRun, {
  description: 'A run that carries out a plan, wave by wave.',
  interfaces: [Run],
  ...runNode('REBALANCE'),
  fields: (t) => ({
    plan: t.field({ type: RebalancePlan, description: 'The plan that the run carries out.', resolve: planOf }),
    moves: t.field({
      type: [MoveProgress],
      description: 'The moves of the plan in order, each with its progress.',
      resolve: async (run, _args, context) => {
        const plan = await planOf(run, {}, context);
        const view = existing(await context.loaders.cluster({ kind: 'before', id: plan.id }), `plan ${plan.id}`);
        const states = moveStatesOf(plan, progressOf(run, plan));
        return states.map((state) => ({ view, state }));
      },
    }),
    movesPlanned: t.int({
      description: 'Number of moves in the plan; 0 until the run has started.',
      resolve: ({ rebalance }) => rebalance?.moves ?? 0,
    }),
    movesMade: t.int({
      description: 'Number of moves made so far.',
      resolve: ({ rebalance }) => rebalance?.movesMade ?? 0,
    }),
    movesNotMade: t.int({
      description: 'Number of moves that could not be made.',
      resolve: ({ rebalance }) => rebalance?.notMade.length ?? 0,
    }),
    movesElsewhere: t.int({
      description: 'Number of moves that went, or are on their way, to another DB-Server than planned.',
      resolve: ({ rebalance }) => rebalance?.elsewhere.length ?? 0,
    }),
    bytesPlanned: t.field({
      type: 'BigInt',
      description: 'Bytes that the plan copies in total.',
      resolve: ({ rebalance }) => rebalance?.bytes ?? 0n,
    }),
    bytesMoved: t.field({
      type: 'BigInt',
      description: 'Bytes copied by the moves made so far.',
      resolve: ({ rebalance }) => rebalance?.bytesMoved ?? 0n,
    }),
    wavesPlanned: t.int({
      description: 'Number of waves in the plan; 0 until the run has started.',
      resolve: ({ rebalance }) => rebalance?.waves ?? 0,
    }),
    wavesDone: t.int({
      description: 'Number of waves that have ended.',
      resolve: ({ rebalance }) => rebalance?.wave ?? 0,
    }),
    stopRequested: t.field({
      type: StopRequest,
      nullable: true,
      description: 'The pending request to pause or cancel; null when there is none.',
      resolve: ({ rebalance }) => rebalance?.stopRequested ?? null,
    }),
    probe: t.field({
      type: ProbeFigures,
      nullable: true,
      description:
        'Results of querying existing tenants while shards moved, for the whole run so far. Updated at the ' +
        'end of each wave and when the run stops. After pauses and restarts, percentiles and tenantsProbed ' +
        'are the largest of the parts. Null until the first update.',
      resolve: ({ rebalance }) => rebalance?.probe ?? null,
    }),
    finishPlan: t.field({
      type: RebalancePlan,
      nullable: true,
      description:
        'A plan for the remaining moves, made when the run ended early, for the cluster at that moment. ' +
        'Apply it with applyRebalance. Null when no move remains or none is possible.',
      resolve: ({ rebalance }, _args, { loaders }) => orNull(rebalance?.finishPlanId, loaders.plan),
    }),
    goBackPlan: t.field({
      type: RebalancePlan,
      nullable: true,
      description:
        'A plan that undoes the moves made, made when the run ended early, for the cluster at that moment. ' +
        'Null when no move was made or none is possible.',
      resolve: ({ rebalance }, _args, { loaders }) => orNull(rebalance?.goBackPlanId, loaders.plan),
    }),
  }),
});

function orNull(id: string | null | undefined, plans: Context['loaders']['plan']): MaybePromise<DomainPlan | null> {
  return id == null ? null : plans.load(id);
}

async function planOf(run: DomainRun, _args: object, { loaders }: Context): Promise<DomainPlan> {
  const id = 'planId' in run.input ? run.input.planId : '';
  return existing(await loaders.plan.load(id), `plan ${id}`);
}

function progressOf({ rebalance }: DomainRun, { moves, waves, summary }: DomainPlan): RebalanceProgress {
  return rebalance ?? progressBefore({ moves: moves.length, waves: waves.length, bytes: summary.bytesMoved });
}
