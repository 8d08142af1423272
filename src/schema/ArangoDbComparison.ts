/** A plan beside what ArangoDB's own rebalancer would do, both by the same measures. */
import type {
  ArangoDbComparison as DomainComparison,
  ArangoDbScores as DomainScores,
} from '../services/model/arangodb-proposal.js';
import { Measure } from './Balance.js';
import { builder } from './builder.js';
import { RebalancePlan } from './RebalancePlan.js';

const ArangoDbScores = builder.objectRef<DomainScores>('ArangoDbScores').implement({
  description: "ArangoDB's imbalance scores as it reports them: higher is worse, and a score alone means nothing.",
  fields: (t) => ({
    leaders: t.exposeFloat('leaders', { description: 'The score of leaders.' }),
    shards: t.exposeFloat('shards', { description: 'The score of shards; it counts them and knows no sizes.' }),
  }),
});

const ProposedBalance = builder.objectRef<DomainComparison['balancesAfter'][number]>('ProposedBalance').implement({
  description: "How even one measure would be after ArangoDB's proposal.",
  fields: (t) => ({
    measure: t.expose('measure', { type: Measure, description: 'What is measured.' }),
    max: t.exposeFloat('max', { description: 'The largest value on one server.' }),
    maxOverMean: t.exposeFloat('maxOverMean', { description: 'max / mean: 1 is perfect.' }),
    gap: t.exposeFloat('gap', { description: 'How far that is above the best reachable; 0 is the best.' }),
  }),
});

/** A plan beside ArangoDB's proposal. */
export const ArangoDbComparison = builder.objectRef<DomainComparison>('ArangoDbComparison').implement({
  description: "A plan beside what ArangoDB's own rebalancer proposes at this moment; nothing is moved.",
  fields: (t) => ({
    sentence: t.exposeString('sentence', { description: 'Both in a sentence, with numbers.' }),
    plan: t.field({
      type: RebalancePlan,
      description: 'The plan.',
      resolve: async ({ planId }, _args, { services }) => {
        const [plan] = await services.plans.plansById([planId]);
        if (!plan) throw new Error(`Plan ${planId} is gone`);
        return plan;
      },
    }),
    scoresNow: t.field({
      type: ArangoDbScores,
      description: "ArangoDB's scores of the cluster as it is.",
      resolve: ({ proposal }) => proposal.before,
    }),
    scoresAfter: t.field({
      type: ArangoDbScores,
      description: "ArangoDB's scores after its own proposal.",
      resolve: ({ proposal }) => proposal.after,
    }),
    proposedMoves: t.int({
      description: 'Moves that ArangoDB proposes, of all databases.',
      resolve: ({ proposal }) => proposal.moves.length,
    }),
    countedMoves: t.exposeInt('countedMoves', {
      description: "Those of shards that the cluster shows; the rest are of Shardbook's own collections.",
    }),
    bytesMoved: t.expose('bytesMoved', { type: 'BigInt', description: 'Bytes that those would copy.' }),
    balanceAfter: t.field({
      type: [ProposedBalance],
      description: "Each measure after ArangoDB's proposal; the plan has its own in summary { after }.",
      resolve: ({ balancesAfter }) => balancesAfter,
    }),
  }),
});
