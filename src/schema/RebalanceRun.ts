/** A run that carries out a plan: how far its moves are, and the plans it offers when it ended early. */
import type { MoveState } from '../services/model/move-states.js';
import { moveStatesOf } from '../services/model/move-states.js';
import type { RebalancePlan as DomainPlan } from '../services/model/plan.js';
import { progressBefore, type RebalanceProgress } from '../services/model/rebalance-run.js';
import type { Run as DomainRun } from '../services/model/run.js';
import { builder } from './builder.js';
import type { ClusterView } from './cluster-view.js';
import { type Context, counted } from './context.js';
import { DbServer } from './DbServer.js';
import { existing } from './parts.js';
import { ProbeFigures } from './PerformanceReport.js';
import { RebalanceMove } from './RebalanceMove.js';
import { RebalancePlan } from './RebalancePlan.js';
import { Run, RunFailure } from './Run.js';

const MoveStatus = builder.enumType('MoveStatus', {
  description: 'How a move of a rebalance stands.',
  values: {
    PENDING: { description: 'It has not been started; in a run that has ended it was not made.' },
    COPYING: { description: 'Its data is being copied.' },
    SWITCHING: { description: 'Its data is there; roles and placement change.' },
    COMPLETED: { description: 'It was made.' },
    FAILED: { description: 'It could not be made; its failure says why.' },
  } satisfies Record<MoveState['status'], { description: string }>,
});

/** What a run was asked to do between two moves. */
const StopRequest = builder.enumType('StopRequest', {
  description: 'What a run was asked to do between two moves.',
  values: {
    PAUSE: { description: 'To pause.' },
    CANCEL: { description: 'To end.' },
  },
});

interface StateShape {
  readonly view: ClusterView;
  readonly state: MoveState;
}

const MoveProgress = builder.objectRef<StateShape>('MoveProgress').implement({
  description: 'How one move of a rebalance stands.',
  fields: (t) => ({
    move: t.field({
      type: RebalanceMove,
      description: 'The move as it was planned.',
      resolve: ({ view, state }) => ({ view, move: state.move }),
    }),
    status: t.field({ type: MoveStatus, description: 'How it stands.', resolve: ({ state }) => state.status }),
    to: t.field({
      type: DbServer,
      description: 'The DB-Server that takes it: another than planned when that one could not.',
      resolve: ({ view, state }) => view.replicaHolder(state.to),
    }),
    copiedBytes: t.field({
      type: 'BigInt',
      description: 'Bytes that have been copied.',
      resolve: ({ state }) => state.copiedBytes,
    }),
    totalBytes: t.field({
      type: 'BigInt',
      description: 'Bytes to be copied; 0 for a leadership transfer.',
      resolve: ({ state }) => state.totalBytes,
    }),
    bytesPerSecond: t.float({
      nullable: true,
      description: 'Rate of the copy so far; null unless it is being copied.',
      resolve: ({ state }) => state.underWay?.bytesPerSecond ?? null,
    }),
    secondsLeft: t.float({
      nullable: true,
      description: 'Estimated from the rate, in seconds; null unless it is being copied.',
      resolve: ({ state }) => state.underWay?.secondsLeft ?? null,
    }),
    failure: t.field({
      type: RunFailure,
      nullable: true,
      description: 'Why it was not made; null unless it failed.',
      resolve: ({ state }) => state.failure,
    }),
  }),
});

/** A run that carries out a plan. */
export const RebalanceRun = builder.objectRef<DomainRun>('RebalanceRun');

