/** Shows, follows and ends the making of plans. */
import { builder } from '../schema/builder.js';
import { changeErrors } from '../schema/Error.js';
import { PlanningInProgress } from '../schema/PlanningInProgress.js';
import { UnknownPlanningError } from '../services/errors/planning-errors.js';
import type { PlanningInProgress as DomainPlanning } from '../services/model/planning.js';
import { listen } from './live.js';

builder.queryField('planning', (t) =>
  t.field({
    type: [PlanningInProgress],
    description: 'What is being planned or waits for its turn right now, in the order in which it was asked.',
    resolve: (_root, _args, { services }) => services.plans.inProgress(),
  }),
);

builder.subscriptionField('planningProgress', (t) =>
  t.field({
    type: [PlanningInProgress],
    description:
      'What is being planned or waits for its turn: first as it is now, then after each change; several changes in a row may give one. What is missing from the list has ended.',
    subscribe: (_root, _args, context) => listen(context, (signal) => context.services.plans.progress(signal)),
    resolve: (plannings: readonly DomainPlanning[]) => plannings,
  }),
);

const CancelPlanningInput = builder.inputType('CancelPlanningInput', {
  description: 'A plan that is not wanted any more.',
  fields: (t) => ({ id: t.id({ required: true, description: 'Its id, as planning and planningProgress tell it.' }) }),
});

const CancelPlanningPayload = builder.objectRef<{ planning: DomainPlanning }>('CancelPlanningPayload').implement({
  description: 'What cancelPlanning did.',
  fields: (t) => ({
    planning: t.field({
      type: PlanningInProgress,
      description: 'What was being planned, and how far it was. Whoever asked for it gets a PlanningCancelledError.',
      resolve: ({ planning }) => planning,
    }),
  }),
});

builder.mutationField('cancelPlanning', (t) =>
  t.field({
    type: CancelPlanningPayload,
    description: 'Ends the making of a plan, or of all plans of a comparison. Nothing of it is kept.',
    args: { input: t.arg({ type: CancelPlanningInput, required: true, description: 'Which one.' }) },
    errors: {
      types: [...changeErrors, UnknownPlanningError],
      union: { description: 'What was ended, or why nothing was.' },
    },
    resolve: (_root, { input }, { services }) => ({ planning: services.plans.cancelPlanning(input.id) }),
  }),
);
