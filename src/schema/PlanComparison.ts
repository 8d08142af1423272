/** Several plans for the same question side by side, with the point that each reaches on the frontier of balance and cost. */
import {
  type FrontierPoint as DomainPoint,
  type PlanComparison as DomainComparison,
  type PlanOutcome as DomainOutcome,
  type PlanVariant as DomainVariant,
} from '../services/model/comparison.js';
import { Measure } from './Balance.js';
import { builder } from './builder.js';
import { RebalancePlan } from './RebalancePlan.js';

const PlanVariant = builder.enumType('PlanVariant', {
  description: 'On which terms a plan of a comparison is made; what an earlier one may do, every later one may do too.',
  values: {
    LEADERSHIP_ONLY: { description: 'Roles change, nothing is copied.' },
    GENTLE: { description: 'Copies at most half of what an even spread needs, or what has to leave.' },
    BALANCED: { description: 'The question as it is.' },
    THOROUGH: { description: 'Every measure in full, a longer search, as many moves as a plan may have.' },
  } satisfies Record<DomainVariant, { description: string }>,
});

const FrontierMeasure = builder.objectRef<DomainPoint['balance'][number]>('FrontierMeasure').implement({
  description: 'How even one measure is.',
  fields: (t) => ({
    measure: t.expose('measure', { type: Measure, description: 'What is measured.' }),
    maxOverMean: t.exposeFloat('maxOverMean', { description: 'Largest value on one server / mean: 1 is perfect.' }),
    gap: t.exposeFloat('gap', { description: 'How far that is above the best reachable; 0 is the best.' }),
  }),
});

const FrontierPoint = builder.objectRef<DomainPoint>('FrontierPoint').implement({
  description: 'How even a state of the cluster is, and what it costs to get there.',
  fields: (t) => ({
    imbalance: t.exposeFloat('imbalance', {
      description: 'The mean of maxOverMean over the measures, weighted as the question weighs them; 1 is perfect.',
    }),
    balance: t.field({
      type: [FrontierMeasure],
      description: 'Each measure.',
      resolve: ({ balance }) => balance,
    }),
    bytesMoved: t.expose('bytesMoved', { type: 'BigInt', description: 'Bytes that are copied to get there.' }),
    moves: t.exposeInt('moves', { description: 'Moves to get there.' }),
    estimatedSeconds: t.exposeFloat('estimatedSeconds', {
      description: 'How long that takes, in seconds; modelled from the bandwidth limit.',
    }),
  }),
});

const PlanRefusal = builder.objectRef<NonNullable<DomainOutcome['refusal']>>('PlanRefusal').implement({
  description: 'Why there is no plan on some terms.',
  fields: (t) => ({
    message: t.exposeString('message', { description: 'What is in the way, as a sentence.' }),
    remedy: t.exposeString('remedy', {
      nullable: true,
      description: 'What would have to give; null when nothing can.',
    }),
  }),
});

const PlanOutcome = builder.objectRef<DomainOutcome>('PlanOutcome').implement({
  description: 'One plan of a comparison, or why there is none.',
  fields: (t) => ({
    variant: t.expose('variant', { type: PlanVariant, description: 'On which terms it was made.' }),
    terms: t.exposeString('terms', { description: 'Those terms in a sentence, with numbers.' }),
    plan: t.field({
      type: RebalancePlan,
      nullable: true,
      description: 'The plan, which is kept; null when there is none on these terms.',
      resolve: ({ plan }) => plan,
    }),
    point: t.field({
      type: FrontierPoint,
      nullable: true,
      description: 'What it reaches at what cost; null when there is no plan.',
      resolve: ({ point }) => point,
    }),
    refusal: t.field({
      type: PlanRefusal,
      nullable: true,
      description: 'Why there is no plan; null when there is one.',
      resolve: ({ refusal }) => refusal,
    }),
    dominatedBy: t.field({
      type: [PlanVariant],
      description: 'Plans that are at least as good in every measure and every cost, and better in one.',
      resolve: ({ dominatedBy }) => dominatedBy,
    }),
    isDominated: t.boolean({
      description: 'Whether there is such a plan: then this one is not on the frontier.',
      resolve: ({ dominatedBy }) => dominatedBy.length > 0,
    }),
    sameAs: t.field({
      type: PlanVariant,
      nullable: true,
      description: 'The first plan that comes out with the same figures; null when none does.',
      resolve: ({ sameAs }) => sameAs,
    }),
  }),
});

/** Several plans for the same question side by side. */
export const PlanComparison = builder.objectRef<DomainComparison>('PlanComparison').implement({
  description: 'Four plans for the same question side by side, on one frontier of balance against cost.',
  fields: (t) => ({
    start: t.field({
      type: FrontierPoint,
      description: 'The cluster from which all plans start.',
      resolve: ({ start }) => start,
    }),
    outcomes: t.field({
      type: [PlanOutcome],
      description: 'The plans, from the least freedom to the most.',
      complexity: { field: 1, multiplier: 4 },
      resolve: ({ outcomes }) => outcomes,
    }),
    recommended: t.field({
      type: PlanVariant,
      nullable: true,
      description: 'The cheapest plan that brings at least 90% of what the best one brings; null: change nothing.',
      resolve: ({ recommended }) => recommended,
    }),
    sentence: t.exposeString('sentence', { description: 'The recommendation with its numbers.' }),
    remarks: t.stringList({
      description: 'Where a plan with more freedom leaves a measure higher than one with less, and why.',
      resolve: ({ remarks }) => [...remarks],
    }),
  }),
});
