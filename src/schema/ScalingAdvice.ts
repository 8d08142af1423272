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

const ServerStanding = builder.objectRef<DomainStanding>('ServerStanding').implement({
  description: 'The current state of one DB-Server. Everything is measured.',
  fields: (t) => ({
    serverId: t.exposeString('serverId', { description: "The server's id in the cluster, e.g. PRMR-0a1b2c3d." }),
    shortName: t.exposeString('shortName', { description: 'Short name of the server, e.g. DBServer0001.' }),
    zone: t.exposeString('zone', {
      nullable: true,
      description: 'Availability zone of the server; null when unknown.',
    }),
    status: t.expose('status', {
      type: ServerStatus,
      description: 'Whether the server is available, as the cluster reports it.',
    }),
    capacityBytes: t.expose('capacityBytes', {
      type: 'BigInt',
      nullable: true,
      description: 'Capacity of the server in bytes; null when unknown.',
    }),
    bytes: t.expose('bytes', { type: 'BigInt', description: 'Bytes stored on the server, all replicas counted.' }),
    documents: t.expose('documents', {
      type: 'BigInt',
      description: 'Number of documents stored on the server, all replicas counted.',
    }),
    leaders: t.exposeInt('leaders', {
      description: 'Number of shard groups that the server leads, empty ones included.',
    }),
    leadersWithData: t.exposeInt('leadersWithData', {
      description: 'Number of shard groups with data that the server leads.',
    }),
    followers: t.exposeInt('followers', { description: 'Number of shard groups in which the server is a follower.' }),
    tenantsLed: t.exposeInt('tenantsLed', { description: 'Number of tenants whose shard group the server leads.' }),
    shareOfBytes: t.exposeFloat('shareOfBytes', {
      description: "The server's share of the bytes on all DB-Servers, 0 to 1.",
    }),
  }),
});

const MeasureOutlook = builder.objectRef<DomainOutlook>('MeasureOutlook').implement({
  description: 'Largest value of a measure on one DB-Server: now, after a rebalance, and with the new servers.',
  fields: (t) => ({
    measure: t.expose('measure', { type: Measure, description: 'The measure that these figures describe.' }),
    unit: t.exposeString('unit', { description: 'Unit of the values, e.g. bytes.' }),
    maxNow: t.exposeFloat('maxNow', { description: 'Largest value on one DB-Server now; measured.' }),
    maxRebalanced: t.exposeFloat('maxRebalanced', {
      description: 'Largest value after a rebalance over the existing DB-Servers; modelled.',
    }),
    maxWithServers: t.exposeFloat('maxWithServers', {
      description: 'Largest value after a rebalance with the new DB-Servers; modelled.',
    }),
    bestReachable: t.exposeFloat('bestReachable', {
      description: 'Lower bound of the largest value over all placements with the new DB-Servers.',
    }),
    bindingRule: t.exposeString('bindingRule', {
      description: 'The rule that keeps bestReachable from being lower, as a sentence.',
    }),
  }),
});

const NewServerOutcome = builder.objectRef<DomainOutcome>('NewServerOutcome').implement({
  description: 'What a new DB-Server would hold after the rebalance. Everything is modelled.',
  fields: (t) => ({
    serverId: t.exposeString('serverId', { description: 'serverId of the new server in the model.' }),
    shortName: t.exposeString('shortName', { description: 'Short name of the new server in the model.' }),
    bytes: t.expose('bytes', { type: 'BigInt', description: 'Bytes on the new server, all replicas counted.' }),
    leaders: t.exposeInt('leaders', {
      description: 'Number of shard groups that the new server would lead, empty ones included.',
    }),
    leadersWithData: t.exposeInt('leadersWithData', {
      description: 'Number of shard groups with data that the new server would lead.',
    }),
    whyIdle: t.exposeString('whyIdle', {
      nullable: true,
      description: 'Why the new server would lead no data; null when it would lead some.',
    }),
  }),
});

