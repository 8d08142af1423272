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
import { DbServer } from './DbServer.js';
import { enumOf } from './enum.js';
import { exposed, exposedOf, show, showOrNull } from './exposed.js';
import { existing } from './parts.js';
import { Shard } from './Shard.js';
import { ShardGroup } from './ShardGroup.js';
import { Tenant, type TenantShape } from './Tenant.js';

/** How a replica or a role moves. */
export const MoveKind = enumOf('MoveKind', 'What a move does to a replica or its role.', {
  LEADERSHIP_TRANSFER: 'An in-sync follower becomes the leader. Only roles change; no data is copied.',
  MOVE_LEADER: 'The data of the leader is copied to another server, which becomes the leader.',
  MOVE_FOLLOWER: 'The data of a follower is copied to another server, which becomes a follower.',
});

const ObjectiveGain = builder.objectRef<DomainGain>('ObjectiveGain').implement({
  description: 'The effect of a move on one measure.',
  fields: exposed(() => ({
    measure: show(Measure, 'The measure that these figures describe.'),
    unit: show('String', 'Unit of the values, e.g. bytes.'),
    maxBefore: show('Float', 'Largest value on one DB-Server before the move.'),
    maxAfter: show('Float', 'Largest value on one DB-Server after the move.'),
  })),
});

const RejectedAlternative = builder.objectRef<DomainAlternative>('RejectedAlternative').implement({
  description: 'Another target that was considered for a move.',
  fields: (t) => ({
    serverId: t.exposeString('to', { description: 'serverId of the target that was not chosen.' }),
    sentence: t.exposeString('sentence', { description: 'Why the target was not chosen, as a sentence.' }),
  }),
});

const MoveReason = builder.objectRef<DomainReason>('MoveReason').implement({
  description: 'Why a plan contains a move.',
  fields: exposed(() => ({
    code: show('String', 'Stable, machine-readable code of the reason, e.g. LOWERS_MAX_BYTES.'),
    sentence: show('String', 'The reason as a sentence for people, with numbers.'),
    gains: show([ObjectiveGain], 'The effect of the move on each measure.'),
    bindingRule: showOrNull(
      'String',
      'The rule that decided between the candidates, as a sentence; null when none did.',
    ),
    rejectedAlternative: showOrNull(
      RejectedAlternative,
      'The second-best target and why it was not chosen; null when there was no other.',
    ),
  })),
});

/** A move with the state of the cluster from which its list of moves starts. */
export interface MoveShape {
  readonly view: ClusterView;
  readonly move: Move;
}

/** One move of a plan. */
export const RebalanceMove = builder.objectRef<MoveShape>('RebalanceMove').implement({
  description:
    'One move of a plan. Its shard group, shards, servers and tenants are shown as they are before the ' +
    'first move.',
  fields: exposedOf('move', (t) => ({
    index: show('Int', 'Index of the move in the plan, from 0.'),
    wave: show(
      'Int',
      'Index of the wave of the move, from 0. Moves of one wave may run at the same time; waves run one ' +
        'after another.',
    ),
    kind: show(MoveKind, 'What the move does, e.g. MOVE_FOLLOWER.'),
    group: t.field({
      type: ShardGroup,
      description: 'The shard group, which moves as a whole.',
      resolve: ({ view, move }) => existing(view.group(move.groupId), move.groupId),
    }),
    shards: t.field({
      type: [Shard],
      description: 'The shards that move, one per coupled collection.',
      resolve: ({ view, move }) => {
        const { group } = existing(view.group(move.groupId), move.groupId);
        return group.shards.map((shard) => ({ view, group, shard }));
      },
    }),
    from: t.field({
      type: DbServer,
      description: 'The DB-Server that gives up the replica or role.',
      resolve: ({ view, move }) => view.replicaHolder(move.from),
    }),
    to: t.field({
      type: DbServer,
      description: 'The DB-Server that receives the replica or role.',
      resolve: ({ view, move }) => view.replicaHolder(move.to),
    }),
    bytes: show('BigInt', 'Bytes to copy; 0 for a leadership transfer.'),
    documents: show('BigInt', 'Number of documents to copy; 0 for a leadership transfer.'),
    estimatedSeconds: show('Float', 'Expected duration in seconds, modelled from the bandwidth limit of the plan.'),
    tenants: t.field({
      type: [Tenant],
      description: 'The tenants whose documents move, ordered by key.',
      resolve: ({ view, move }) => tenantsOfMove(view, move),
    }),
    reason: show(MoveReason, 'Why the plan contains this move.'),
  })),
});

function tenantsOfMove(view: ClusterView, move: Move): readonly TenantShape[] {
  const keys = new Set(move.tenantKeys);
  return view
    .tenantsIn(move.groupId)
    .filter(({ key }) => keys.has(key))
    .map((facts) => ({ view, facts, record: null }));
}
