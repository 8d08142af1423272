/** A plan that is being made or waits for its turn: what was asked, and how far it is. */
import {
  PlanningCancelledError,
  PlanningFailedError,
  TooManyPlansError,
  UnknownPlanningError,
} from '../services/errors/errors.js';
import type { PlanningInProgress as DomainPlanning } from '../services/model/planning.js';
import { builder } from './builder.js';
import { enumOf } from './enum.js';
import { errorType } from './Error.js';
import { exposed, show } from './exposed.js';

const PlanningStage = enumOf(
  'PlanningStage',
  'What is being done for a plan. Where a request takes several plans, the stages repeat for each.',
  {
    WAITING: 'Waiting for plans requested earlier.',
    PREPARING: 'The topology is being read and passed to the planner.',
    DRAINING: 'Moves that empty the servers to be removed are being searched for.',
    EVENING_OUT: 'Moves that balance the measures are being searched for; this is the longest stage.',
    SCHEDULING: 'The moves are being arranged in waves that keep all limits.',
    EXPLAINING: 'Reasons, figures and the inverse moves are being worked out.',
  } satisfies Record<DomainPlanning['stage'], string>,
);

/** A plan that is being made or waits. */
export const PlanningInProgress = builder.objectRef<DomainPlanning>('PlanningInProgress').implement({
  description: 'A plan that is being made or waiting for its turn.',
  fields: exposed((t) => ({
    id: show('ID', 'Id to pass to cancelPlanning, valid until the plan has been made.'),
    question: show('String', 'What was requested, in one sentence.'),
    stage: show(PlanningStage, 'What is being done for the plan.'),
    evaluatedMoves: t.field({
      type: 'BigInt',
      description: 'Number of candidate moves evaluated so far; most searches end long before the budget is spent.',
      resolve: ({ evaluatedMoves }) => BigInt(evaluatedMoves),
    }),
    budget: t.field({
      type: 'BigInt',
      description: 'Maximum number of candidate moves that the search may evaluate, over all plans of the request.',
      resolve: ({ budget }) => BigInt(budget),
    }),
    startedAt: t.field({
      type: 'DateTime',
      description: 'When the plan was requested.',
      resolve: ({ startedAt }) => new Date(startedAt),
    }),
  })),
});

errorType(TooManyPlansError, 'Too many plans are waiting; another one would wait too long.', () => ({
  waiting: show('Int', 'Number of plans that are waiting.'),
}));

errorType(PlanningCancelledError, 'The plan was cancelled, or the server is stopping. Nothing was stored.');

errorType(
  PlanningFailedError,
  'The thread that made the plan ended, e.g. because it ran out of memory. Nothing was stored.',
);

errorType(UnknownPlanningError, 'No plan with that id is being made; it may have been finished already.');
