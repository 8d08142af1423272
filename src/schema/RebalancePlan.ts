/** A plan: before, after, moves, waves, what does not move and why, and the way back. */
import { fingerprintInTurns } from '../services/model/fingerprint.js';
import type {
  MoveWave as DomainWave,
  NonMove as DomainNonMove,
  RebalancePlan as DomainPlan,
} from '../services/model/plan.js';
import type { ImaginedPart as DomainImagined, PlanObstacle as DomainObstacle } from '../services/model/what-if.js';
import { MeasureBalance } from './Balance.js';
import { builder } from './builder.js';
import { Cluster } from './Cluster.js';
import { counted } from './context.js';
import { DbServer } from './DbServer.js';
import { inTurnsIfLong } from './list-in-turns.js';
import { existing } from './parts.js';
import { stateOf } from './plan-state.js';
import { PlanSummary } from './PlanSummary.js';
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
        const moves = wave.moves.map((index) => existing(plan.moves[index] ?? null, `move ${index}`));
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

const ImaginedKind = builder.enumType('ImaginedKind', {
  description: 'What a plan may imagine.',
  values: {
    SERVERS: { description: 'Servers that are added.' },
    SUCCESSORS: { description: 'Servers that take the place of others.' },
    SHARD_GROUPS: { description: 'SmartGraphs with another number of shard groups.' },
    TENANTS: { description: 'Tenants that are still to come.' },
  } satisfies Record<DomainImagined['kind'], { description: string }>,
});

const ImaginedPart = builder.objectRef<DomainImagined>('ImaginedPart').implement({
  description: 'Something in a plan that does not exist.',
  fields: (t) => ({
    kind: t.expose('kind', { type: ImaginedKind, description: 'What it is.' }),
    sentence: t.exposeString('sentence', { description: 'What is imagined, and what was assumed about it.' }),
  }),
});

const PlanObstacle = builder.objectRef<DomainObstacle>('PlanObstacle').implement({
  description: 'Why a plan cannot be applied as it is.',
  fields: (t) => ({
    code: t.exposeString('code', {
      description: 'Stable and machine readable: SERVERS_DO_NOT_EXIST or OTHER_NUMBER_OF_SHARDS.',
    }),
    sentence: t.exposeString('sentence', { description: 'The reason with its numbers.' }),
    remedy: t.exposeString('remedy', { description: 'What can be done instead.' }),
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
    isHypothetical: t.boolean({
      description: 'Whether it imagines anything that does not exist.',
      resolve: (plan) => plan.whatIf.imagined.length > 0,
    }),
    imagined: t.field({
      type: [ImaginedPart],
      description: 'What it imagines, and what was assumed about it; empty when everything in it exists.',
      resolve: (plan) => plan.whatIf.imagined,
    }),
    obstacle: t.field({
      type: PlanObstacle,
      nullable: true,
      description: 'Why it cannot be applied as it is; null when its moves can be made while it is not stale.',
      resolve: (plan) => plan.whatIf.obstacle,
    }),
    today: t.field({
      type: [MeasureBalance],
      description: 'Each measure of the cluster that was asked about, before anything was imagined.',
      resolve: (plan) => plan.whatIf.today.map((balance) => ({ view: null, balance })),
    }),
    before: t.field({
      type: Cluster,
      description: 'The cluster from which it starts, with everything that it imagines.',
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
        return inTurnsIfLong(
          counted(
            context,
            plan.moves.map((move) => ({ view, move })),
          ),
        );
      },
    }),
    waves: t.field({
      type: [MoveWave],
      description: 'The moves in waves that run one after the other.',
      resolve: (plan) => inTurnsIfLong(plan.waves.map((wave) => ({ plan, wave }))),
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
        return inTurnsIfLong(
          counted(
            context,
            plan.inverse.map((move) => ({ view, move })),
          ),
        );
      },
    }),
    isStale: t.boolean({
      description: 'Whether the live topology differs from the one that the plan was made for.',
      resolve: async (plan, _args, { loaders }) =>
        (await fingerprintInTurns((await loaders.live()).topology)) !== plan.baseFingerprint,
    }),
  }),
});
