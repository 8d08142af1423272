/** What more servers would do: how things stand, what would change, what caps it, and what to do. */
import type {
  MeasureOutlook as DomainOutlook,
  NewServerOutcome as DomainOutcome,
  ScalingAdvice as DomainAdvice,
  ScalingLimit as DomainLimit,
  ScalingPlanFigures as DomainFigures,
  ScalingRecommendation as DomainRecommendation,
  ServerStanding as DomainStanding,
} from '../services/model/advice.js';
import { Measure, MeasureBalance } from './Balance.js';
import { builder } from './builder.js';
import { Deployment, Headroom } from './Cluster.js';
import { ServerStatus } from './DbServer.js';
import { enumOf } from './enum.js';
import { exposed, show, showOrNull } from './exposed.js';

const ServerStanding = builder.objectRef<DomainStanding>('ServerStanding').implement({
  description: 'The current state of one DB-Server. Everything is measured.',
  fields: exposed(() => ({
    serverId: show('String', "The server's id in the cluster, e.g. PRMR-0a1b2c3d."),
    shortName: show('String', 'Short name of the server, e.g. DBServer0001.'),
    zone: showOrNull('String', 'Availability zone of the server; null when unknown.'),
    status: show(ServerStatus, 'Whether the server is available, as the cluster reports it.'),
    capacityBytes: showOrNull('BigInt', 'Capacity of the server in bytes; null when unknown.'),
    bytes: show('BigInt', 'Bytes stored on the server, all replicas counted.'),
    documents: show('BigInt', 'Number of documents stored on the server, all replicas counted.'),
    leaders: show('Int', 'Number of shard groups that the server leads, empty ones included.'),
    leadersWithData: show('Int', 'Number of shard groups with data that the server leads.'),
    followers: show('Int', 'Number of shard groups in which the server is a follower.'),
    tenantsLed: show('Int', 'Number of tenants whose shard group the server leads.'),
    shareOfBytes: show('Float', "The server's share of the bytes on all DB-Servers, 0 to 1."),
  })),
});

const MeasureOutlook = builder.objectRef<DomainOutlook>('MeasureOutlook').implement({
  description: 'Largest value of a measure on one DB-Server: now, after a rebalance, and with the new servers.',
  fields: exposed(() => ({
    measure: show(Measure, 'The measure that these figures describe.'),
    unit: show('String', 'Unit of the values, e.g. bytes.'),
    maxNow: show('Float', 'Largest value on one DB-Server now; measured.'),
    maxRebalanced: show('Float', 'Largest value after a rebalance over the existing DB-Servers; modelled.'),
    maxWithServers: show('Float', 'Largest value after a rebalance with the new DB-Servers; modelled.'),
    bestReachable: show('Float', 'Lower bound of the largest value over all placements with the new DB-Servers.'),
    bindingRule: show('String', 'The rule that keeps bestReachable from being lower, as a sentence.'),
  })),
});

const NewServerOutcome = builder.objectRef<DomainOutcome>('NewServerOutcome').implement({
  description: 'What a new DB-Server would hold after the rebalance. Everything is modelled.',
  fields: exposed(() => ({
    serverId: show('String', 'serverId of the new server in the model.'),
    shortName: show('String', 'Short name of the new server in the model.'),
    bytes: show('BigInt', 'Bytes on the new server, all replicas counted.'),
    leaders: show('Int', 'Number of shard groups that the new server would lead, empty ones included.'),
    leadersWithData: show('Int', 'Number of shard groups with data that the new server would lead.'),
    whyIdle: showOrNull('String', 'Why the new server would lead no data; null when it would lead some.'),
  })),
});

const ScalingLimit = builder.objectRef<DomainLimit>('ScalingLimit').implement({
  description: 'A property of the cluster that limits what more DB-Servers can improve.',
  fields: exposed(() => ({
    code: show('String', 'Stable, machine-readable code of the limit, e.g. GROUPS_WITH_DATA.'),
    sentence: show('String', 'The limit as a sentence, with numbers.'),
  })),
});

const ScalingVerdict = enumOf('ScalingVerdict', 'Whether adding DB-Servers is worthwhile.', {
  ADD_SERVERS: 'Add all of them: each one helps.',
  ADD_FEWER: 'Add fewer: some of them would lead no data.',
  REBALANCE_FIRST: 'Rebalance over the existing DB-Servers; that is enough.',
  NO_GAIN: 'Change nothing: the gain is not worth the effort.',
});

const ScalingRecommendation = builder.objectRef<DomainRecommendation>('ScalingRecommendation').implement({
  description: 'Whether to add DB-Servers, and how many.',
  fields: exposed(() => ({
    verdict: show(ScalingVerdict, 'Whether adding the DB-Servers is worthwhile.'),
    serversWorthAdding: show('Int', 'How many of the DB-Servers asked about are worth adding.'),
    sentence: show('String', 'The recommendation in one sentence, with numbers.'),
  })),
});

const ScalingPlan = builder.objectRef<DomainFigures>('ScalingPlan').implement({
  description: 'Figures of the rebalance on which the advice is based. Everything is modelled.',
  fields: exposed((t) => ({
    planHash: show('String', 'SHA-256 of everything that the plan says, 64 hexadecimal digits.'),
    moves: show('Int', 'Number of moves in the plan.'),
    bytesMoved: show('BigInt', 'Bytes that the moves would copy.'),
    estimatedSeconds: show('Float', 'Expected duration of the rebalance in seconds.'),
    before: t.field({
      type: [MeasureBalance],
      description: 'Balance of each measure before the rebalance, with the new DB-Servers still empty.',
      resolve: ({ before }) => before.map((balance) => ({ view: null, balance })),
    }),
    after: t.field({
      type: [MeasureBalance],
      description: 'Balance of each measure after the rebalance.',
      resolve: ({ after }) => after.map((balance) => ({ view: null, balance })),
    }),
  })),
});

/** What more servers would do. */
export const ScalingAdvice = builder.objectRef<DomainAdvice>('ScalingAdvice').implement({
  description: 'What a number of new DB-Servers would improve. Asking changes nothing.',
  fields: exposed(() => ({
    deployment: show(Deployment, 'The kind of database that the advice is about.'),
    addServers: show('Int', 'Number of new DB-Servers asked about.'),
    servers: show([ServerStanding], 'The current state of each DB-Server.'),
    headroom: show(Headroom, 'How many more DB-Servers could take over leadership of data.'),
    plan: show(ScalingPlan, 'Figures of the rebalance with the new DB-Servers.'),
    outlook: show([MeasureOutlook], 'The improvement of each measure.'),
    newServers: show([NewServerOutcome], 'What each new DB-Server would hold after the rebalance.'),
    limits: show([ScalingLimit], 'What limits the improvement.'),
    recommendation: show(ScalingRecommendation, 'Whether to add DB-Servers, and how many.'),
    steps: show(['String'], 'What to do, in order, one sentence each.'),
  })),
});
