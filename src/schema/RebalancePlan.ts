/** A plan: before, after, moves, waves, what does not move and why, and the way back. */
import { fingerprint } from '../services/model/fingerprint.js';
import type {
  MoveWave as DomainWave,
  NonMove as DomainNonMove,
  PlanSummary as DomainSummary,
  RebalancePlan as DomainPlan,
} from '../services/model/plan.js';
import { MeasureBalance } from './Balance.js';
import { builder } from './builder.js';
import { Cluster } from './Cluster.js';
import type { ClusterView } from './cluster-view.js';
import { type Context, counted } from './context.js';
import { DbServer } from './DbServer.js';
import { existing } from './parts.js';
import { RebalanceMove } from './RebalanceMove.js';

interface WaveShape {
  readonly plan: DomainPlan;
  readonly wave: DomainWave;
}

const MoveWave = builder.objectRef<WaveShape>('MoveWave').implement({
  description: 'Moves that may run at the same time.',
  fields: (t) => ({
    index: t.int({ description: 'Its place in the order of the waves, from 0.', resolve: ({ wave }) => wave.index }),
    moves: t.field({
      type: [RebalanceMove],
      description: 'Its moves.',
      resolve: async ({ plan, wave }, _args, context) => {
        const view = await stateOf(plan, 'before', context);
        const inWave = new Set(wave.moves);
        const moves = plan.moves.filter(({ index }) => inWave.has(index));
        return counted(
          context,
          moves.map((move) => ({ view, move })),
        );
      },
    }),
    bytes: t.field({ type: 'BigInt', description: 'Bytes that it copies.', resolve: ({ wave }) => wave.bytes }),
    estimatedSeconds: t.float({
      description: 'How long it will take, in seconds; modelled from the bandwidth limit.',
      resolve: ({ wave }) => wave.estimatedSeconds,
    }),
  }),
});

interface SummaryShape {
  readonly plan: DomainPlan;
  readonly summary: DomainSummary;
}

const PlanSummary = builder.objectRef<SummaryShape>('PlanSummary').implement({
  description: 'A plan in figures.',
  fields: (t) => ({
    sentence: t.string({
      description: 'The plan in one sentence, for a reader in a hurry.',
      resolve: ({ summary }) => summary.sentence,
    }),
    moves: t.int({ description: 'Number of moves.', resolve: ({ summary }) => summary.moves }),
    bytesMoved: t.field({
      type: 'BigInt',
      description: 'Bytes that are copied.',
      resolve: ({ summary }) => summary.bytesMoved,
    }),
    leastBytes: t.field({
      type: 'BigInt',
      description: 'Bytes that servers below the mean need to reach it: no plan can balance with fewer.',
      resolve: ({ summary }) => summary.leastBytes,
    }),
    estimatedSeconds: t.float({
      description: 'How long it will take, in seconds; modelled from the bandwidth limit.',
      resolve: ({ summary }) => summary.estimatedSeconds,
    }),
    before: t.field({
      type: [MeasureBalance],
      description: 'Each measure before the first move.',
      resolve: async ({ plan, summary }, _args, context) => {
        const view = await stateOf(plan, 'before', context);
        return summary.before.map((balance) => ({ view, balance }));
      },
    }),
    after: t.field({
      type: [MeasureBalance],
      description: 'Each measure after the last move.',
      resolve: async ({ plan, summary }, _args, context) => {
        const view = await stateOf(plan, 'after', context);
        return summary.after.map((balance) => ({ view, balance }));
      },
    }),
  }),
});

const NonMove = builder.objectRef<{ plan: DomainPlan; nonMove: DomainNonMove }>('NonMove').implement({
  description: 'Why a server stays as it is although it is far from the mean.',
  fields: (t) => ({
    server: t.field({
      type: DbServer,
      description: 'The server that stays as it is.',
      resolve: async ({ plan, nonMove }, _args, context) =>
        (await stateOf(plan, 'before', context)).replicaHolder(nonMove.serverId),
    }),
    code: t.string({ description: 'Stable and machine readable.', resolve: ({ nonMove }) => nonMove.code }),
    sentence: t.string({ description: 'The reason with its numbers.', resolve: ({ nonMove }) => nonMove.sentence }),
  }),
});

/** A plan that was kept. */
export const RebalancePlan = builder.objectRef<DomainPlan>('RebalancePlan');

builder.node(RebalancePlan, {
  description: 'A proposal of moves for one topology. It never changes, and making it changes nothing in the cluster.',
  id: { description: 'Opaque global id.', resolve: ({ id }) => id },
  loadManyWithoutCache: (ids, { loaders }) => Promise.all(ids.map((id) => loaders.plan.load(id))),
  fields: (t) => ({
    planHash: t.exposeString('planHash', {
      description: 'sha-256 of all that the plan says: the same topology, options and seed give the same hash.',
    }),
    baseFingerprint: t.exposeString('baseFingerprint', {
      description: 'Fingerprint of the topology that it was made for, before new servers are imagined.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    before: t.field({
      type: Cluster,
      description: 'The cluster from which it starts, new servers included.',
      resolve: (plan, _args, context) => stateOf(plan, 'before', context),
    }),
    after: t.field({
      type: Cluster,
      description: 'The cluster as it would make it.',
      resolve: (plan, _args, context) => stateOf(plan, 'after', context),
    }),
    moves: t.field({
      type: [RebalanceMove],
      description: 'The moves, in the order in which they are to be made.',
      resolve: async (plan, _args, context) => {
        const view = await stateOf(plan, 'before', context);
        return counted(
          context,
          plan.moves.map((move) => ({ view, move })),
        );
      },
    }),
    waves: t.field({
      type: [MoveWave],
      description: 'The moves in waves that run one after the other.',
      resolve: (plan) => plan.waves.map((wave) => ({ plan, wave })),
    }),
    summary: t.field({
      type: PlanSummary,
      description: 'The plan in figures.',
      resolve: (plan) => ({ plan, summary: plan.summary }),
    }),
    notMoved: t.field({
      type: [NonMove],
      description: 'Servers that stay as they are although they are far from the mean, and why.',
      resolve: (plan) => plan.notMoved.map((nonMove) => ({ plan, nonMove })),
    }),
    inverse: t.field({
      type: [RebalanceMove],
      description: 'The moves that lead from after back to before, in order.',
      resolve: async (plan, _args, context) => {
        const view = await stateOf(plan, 'after', context);
        return counted(
          context,
          plan.inverse.map((move) => ({ view, move })),
        );
      },
    }),
    isStale: t.boolean({
      description: 'Whether the topology has changed since the plan was made.',
      resolve: async (plan, _args, { loaders }) =>
        fingerprint((await loaders.live()).topology) !== plan.baseFingerprint,
    }),
  }),
});

async function stateOf({ id }: DomainPlan, kind: 'before' | 'after', { loaders }: Context): Promise<ClusterView> {
  // A plan that was only just made has been stored before it got here.
  return existing(await loaders.cluster({ kind, id }), `plan ${id}`);
}
