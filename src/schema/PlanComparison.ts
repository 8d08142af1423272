/** Several plans for the same question side by side, with the point that each reaches on the frontier of balance and cost. */
import {
  type FrontierPoint as DomainPoint,
  type PlanComparison as DomainComparison,
  type PlanOutcome as DomainOutcome,
  type PlanVariant as DomainVariant,
} from '../services/model/comparison.js';
import { Measure } from './Balance.js';
import { builder } from './builder.js';
import { enumOf } from './enum.js';
import { exposed, show, showOrNull } from './exposed.js';
import { RebalancePlan } from './RebalancePlan.js';

const PlanVariant = enumOf(
  'PlanVariant',
  'The terms on which a plan of a comparison is made, from the strictest to the freest. Each allows ' +
    'everything that the ones before it allow.',
  {
    LEADERSHIP_ONLY: 'Only transfers leadership to in-sync followers; no data is copied.',
    GENTLE:
      'Copies at most half of the bytes that an even spread needs, but enough to empty servers that are ' + 'removed.',
    BALANCED: 'Plans exactly what was asked.',
    THOROUGH: 'Weighs every measure fully, searches longer, and allows as many moves as a plan can have.',
  } satisfies Record<DomainVariant, string>,
);

const FrontierMeasure = builder.objectRef<DomainPoint['balance'][number]>('FrontierMeasure').implement({
  description: 'Balance of one measure at one point of the comparison.',
  fields: exposed(() => ({
    measure: show(Measure, 'The measure that these figures describe.'),
    maxOverMean: show('Float', 'Largest value on one DB-Server / mean: 1 is perfectly even.'),
    gap: show('Float', 'max / bestReachable - 1: 0 is the best possible, 0.25 is 25% above it.'),
  })),
});

const FrontierPoint = builder.objectRef<DomainPoint>('FrontierPoint').implement({
  description: 'How even a state of the cluster is, and what it costs to reach it.',
  fields: exposed(() => ({
    imbalance: show('Float', 'Mean of maxOverMean over all measures, weighted as in the request; 1 is perfectly even.'),
    balance: show([FrontierMeasure], 'Balance of each measure at this point.'),
    bytesMoved: show('BigInt', 'Bytes copied to reach this point.'),
    moves: show('Int', 'Number of moves made to reach this point.'),
    estimatedSeconds: show('Float', 'Time needed to reach this point, in seconds; modelled from the bandwidth limit.'),
  })),
});

const PlanRefusal = builder.objectRef<NonNullable<DomainOutcome['refusal']>>('PlanRefusal').implement({
  description: 'Why no plan could be made on the terms of a variant.',
  fields: exposed(() => ({
    message: show('String', 'What prevents a plan, as a sentence.'),
    remedy: showOrNull('String', 'Which limit to relax; null when relaxing one does not help.'),
  })),
});

const PlanOutcome = builder.objectRef<DomainOutcome>('PlanOutcome').implement({
  description: 'One plan of a comparison, or why it could not be made.',
  fields: exposed((t) => ({
    variant: show(PlanVariant, 'The variant that this outcome belongs to.'),
    terms: show('String', 'The terms of the variant in one sentence, with numbers.'),
    plan: showOrNull(RebalancePlan, 'The plan, which has been stored; null when none could be made.'),
    point: showOrNull(FrontierPoint, 'Balance and cost of the plan; null when none could be made.'),
    refusal: showOrNull(PlanRefusal, 'Why no plan could be made; null when there is one.'),
    dominatedBy: show(
      [PlanVariant],
      'Plans that are at least as good in every measure and every cost, and better in one of them.',
    ),
    isDominated: t.boolean({
      description: 'Whether dominatedBy names a plan, so that this one is not on the frontier.',
      resolve: ({ dominatedBy }) => dominatedBy.length > 0,
    }),
    sameAs: showOrNull(PlanVariant, 'The first plan with the same figures; null when there is none.'),
  })),
});

/** Several plans for the same question side by side. */
export const PlanComparison = builder.objectRef<DomainComparison>('PlanComparison').implement({
  description: 'Four plans for the same question side by side, comparing balance with cost.',
  fields: exposed((t) => ({
    start: show(FrontierPoint, 'Balance of the cluster before any plan.'),
    outcomes: t.field({
      type: [PlanOutcome],
      description: 'The outcome of each variant, from the strictest to the freest.',
      complexity: { field: 1, multiplier: 4 },
      resolve: ({ outcomes }) => outcomes,
    }),
    recommended: showOrNull(
      PlanVariant,
      'The cheapest plan with at least 90% of the improvement of the best plan; null when the ' +
        'recommendation is to change nothing.',
    ),
    sentence: show('String', 'The recommendation in one sentence, with numbers.'),
    remarks: show(['String'], 'Where a freer plan leaves a measure less even than a stricter one, and why.'),
  })),
});
