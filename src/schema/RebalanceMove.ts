/** One move of a plan: which group, from where to where, what it costs, and why. */
import type {
  Move,
  MoveReason as DomainReason,
  ObjectiveGain as DomainGain,
  RejectedAlternative as DomainAlternative,
} from '../services/model/plan.js';
import { Measure } from './Balance.js';
import { builder } from './builder.js';
import type { ClusterView } from './cluster-view.js';
import { counted } from './context.js';
import { DbServer } from './DbServer.js';
import { existing } from './parts.js';
import { Shard } from './Shard.js';
import { ShardGroup } from './ShardGroup.js';
import { Tenant, type TenantShape } from './Tenant.js';

/** How a replica or a role moves. */
export const MoveKind = builder.enumType('MoveKind', {
  description: 'How a replica or a role moves.',
  values: {
    LEADERSHIP_TRANSFER: { description: 'A follower in sync becomes the leader: roles change, no data is copied.' },
    MOVE_LEADER: { description: 'The data of the leader is copied to another server, which then leads.' },
    MOVE_FOLLOWER: { description: 'The data of a follower is copied to another server, which then follows.' },
  },
});

const ObjectiveGain = builder.objectRef<DomainGain>('ObjectiveGain').implement({
  description: 'What a move does to one measure.',
  fields: (t) => ({
    measure: t.expose('measure', { type: Measure, description: 'What is measured.' }),
    unit: t.exposeString('unit', { description: 'What the values count.' }),
    maxBefore: t.exposeFloat('maxBefore', { description: 'Largest value on one server before the move.' }),
    maxAfter: t.exposeFloat('maxAfter', { description: 'Largest value on one server after the move.' }),
  }),
});

const RejectedAlternative = builder.objectRef<DomainAlternative>('RejectedAlternative').implement({
  description: 'Another target that was considered.',
  fields: (t) => ({
    serverId: t.exposeString('to', { description: 'serverId of the other target.' }),
    sentence: t.exposeString('sentence', { description: 'Why it was not taken.' }),
  }),
});

const MoveReason = builder.objectRef<DomainReason>('MoveReason').implement({
  description: 'Why a move is made.',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'Stable and machine readable, e.g. LOWERS_MAX_BYTES.' }),
    sentence: t.exposeString('sentence', { description: 'The reason with its numbers, for people.' }),
    gains: t.field({
      type: [ObjectiveGain],
      description: 'What it does to each measure.',
      resolve: ({ gains }) => gains,
    }),
    bindingRule: t.exposeString('bindingRule', {
      nullable: true,
      description: 'The rule that decided between the candidates, as a sentence; null when none did.',
    }),
    rejectedAlternative: t.field({
      type: RejectedAlternative,
      nullable: true,
      description: 'The next best target and why it was not taken; null when there was none.',
      resolve: (reason) => reason.rejectedAlternative,
    }),
  }),
});

/** A move with the state of the cluster from which its list of moves starts. */
export interface MoveShape {
  readonly view: ClusterView;
  readonly move: Move;
}

/** One move of a plan. */
export const RebalanceMove = builder.objectRef<MoveShape>('RebalanceMove').implement({
  description: 'One move of a plan. Group, shards, servers and tenants are shown as they are before the first move.',
  fields: (t) => ({
    index: t.int({ description: 'Its place in the order of the moves, from 0.', resolve: ({ move }) => move.index }),
    wave: t.int({
      description: 'Its wave, from 0: moves of one wave may run at the same time, waves one after the other.',
      resolve: ({ move }) => move.wave,
    }),
    kind: t.field({ type: MoveKind, description: 'How it moves.', resolve: ({ move }) => move.kind }),
    group: t.field({
      type: ShardGroup,
      description: 'The shard group that moves, as one.',
      resolve: ({ view, move }) => existing(view.group(move.groupId), move.groupId),
    }),
    shards: t.field({
      type: [Shard],
      description: "The group's shards.",
      resolve: ({ view, move }, _args, context) => {
        const { group } = existing(view.group(move.groupId), move.groupId);
        return counted(
          context,
          group.shards.map((shard) => ({ view, group, shard })),
        );
      },
    }),
    from: t.field({
      type: DbServer,
      description: 'The DB-Server that gives the replica or the role.',
      resolve: ({ view, move }) => view.replicaHolder(move.from),
    }),
    to: t.field({
      type: DbServer,
      description: 'The DB-Server that takes it.',
      resolve: ({ view, move }) => view.replicaHolder(move.to),
    }),
    bytes: t.field({
      type: 'BigInt',
      description: 'Bytes that are copied; 0 for a leadership transfer.',
      resolve: ({ move }) => move.bytes,
    }),
    documents: t.field({
      type: 'BigInt',
      description: 'Documents that are copied; 0 for a leadership transfer.',
      resolve: ({ move }) => move.documents,
    }),
    estimatedSeconds: t.float({
      description: 'How long it will take, in seconds; modelled from the bandwidth limit of the plan.',
      resolve: ({ move }) => move.estimatedSeconds,
    }),
    tenants: t.field({
      type: [Tenant],
      description: 'The tenants whose documents move, in the order of their keys.',
      resolve: ({ view, move }, _args, context) => counted(context, tenantsOfMove(view, move)),
    }),
    reason: t.field({ type: MoveReason, description: 'Why it is made.', resolve: ({ move }) => move.reason }),
  }),
});

function tenantsOfMove(view: ClusterView, move: Move): readonly TenantShape[] {
  const keys = new Set(move.tenantKeys);
  return view
    .tenantsIn(move.groupId)
    .filter(({ key }) => keys.has(key))
    .map((facts) => ({ view, facts, record: null }));
}
