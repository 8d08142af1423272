/** A plan: before, after, moves, waves, what does not move and why, and the way back. */
import { fingerprintInTurns } from '../services/model/fingerprint.js';
import type {
  ImaginedPart as DomainImagined,
  MoveWave as DomainWave,
  NonMove as DomainNonMove,
  PlanObstacle as DomainObstacle,
  RebalancePlan as DomainPlan,
} from '../services/model/plan.js';
import { MeasureBalance } from './Balance.js';
import { builder } from './builder.js';
import { Cluster } from './Cluster.js';
import { DbServer } from './DbServer.js';
import { enumOf } from './enum.js';
import { exposed, exposedOf, show } from './exposed.js';
import { existing, stateOf } from './parts.js';
import { PlanSummary } from './PlanSummary.js';
import { RebalanceMove } from './RebalanceMove.js';

interface WaveShape {
  readonly plan: DomainPlan;
  readonly wave: DomainWave;
}

const MoveWave = builder.objectRef<WaveShape>('MoveWave').implement({
  description: 'A wave: moves that may run at the same time.',
  fields: exposedOf('wave', (t) => ({
    index: show('Int', 'Index of the wave in the plan, from 0.'),
    moves: t.field({
      type: [RebalanceMove],
      description: 'The moves of the wave, in order.',
      resolve: async ({ plan, wave }, _args, context) => {
        const view = await stateOf(plan, 'before', context);
        const moves = wave.moves.map((index) => existing(plan.moves[index] ?? null, `move ${index}`));
        return moves.map((move) => ({ view, move }));
      },
    }),
    bytes: show('BigInt', 'Bytes that the wave copies.'),
    estimatedSeconds: show('Float', 'Expected duration of the wave in seconds, modelled from the bandwidth limit.'),
  })),
});

const NonMove = builder.objectRef<{ plan: DomainPlan; nonMove: DomainNonMove }>('NonMove').implement({
  description: 'Why a DB-Server keeps its share although it is far from the mean.',
  fields: exposedOf('nonMove', (t) => ({
    server: t.field({
      type: DbServer,
      description: 'The DB-Server that keeps its share.',
      resolve: async ({ plan, nonMove }, _args, context) =>
        (await stateOf(plan, 'before', context)).replicaHolder(nonMove.serverId),
    }),
    code: show('String', 'Stable, machine-readable code of the reason.'),
    sentence: show('String', 'The reason as a sentence, with numbers.'),
  })),
});

const ImaginedKind = enumOf('ImaginedKind', 'What a plan assumes that does not exist.', {
  SERVERS: 'DB-Servers to be added.',
  SUCCESSORS: 'DB-Servers that replace others.',
  SHARD_GROUPS: 'SmartGraphs with a different number of shard groups.',
  TENANTS: 'Tenants that are expected in the future.',
} satisfies Record<DomainImagined['kind'], string>);

const ImaginedPart = builder.objectRef<DomainImagined>('ImaginedPart').implement({
  description: 'Something that a plan assumes although it does not exist.',
  fields: exposed(() => ({
    kind: show(ImaginedKind, 'What kind of thing is assumed.'),
    sentence: show('String', 'The assumption in one sentence, with numbers.'),
  })),
});

const PlanObstacle = builder.objectRef<DomainObstacle>('PlanObstacle').implement({
  description: 'Why a plan cannot be applied.',
  fields: exposed(() => ({
    code: show('String', 'Stable, machine-readable code: SERVERS_DO_NOT_EXIST or OTHER_NUMBER_OF_SHARDS.'),
    sentence: show('String', 'The reason as a sentence, with numbers.'),
    remedy: show('String', 'What to do instead.'),
  })),
});

/** A plan that was kept. */
export const RebalancePlan = builder.objectRef<DomainPlan>('RebalancePlan');

builder.node(RebalancePlan, {
  description:
    'A proposal of moves for one topology. A plan never changes, and making one changes nothing in the cluster.',
  id: { description: 'Opaque global id of the plan.', resolve: ({ id }) => id },
  loadManyWithoutCache: (ids, { loaders }) => Promise.all(ids.map((id) => loaders.plan.load(id))),
  fields: exposed((t) => ({
    planHash: show(
      'String',
      'SHA-256 of everything that the plan says. The same topology, options and seed give the same hash.',
    ),
    baseFingerprint: show(
      'String',
      'Fingerprint of the topology that the plan was made for, without anything that the plan assumes.',
    ),
    createdAt: show('DateTime', 'When the plan was made.'),
    isHypothetical: t.boolean({
      description: 'Whether the plan assumes anything that does not exist.',
      resolve: (plan) => plan.whatIf.imagined.length > 0,
    }),
    imagined: t.field({
      type: [ImaginedPart],
      description: 'What the plan assumes; empty when everything in it exists.',
      resolve: (plan) => plan.whatIf.imagined,
    }),
    obstacle: t.field({
      type: PlanObstacle,
      nullable: true,
      description: 'Why the plan cannot be applied; null when it can be, as long as it is not stale.',
      resolve: (plan) => plan.whatIf.obstacle,
    }),
    today: t.field({
      type: [MeasureBalance],
      description:
        'Balance of each measure in the cluster that the plan was requested for, without anything that the ' +
        'plan assumes.',
      resolve: (plan) => plan.whatIf.today.map((balance) => ({ view: null, balance })),
    }),
    before: t.field({
      type: Cluster,
      description: 'The cluster from which the plan starts, including everything that it assumes.',
      resolve: (plan, _args, context) => stateOf(plan, 'before', context),
    }),
    after: t.field({
      type: Cluster,
      description: 'The cluster that the plan would produce.',
      resolve: (plan, _args, context) => stateOf(plan, 'after', context),
    }),
    moves: t.field({
      type: [RebalanceMove],
      description: 'The moves, in the order in which to make them.',
      resolve: async (plan, _args, context) => {
        const view = await stateOf(plan, 'before', context);
        return plan.moves.map((move) => ({ view, move }));
      },
    }),
    waves: t.field({
      type: [MoveWave],
      description: 'The moves grouped into waves, which run one after another.',
      resolve: (plan) => plan.waves.map((wave) => ({ plan, wave })),
    }),
    summary: t.field({
      type: PlanSummary,
      description: 'Figures of the plan, such as bytes moved and balance before and after.',
      resolve: (plan) => plan,
    }),
    notMoved: t.field({
      type: [NonMove],
      description: 'DB-Servers that keep their share although they are far from the mean, and why.',
      resolve: (plan) => plan.notMoved.map((nonMove) => ({ plan, nonMove })),
    }),
    inverse: t.field({
      type: [RebalanceMove],
      description: 'The moves that lead from after back to before, in order.',
      resolve: async (plan, _args, context) => {
        const view = await stateOf(plan, 'after', context);
        return plan.inverse.map((move) => ({ view, move }));
      },
    }),
    isStale: t.boolean({
      description: 'Whether the live topology differs from the one that the plan was made for.',
      resolve: async (plan, _args, { loaders }) =>
        (await fingerprintInTurns((await loaders.live()).topology)) !== plan.baseFingerprint,
    }),
  })),
});
