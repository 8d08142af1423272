/** A plan in figures: balance before and after, what it costs, and what it needs while it runs. */
import type {
  ArangoDbImbalance as DomainImbalance,
  LeaderSpread as DomainSpread,
  PlanSummary as DomainSummary,
  RebalancePlan as DomainPlan,
  ServerPeak as DomainPeak,
} from '../services/model/plan.js';
import { MeasureBalance } from './Balance.js';
import { builder } from './builder.js';
import { counted } from './context.js';
import { DbServer } from './DbServer.js';
import { stateOf } from './parts.js';

interface SummaryShape {
  readonly plan: DomainPlan;
  readonly summary: DomainSummary;
}

const ArangoDbImbalance = builder.objectRef<DomainImbalance>('ArangoDbImbalance').implement({
  description:
    "ArangoDB's own imbalance scores: higher is worse, and a score alone means nothing. Compare before with after.",
  fields: (t) => ({
    leaders: t.exposeFloat('leaders', {
      description:
        'The score of leaders as GET /_admin/cluster/rebalance reports it. It can rise when new servers begin to lead, as only servers that lead a collection count.',
    }),
    shards: t.exposeFloat('shards', {
      description: 'The score of shards as reported there: each shard counts as 1 MiB, coupled shards as one.',
    }),
    shardsBySize: t.exposeFloat('shardsBySize', {
      description: 'The formula of shards with real sizes, and with capacities where all are known.',
    }),
  }),
});

const ServerPeak = builder.objectRef<{ plan: DomainPlan; peak: DomainPeak }>('ServerPeak').implement({
  description: 'The room that a plan needs on one server while it runs: a source keeps what its target has already.',
  fields: (t) => ({
    server: t.field({
      type: DbServer,
      description: 'The server.',
      resolve: async ({ plan, peak }, _args, context) =>
        (await stateOf(plan, 'before', context)).replicaHolder(peak.serverId),
    }),
    peakBytes: t.field({
      type: 'BigInt',
      description: 'The most that is on it at any moment of the plan.',
      resolve: ({ peak }) => peak.peakBytes,
    }),
    peakExtraBytes: t.field({
      type: 'BigInt',
      description: 'By how much that is more than it has at the start and at the end.',
      resolve: ({ peak }) => peak.peakExtraBytes,
    }),
  }),
});

const LeaderSpread = builder.objectRef<DomainSpread>('LeaderSpread').implement({
  description: 'How the leaders of one collection are spread; the collection that is spread worst stands for all.',
  fields: (t) => ({
    graph: t.exposeString('graph', { description: 'The SmartGraph or single collection that is spread worst.' }),
    shardGroups: t.exposeInt('shardGroups', { description: 'Its shard groups.' }),
    mostOnOneServer: t.exposeInt('mostOnOneServer', { description: 'The most of them that one server leads.' }),
    leastPossible: t.exposeInt('leastPossible', { description: 'What an even spread would have as its most.' }),
    collectionsAboveLeast: t.exposeInt('collectionsAboveLeast', {
      description: 'Collections, coupled ones counted once, whose most is above their least possible.',
    }),
  }),
});

/** A plan in figures. */
export const PlanSummary = builder.objectRef<SummaryShape>('PlanSummary').implement({
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
    movedOverLeast: t.float({
      nullable: true,
      description: 'bytesMoved / leastBytes: 1 is thrifty; null when leastBytes is 0.',
      resolve: ({ plan }) => plan.figures.movedOverLeast,
    }),
    makespanBoundSeconds: t.float({
      description: 'What any schedule of these moves takes at least, in seconds, under the limits of the plan.',
      resolve: ({ plan }) => plan.figures.makespan.boundSeconds,
    }),
    makespanGap: t.float({
      description: 'estimatedSeconds / makespanBoundSeconds - 1: 0 is as fast as can be.',
      resolve: ({ plan }) => plan.figures.makespan.gap,
    }),
    makespanRule: t.string({
      description: 'What decides makespanBoundSeconds, as a sentence.',
      resolve: ({ plan }) => plan.figures.makespan.bindingRule,
    }),
    budget: t.field({
      type: 'BigInt',
      description: 'The most candidate moves that the search for this plan was allowed to look at.',
      resolve: ({ plan }) => BigInt(plan.options.budget),
    }),
    evaluatedMoves: t.field({
      type: 'BigInt',
      nullable: true,
      description: 'Candidate moves that the search looked at; null for a plan whose moves were not searched for.',
      resolve: ({ plan }) => plan.search && BigInt(plan.search.evaluatedMoves),
    }),
    isBudgetSpent: t.boolean({
      nullable: true,
      description:
        'true: the budget ended the search, and a larger one might find a better plan. null where evaluatedMoves is.',
      resolve: ({ plan }) => plan.search?.isBudgetSpent,
    }),
  }),
});

// Before and after.
builder.objectFields(PlanSummary, (t) => ({
  peaks: t.field({
    type: [ServerPeak],
    description: 'The room that it needs on each server, in the order of the servers.',
    resolve: ({ plan }, _args, context) =>
      counted(
        context,
        plan.figures.peaks.map((peak) => ({ plan, peak })),
      ),
  }),
  arangodbBefore: t.field({
    type: ArangoDbImbalance,
    description: "ArangoDB's own scores before the first move.",
    resolve: ({ plan }) => plan.figures.arangodbBefore,
  }),
  arangodbAfter: t.field({
    type: ArangoDbImbalance,
    description: "ArangoDB's own scores after the last move.",
    resolve: ({ plan }) => plan.figures.arangodbAfter,
  }),
  leaderSpreadBefore: t.field({
    type: LeaderSpread,
    nullable: true,
    description: 'The leaders of one collection before the first move; null when none has more than one shard group.',
    resolve: ({ plan }) => plan.figures.leaderSpreadBefore,
  }),
  leaderSpreadAfter: t.field({
    type: LeaderSpread,
    nullable: true,
    description: 'The leaders of one collection after the last move; null when none has more than one shard group.',
    resolve: ({ plan }) => plan.figures.leaderSpreadAfter,
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
}));
