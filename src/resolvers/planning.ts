/** Shows, follows and ends the making of plans. */
import { builder } from '../schema/builder.js';
import { show } from '../schema/exposed.js';
import { PlanningInProgress } from '../schema/PlanningInProgress.js';
import { UnknownPlanningError } from '../services/errors/errors.js';
import type { PlanningInProgress as DomainPlanning } from '../services/model/planning.js';
import { listen } from './live.js';
import { payload, payloadOr } from './payload.js';

builder.queryField('planning', (t) =>
  t.field({
    type: [PlanningInProgress],
    description: 'The plans that are being made or waiting for their turn, in the order in which they were requested.',
    resolve: (_root, _args, { services }) => services.plans.inProgress(),
  }),
);

builder.subscriptionField('planningProgress', (t) =>
  t.field({
    type: [PlanningInProgress],
    description:
      'The plans that are being made or waiting for their turn: first as they are now, then after each ' +
      'change. Several changes in a row may give one update. A plan that is missing from an update has ' +
      'been finished or cancelled.',
    subscribe: (_root, _args, context) => listen(context, (signal) => context.services.plans.progress(signal)),
    resolve: (plannings: readonly DomainPlanning[]) => plannings,
  }),
);

const CancelPlanningInput = builder.inputType('CancelPlanningInput', {
  description: 'Selects the plan to stop making.',
  fields: (t) => ({ id: t.id({ required: true, description: 'Id of the plan, as in PlanningInProgress.id.' }) }),
});

const CancelPlanningPayload = payload('cancelPlanning', {
  planning: show(
    PlanningInProgress,
    'The cancelled plan and its progress. Whoever requested it receives a PlanningCancelledError.',
  ),
});

builder.mutationField('cancelPlanning', (t) =>
  t.field({
    type: CancelPlanningPayload,
    description:
      'Stops making a plan, or all plans of a comparison. Nothing is stored. Fails with ' +
      'UnknownPlanningError when no plan with that id is being made.',
    args: { input: t.arg({ type: CancelPlanningInput, required: true, description: 'The plan to stop making.' }) },
    errors: payloadOr('cancelPlanning', 'prevented the cancellation', [UnknownPlanningError]),
    resolve: (_root, { input }, { services }) => ({ planning: services.plans.cancelPlanning(input.id) }),
  }),
);