builder.node(RebalanceRun, {
  description: 'A run that carries out a plan, wave by wave.',
  interfaces: [Run],
  id: { description: 'Opaque global id.', resolve: ({ id }) => id },
  loadManyWithoutCache: async (ids, { loaders }) => {
    const runs = await Promise.all(ids.map((id) => loaders.run.load(id)));
    return runs.map((run) => (run?.kind === 'REBALANCE' ? run : null));
  },
  fields: (t) => ({
    plan: t.field({ type: RebalancePlan, description: 'The plan that it carries out.', resolve: planOf }),
    moves: t.field({
      type: [MoveProgress],
      description: "The plan's moves in their order, with how each stands.",
      resolve: async (run, _args, context) => {
        const plan = await planOf(run, {}, context);
        const view = existing(await context.loaders.cluster({ kind: 'before', id: plan.id }), `plan ${plan.id}`);
        const states = moveStatesOf(plan, progressOf(run, plan));
        return counted(
          context,
          states.map((state) => ({ view, state })),
        );
      },
    }),
    movesPlanned: t.int({
      description: 'Moves of the plan; 0 until the run has begun.',
      resolve: ({ rebalance }) => rebalance?.moves ?? 0,
    }),
    movesMade: t.int({
      description: 'Moves that have been made.',
      resolve: ({ rebalance }) => rebalance?.movesMade ?? 0,
    }),
    movesNotMade: t.int({
      description: 'Moves that could not be made.',
      resolve: ({ rebalance }) => rebalance?.notMade.length ?? 0,
    }),
    movesElsewhere: t.int({
      description: 'Moves that went to another server than planned, or are on their way there.',
      resolve: ({ rebalance }) => rebalance?.elsewhere.length ?? 0,
    }),
    bytesPlanned: t.field({
      type: 'BigInt',
      description: 'Bytes that the plan copies.',
      resolve: ({ rebalance }) => rebalance?.bytes ?? 0n,
    }),
    bytesMoved: t.field({
      type: 'BigInt',
      description: 'Bytes that moves which have been made copied.',
      resolve: ({ rebalance }) => rebalance?.bytesMoved ?? 0n,
    }),
    wavesPlanned: t.int({
      description: 'Waves of the plan; 0 until the run has begun.',
      resolve: ({ rebalance }) => rebalance?.waves ?? 0,
    }),
    wavesDone: t.int({ description: 'Waves that are over.', resolve: ({ rebalance }) => rebalance?.wave ?? 0 }),
    stopRequested: t.field({
      type: StopRequest,
      nullable: true,
      description: 'What was asked for and takes effect once the moves under way are made; null for nothing.',
      resolve: ({ rebalance }) => rebalance?.stopRequested ?? null,
    }),
    probe: t.field({
      type: ProbeFigures,
      nullable: true,
      description:
        'How existing tenants fared while shards moved, told at the end of each wave and when the run stops: of the whole run so far. After pauses and restarts percentiles and tenantsProbed are the largest of its parts. Null until it is told.',
      resolve: ({ rebalance }) => rebalance?.probe ?? null,
    }),
    finishPlan: t.field({
      type: RebalancePlan,
      nullable: true,
      description:
        'When the run ended early: the moves that are left, for the cluster as it was then. Apply it with applyRebalance. Null where nothing is left, or no move is possible.',
      resolve: ({ rebalance }, _args, { loaders }) => orNull(rebalance?.finishPlanId, loaders.plan),
    }),
    goBackPlan: t.field({
      type: RebalancePlan,
      nullable: true,
      description:
        'When the run ended early: the moves that undo what was done, for the cluster as it was then. Null where nothing was done, or no move is possible.',
      resolve: ({ rebalance }, _args, { loaders }) => orNull(rebalance?.goBackPlanId, loaders.plan),
    }),
  }),
});

function orNull(id: string | null | undefined, plans: Context['loaders']['plan']): Promise<DomainPlan | null> | null {
  return id == null ? null : plans.load(id);
}

async function planOf(run: DomainRun, _args: object, { loaders }: Context): Promise<DomainPlan> {
  const id = 'planId' in run.input ? run.input.planId : '';
  return existing(await loaders.plan.load(id), `plan ${id}`);
}

function progressOf({ rebalance }: DomainRun, { moves, waves, summary }: DomainPlan): RebalanceProgress {
  return rebalance ?? progressBefore({ moves: moves.length, waves: waves.length, bytes: summary.bytesMoved });
}
