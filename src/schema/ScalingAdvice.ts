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
  description: 'How one server stands now. Everything is measured.',
  fields: (t) => ({
    serverId: t.exposeString('serverId', { description: "The cluster's own name of the server." }),
    shortName: t.exposeString('shortName', { description: 'A name for people.' }),
    zone: t.exposeString('zone', { nullable: true, description: 'Availability zone; null when unknown.' }),
    status: t.expose('status', { type: ServerStatus, description: 'How it is.' }),
    capacityBytes: t.expose('capacityBytes', {
      type: 'BigInt',
      nullable: true,
      description: 'What it can hold, in bytes; null when unknown.',
    }),
    bytes: t.expose('bytes', { type: 'BigInt', description: 'Bytes on it, all replicas counted.' }),
    documents: t.expose('documents', { type: 'BigInt', description: 'Documents on it, all replicas counted.' }),
    leaders: t.exposeInt('leaders', { description: 'Shard groups that it leads, empty ones included.' }),
    leadersWithData: t.exposeInt('leadersWithData', { description: 'Shard groups with data that it leads.' }),
    followers: t.exposeInt('followers', { description: 'Shard groups that it follows.' }),
    tenantsLed: t.exposeInt('tenantsLed', { description: 'Tenants whose shard group it leads.' }),
    shareOfBytes: t.exposeFloat('shareOfBytes', { description: 'Its share of the bytes on all servers, 0 to 1.' }),
  }),
});

const MeasureOutlook = builder.objectRef<DomainOutlook>('MeasureOutlook').implement({
  description: 'The largest value on one server: now, after a rebalance, and with the new servers.',
  fields: (t) => ({
    measure: t.expose('measure', { type: Measure, description: 'What is measured.' }),
    unit: t.exposeString('unit', { description: 'What the values count.' }),
    maxNow: t.exposeFloat('maxNow', { description: 'As it is now; measured.' }),
    maxRebalanced: t.exposeFloat('maxRebalanced', {
      description: 'Modelled: after a rebalance over the servers there are.',
    }),
    maxWithServers: t.exposeFloat('maxWithServers', {
      description: 'Modelled: with the new servers, after a rebalance.',
    }),
    bestReachable: t.exposeFloat('bestReachable', { description: 'The least that any placement with them can reach.' }),
    bindingRule: t.exposeString('bindingRule', { description: 'What stands in the way of less, as a sentence.' }),
  }),
});

const NewServerOutcome = builder.objectRef<DomainOutcome>('NewServerOutcome').implement({
  description: 'What a server that does not exist yet would hold after the rebalance. Everything is modelled.',
  fields: (t) => ({
    serverId: t.exposeString('serverId', { description: 'Its name in the model.' }),
    shortName: t.exposeString('shortName', { description: 'Its name for people in the model.' }),
    bytes: t.expose('bytes', { type: 'BigInt', description: 'Bytes on it, all replicas counted.' }),
    leaders: t.exposeInt('leaders', { description: 'Shard groups that it would lead.' }),
    leadersWithData: t.exposeInt('leadersWithData', { description: 'Shard groups with data that it would lead.' }),
    whyIdle: t.exposeString('whyIdle', {
      nullable: true,
      description: 'Why it would lead nothing that holds data; null when it would lead some.',
    }),
  }),
});

const ScalingLimit = builder.objectRef<DomainLimit>('ScalingLimit').implement({
  description: 'A fact about the cluster that caps what more servers can do.',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'Stable and machine readable, e.g. GROUPS_WITH_DATA.' }),
    sentence: t.exposeString('sentence', { description: 'The fact with its numbers.' }),
  }),
});

const ScalingVerdict = builder.enumType('ScalingVerdict', {
  description: 'Whether to add servers.',
  values: {
    ADD_SERVERS: { description: 'All of them help.' },
    ADD_FEWER: { description: 'Some of them would lead nothing.' },
    REBALANCE_FIRST: { description: 'A rebalance over the servers there are does it.' },
    NO_GAIN: { description: 'They would change nothing worth the effort.' },
  },
});

const ScalingRecommendation = builder.objectRef<DomainRecommendation>('ScalingRecommendation').implement({
  description: 'Whether to add servers, and how many.',
  fields: (t) => ({
    verdict: t.expose('verdict', { type: ScalingVerdict, description: 'Whether to add servers.' }),
    serversWorthAdding: t.exposeInt('serversWorthAdding', { description: 'How many of them are worth adding.' }),
    sentence: t.exposeString('sentence', { description: 'The recommendation with its numbers.' }),
  }),
});

const ScalingPlan = builder.objectRef<DomainFigures>('ScalingPlan').implement({
  description: 'The rebalance behind the advice, in figures. Everything is modelled.',
  fields: (t) => ({
    planHash: t.exposeString('planHash', { description: 'sha-256 of the plan.' }),
    moves: t.exposeInt('moves', { description: 'Number of moves.' }),
    bytesMoved: t.expose('bytesMoved', { type: 'BigInt', description: 'Bytes that would be copied.' }),
    estimatedSeconds: t.exposeFloat('estimatedSeconds', { description: 'How long it would take, in seconds.' }),
    before: t.field({
      type: [MeasureBalance],
      description: 'Each measure before, the new servers included.',
      resolve: ({ before }) => before.map((balance) => ({ view: null, balance })),
    }),
    after: t.field({
      type: [MeasureBalance],
      description: 'Each measure after.',
      resolve: ({ after }) => after.map((balance) => ({ view: null, balance })),
    }),
  }),
});

/** What more servers would do. */
export const ScalingAdvice = builder.objectRef<DomainAdvice>('ScalingAdvice').implement({
  description: 'What more servers would do. Asking changes nothing.',
  fields: (t) => ({
    deployment: t.expose('deployment', { type: Deployment, description: 'What the cluster is.' }),
    addServers: t.exposeInt('addServers', { description: 'Servers that were asked about.' }),
    servers: t.field({
      type: [ServerStanding],
      description: 'How each server stands now.',
      resolve: ({ servers }) => servers,
    }),
    headroom: t.field({
      type: Headroom,
      description: 'How many more servers could still take anything.',
      resolve: ({ headroom }) => headroom,
    }),
    plan: t.field({
      type: ScalingPlan,
      description: 'The rebalance with the new servers.',
      resolve: ({ plan }) => plan,
    }),
    outlook: t.field({
      type: [MeasureOutlook],
      description: 'What would change, measure by measure.',
      resolve: ({ outlook }) => outlook,
    }),
    newServers: t.field({
      type: [NewServerOutcome],
      description: 'What each new server would hold.',
      resolve: ({ newServers }) => newServers,
    }),
    limits: t.field({ type: [ScalingLimit], description: 'What caps it.', resolve: ({ limits }) => limits }),
    recommendation: t.field({
      type: ScalingRecommendation,
      description: 'Whether to add servers, and how many.',
      resolve: ({ recommendation }) => recommendation,
    }),
    steps: t.stringList({ description: 'What to do, in order.', resolve: ({ steps }) => [...steps] }),
  }),
});
