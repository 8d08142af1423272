/** A plan beside what ArangoDB's own rebalancer would do, both by the same measures. */
import type {
  ArangoDbComparison as DomainComparison,
  ArangoDbScores as DomainScores,
} from '../services/model/arangodb-proposal.js';
import { Measure } from './Balance.js';
import { builder } from './builder.js';
import { exposed, show } from './exposed.js';
import { RebalancePlan } from './RebalancePlan.js';

const ArangoDbScores = builder.objectRef<DomainScores>('ArangoDbScores').implement({
  description: "ArangoDB's own imbalance scores. Lower is better, and a score is meaningful only next to another one.",
  fields: exposed(() => ({
    leaders: show('Float', 'The imbalance score of leaders.'),
    shards: show('Float', 'The imbalance score of shards, which counts shards regardless of size.'),
  })),
});

const ProposedBalance = builder.objectRef<DomainComparison['balancesAfter'][number]>('ProposedBalance').implement({
  description: "Balance of one measure after ArangoDB's proposal.",
  fields: exposed(() => ({
    measure: show(Measure, 'The measure that these figures describe.'),
    max: show('Float', 'Largest value on any one DB-Server, in the unit of the measure.'),
    maxOverMean: show('Float', 'max / mean: 1 is perfectly even.'),
    gap: show('Float', 'max / bestReachable - 1: 0 is the best possible, 0.25 is 25% above it.'),
  })),
});

/** A plan beside ArangoDB's proposal. */
export const ArangoDbComparison = builder.objectRef<DomainComparison>('ArangoDbComparison').implement({
  description: "A plan next to what ArangoDB's own rebalancer proposes right now. Nothing is moved.",
  fields: exposed((t) => ({
    sentence: show('String', 'The comparison in one sentence, with numbers.'),
    plan: t.field({
      type: RebalancePlan,
      description: 'The plan that is compared.',
      resolve: async ({ planId }, _args, { services }) => {
        const [plan] = await services.plans.plansById([planId]);
        if (!plan) throw new Error(`Plan ${planId} is gone`);
        return plan;
      },
    }),
    scoresNow: t.field({
      type: ArangoDbScores,
      description: "ArangoDB's scores of the current cluster.",
      resolve: ({ proposal }) => proposal.before,
    }),
    scoresAfter: t.field({
      type: ArangoDbScores,
      description: "ArangoDB's scores after its own proposal.",
      resolve: ({ proposal }) => proposal.after,
    }),
    proposedMoves: t.int({
      description: 'Number of moves that ArangoDB proposes, over all databases.',
      resolve: ({ proposal }) => proposal.moves.length,
    }),
    countedMoves: show(
      'Int',
      "Number of proposed moves of shards that the cluster shows; the other moves concern Shardbook's own " +
        'collections.',
    ),
    bytesMoved: show('BigInt', 'Bytes that the counted moves would copy.'),
    balanceAfter: t.field({
      type: [ProposedBalance],
      description: "Balance of each measure after ArangoDB's proposal; for the plan see summary { after }.",
      resolve: ({ balancesAfter }) => balancesAfter,
    }),
  })),
});
