/** A plan that is being made or waits for its turn: what was asked, and how far it is. */
import {
  PlanningCancelledError,
  PlanningFailedError,
  TooManyPlansError,
  UnknownPlanningError,
} from '../services/errors/planning-errors.js';
import type { PlanningInProgress as DomainPlanning } from '../services/model/planning.js';
import { builder } from './builder.js';
import { ErrorInterface } from './Error.js';

const PlanningStage = builder.enumType('PlanningStage', {
  description: 'What is being done for a plan. Where an answer takes several plans, the stages come once for each.',
  values: {
    WAITING: { description: 'It waits for its turn.' },
    PREPARING: { description: 'The topology is being read and given to the planner.' },
    DRAINING: { description: 'Servers that are to be removed are being emptied.' },
    EVENING_OUT: { description: 'Moves that even out the measures are being searched for: the longest part.' },
    SCHEDULING: { description: 'The moves are being put into an order that keeps all limits.' },
    EXPLAINING: { description: 'Reasons, figures and the way back are being worked out.' },
  } satisfies Record<DomainPlanning['stage'], { description: string }>,
});

/** A plan that is being made or waits. */
export const PlanningInProgress = builder.objectRef<DomainPlanning>('PlanningInProgress').implement({
  description: 'A plan that is being made, or waits for its turn.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Its id for cancelPlanning, for as long as it is being made.' }),
    question: t.exposeString('question', { description: 'What was asked, in one sentence.' }),
    stage: t.expose('stage', { type: PlanningStage, description: 'What is being done for it.' }),
    evaluatedMoves: t.field({
      type: 'BigInt',
      description: 'Candidate moves that the search has looked at so far; most searches end long before the budget.',
      resolve: ({ evaluatedMoves }) => BigInt(evaluatedMoves),
    }),
    budget: t.field({
      type: 'BigInt',
      description:
        'The most candidate moves that the search may look at; of all plans together where it takes several.',
      resolve: ({ budget }) => BigInt(budget),
    }),
    startedAt: t.field({
      type: 'DateTime',
      description: 'When it was asked.',
      resolve: ({ startedAt }) => new Date(startedAt),
    }),
  }),
});

const interfaces = [ErrorInterface];

builder.objectType(TooManyPlansError, {
  name: 'TooManyPlansError',
  interfaces,
  description: 'So many plans wait for their turn that one more would wait too long.',
  fields: (t) => ({ waiting: t.exposeInt('waiting', { description: 'Plans that wait.' }) }),
});

builder.objectType(PlanningCancelledError, {
  name: 'PlanningCancelledError',
  interfaces,
  description: 'The plan was cancelled before it was made, or the server is stopping; nothing was kept.',
});

builder.objectType(PlanningFailedError, {
  name: 'PlanningFailedError',
  interfaces,
  description: 'The thread that made the plan ended, e.g. because it ran out of memory; nothing was kept.',
});

builder.objectType(UnknownPlanningError, {
  name: 'UnknownPlanningError',
  interfaces,
  description: 'Nothing with that id is being planned (any more).',
});
