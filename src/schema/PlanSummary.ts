/** A plan in figures: balance before and after, what it costs, and what it needs while it runs. */
import type {
  ArangoDbImbalance as DomainImbalance,
  LeaderSpread as DomainSpread,
  RebalancePlan as DomainPlan,
  ServerPeak as DomainPeak,
} from '../services/model/plan.js';
import { MeasureBalance } from './Balance.js';
import { builder } from './builder.js';
import { DbServer } from './DbServer.js';
import { exposed, exposedOf, show, showOrNull } from './exposed.js';
import { stateOf } from './parts.js';

const ArangoDbImbalance = builder.objectRef<DomainImbalance>('ArangoDbImbalance').implement({
  description:
    "ArangoDB's own imbalance scores. Lower is better, and a score is meaningful only next to another " +
    'one: compare before with after.',
  fields: exposed(() => ({
    leaders: show(
      'Float',
      'The imbalance score of leaders, as reported by GET /_admin/cluster/rebalance. It can rise when new ' +
        'servers become leaders, because only servers that lead a collection count.',
    ),
    shards: show(
      'Float',
      'The imbalance score of shards, as reported there: each shard counts as 1 MiB, coupled shards as one.',
    ),
    shardsBySize: show(
      'Float',
      'The same formula with the real sizes of shards, and with capacities when all are known.',
    ),
  })),
});

const ServerPeak = builder.objectRef<{ plan: DomainPlan; peak: DomainPeak }>('ServerPeak').implement({
  description:
    'The space that a plan needs on one DB-Server while it runs. A source keeps its replica until the ' +
    'target has it.',
  fields: exposedOf('peak', (t) => ({
    server: t.field({
      type: DbServer,
      description: 'The DB-Server that needs the space.',
      resolve: async ({ plan, peak }, _args, context) =>
        (await stateOf(plan, 'before', context)).replicaHolder(peak.serverId),
    }),
    peakBytes: show('BigInt', 'Largest number of bytes on the DB-Server at any moment of the plan.'),
    peakExtraBytes: show('BigInt', 'By how many bytes that exceeds both the start and the end of the plan.'),
  })),
});

const LeaderSpread = builder.objectRef<DomainSpread>('LeaderSpread').implement({
  description:
    'How the leaders of one collection are spread. It describes the collection whose leaders are spread worst.',
  fields: exposed(() => ({
    graph: show('String', 'Name of the SmartGraph or single collection that is spread worst.'),
    shardGroups: show('Int', 'Number of its shard groups.'),
    mostOnOneServer: show('Int', 'Largest number of its shard groups that one DB-Server leads.'),
    leastPossible: show('Int', 'That largest number if the leaders were spread evenly.'),
    collectionsAboveLeast: show(
      'Int',
      'Number of collections, coupled ones counted once, whose largest number is above the least possible.',
    ),
  })),
});

/** A plan in figures. */
export const PlanSummary = builder.objectRef<DomainPlan>('PlanSummary').implement({
  description: 'Figures of a plan, such as bytes moved and balance before and after.',
  fields: exposedOf('summary', (t) => ({
    sentence: show('String', 'The plan in one sentence, with numbers.'),
    moves: show('Int', 'Number of moves in the plan.'),
    bytesMoved: show('BigInt', 'Bytes that the plan copies.'),
    leastBytes: show(
      'BigInt',
      'Bytes missing on DB-Servers below the mean: no plan can balance the cluster by copying less.',
    ),
    estimatedSeconds: show('Float', 'Expected duration of the plan in seconds, modelled from the bandwidth limit.'),
    makespanBoundSeconds: t.float({
      description:
        'Lower bound of the duration in seconds: no schedule of these moves can be shorter within the ' +
        'limits of the plan.',
      resolve: ({ figures }) => figures.makespan.boundSeconds,
    }),
    makespanGap: t.float({
      description: 'estimatedSeconds / makespanBoundSeconds - 1: 0 is as fast as possible.',
      resolve: ({ figures }) => figures.makespan.gap,
    }),
    makespanRule: t.string({
      description: 'The rule that keeps makespanBoundSeconds from being lower, as a sentence.',
      resolve: ({ figures }) => figures.makespan.bindingRule,
    }),
    budget: t.field({
      type: 'BigInt',
      description: 'Maximum number of candidate moves that the search could evaluate.',
      resolve: ({ options }) => BigInt(options.budget),
    }),
    evaluatedMoves: t.field({
      type: 'BigInt',
      nullable: true,
      description:
        'Number of candidate moves that the search evaluated; null when the moves were given and not ' +
        'searched for.',
      resolve: ({ search }) => search && BigInt(search.evaluatedMoves),
    }),
    isBudgetSpent: t.boolean({
      nullable: true,
      description:
        'Whether the budget ended the search, so that a larger one might find a better plan; null when ' +
        'evaluatedMoves is null.',
      resolve: ({ search }) => search?.isBudgetSpent,
    }),
  })),
});

builder.objectFields(
  PlanSummary,
  exposedOf('figures', (t) => ({
    movedOverLeast: showOrNull('Float', 'bytesMoved / leastBytes: 1 is the least possible; null when leastBytes is 0.'),
    peaks: t.field({
      type: [ServerPeak],
      description: 'The space that the plan needs on each DB-Server, in the order of Cluster.servers.',
      resolve: (plan) => plan.figures.peaks.map((peak) => ({ plan, peak })),
    }),
    arangodbBefore: show(ArangoDbImbalance, "ArangoDB's own scores before the first move."),
    arangodbAfter: show(ArangoDbImbalance, "ArangoDB's own scores after the last move."),
    leaderSpreadBefore: showOrNull(
      LeaderSpread,
      'Spread of the leaders before the first move; null when no collection has more than one shard group.',
    ),
    leaderSpreadAfter: showOrNull(
      LeaderSpread,
      'Spread of the leaders after the last move; null when no collection has more than one shard group.',
    ),
    before: t.field({
      type: [MeasureBalance],
      description: 'Balance of each measure before the first move.',
      resolve: async (plan, _args, context) => {
        const view = await stateOf(plan, 'before', context);
        return plan.summary.before.map((balance) => ({ view, balance }));
      },
    }),
    after: t.field({
      type: [MeasureBalance],
      description: 'Balance of each measure after the last move.',
      resolve: async (plan, _args, context) => {
        const view = await stateOf(plan, 'after', context);
        return plan.summary.after.map((balance) => ({ view, balance }));
      },
    }),
  })),
);