const ScalingLimit = builder.objectRef<DomainLimit>('ScalingLimit').implement({
  description: 'A property of the cluster that limits what more DB-Servers can improve.',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'Stable, machine-readable code of the limit, e.g. GROUPS_WITH_DATA.' }),
    sentence: t.exposeString('sentence', { description: 'The limit as a sentence, with numbers.' }),
  }),
});

const ScalingVerdict = builder.enumType('ScalingVerdict', {
  description: 'Whether adding DB-Servers is worthwhile.',
  values: {
    ADD_SERVERS: { description: 'Add all of them: each one helps.' },
    ADD_FEWER: { description: 'Add fewer: some of them would lead no data.' },
    REBALANCE_FIRST: { description: 'Rebalance over the existing DB-Servers; that is enough.' },
    NO_GAIN: { description: 'Change nothing: the gain is not worth the effort.' },
  },
});

const ScalingRecommendation = builder.objectRef<DomainRecommendation>('ScalingRecommendation').implement({
  description: 'Whether to add DB-Servers, and how many.',
  fields: (t) => ({
    verdict: t.expose('verdict', { type: ScalingVerdict, description: 'Whether adding the DB-Servers is worthwhile.' }),
    serversWorthAdding: t.exposeInt('serversWorthAdding', {
      description: 'How many of the DB-Servers asked about are worth adding.',
    }),
    sentence: t.exposeString('sentence', { description: 'The recommendation in one sentence, with numbers.' }),
  }),
});

const ScalingPlan = builder.objectRef<DomainFigures>('ScalingPlan').implement({
  description: 'Figures of the rebalance on which the advice is based. Everything is modelled.',
  fields: (t) => ({
    planHash: t.exposeString('planHash', {
      description: 'SHA-256 of everything that the plan says, 64 hexadecimal digits.',
    }),
    moves: t.exposeInt('moves', { description: 'Number of moves in the plan.' }),
    bytesMoved: t.expose('bytesMoved', { type: 'BigInt', description: 'Bytes that the moves would copy.' }),
    estimatedSeconds: t.exposeFloat('estimatedSeconds', {
      description: 'Expected duration of the rebalance in seconds.',
    }),
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
  }),
});

/** What more servers would do. */
export const ScalingAdvice = builder.objectRef<DomainAdvice>('ScalingAdvice').implement({
  description: 'What a number of new DB-Servers would improve. Asking changes nothing.',
  fields: (t) => ({
    deployment: t.expose('deployment', {
      type: Deployment,
      description: 'The kind of database that the advice is about.',
    }),
    addServers: t.exposeInt('addServers', { description: 'Number of new DB-Servers asked about.' }),
    servers: t.field({
      type: [ServerStanding],
      description: 'The current state of each DB-Server.',
      resolve: ({ servers }) => servers,
    }),
    headroom: t.field({
      type: Headroom,
      description: 'How many more DB-Servers could take over leadership of data.',
      resolve: ({ headroom }) => headroom,
    }),
    plan: t.field({
      type: ScalingPlan,
      description: 'Figures of the rebalance with the new DB-Servers.',
      resolve: ({ plan }) => plan,
    }),
    outlook: t.field({
      type: [MeasureOutlook],
      description: 'The improvement of each measure.',
      resolve: ({ outlook }) => outlook,
    }),
    newServers: t.field({
      type: [NewServerOutcome],
      description: 'What each new DB-Server would hold after the rebalance.',
      resolve: ({ newServers }) => newServers,
    }),
    limits: t.field({
      type: [ScalingLimit],
      description: 'What limits the improvement.',
      resolve: ({ limits }) => limits,
    }),
    recommendation: t.field({
      type: ScalingRecommendation,
      description: 'Whether to add DB-Servers, and how many.',
      resolve: ({ recommendation }) => recommendation,
    }),
    steps: t.stringList({
      description: 'What to do, in order, one sentence each.',
      resolve: ({ steps }) => [...steps],
    }),
  }),
});
