/** Why a plan cannot be applied: the cluster has moved on, or the plan imagines what is not there. */
import { PlanNotApplicableError, StalePlanError } from '../services/errors.js';
import { baseOf } from '../services/planning/plan-base.js';
import { builder } from './builder.js';
import { ClusterView } from './cluster-view.js';
import { ClusterDiff, diffOf } from './ClusterDiff.js';
import { ErrorInterface } from './Error.js';
import { encodeId } from './global-id.js';
import { existing } from './parts.js';

const interfaces = [ErrorInterface];

builder.objectType(StalePlanError, {
  name: 'StalePlanError',
  interfaces,
  description: 'The cluster is not (any more) the one that the plan was made for.',
  fields: (t) => ({
    planId: t.id({ description: 'Global id of the plan.', resolve: ({ planId }) => encodeId('RebalancePlan', planId) }),
    plannedFingerprint: t.exposeString('plannedFingerprint', {
      description: 'Fingerprint of the cluster that the plan was made for.',
    }),
    currentFingerprint: t.exposeString('currentFingerprint', { description: 'Fingerprint of the cluster as it is.' }),
    diff: t.field({
      type: ClusterDiff,
      description: 'What has changed since the plan was made; what the plan imagines does not count.',
      resolve: async ({ planId }, _args, { loaders }) => {
        const plan = existing(await loaders.plan.load(planId), `plan ${planId}`);
        const state = { topology: baseOf(plan), origin: 'PLANNED', takenAt: plan.createdAt } as const;
        return diffOf(new ClusterView(state, { kind: 'before', id: planId }), await loaders.live());
      },
    }),
  }),
});

builder.objectType(PlanNotApplicableError, {
  name: 'PlanNotApplicableError',
  interfaces,
  description: 'The plan imagines what does not exist, such as new servers; the remedy says what to do first.',
  fields: (t) => ({
    planId: t.id({ description: 'Global id of the plan.', resolve: ({ planId }) => encodeId('RebalancePlan', planId) }),
  }),
});
