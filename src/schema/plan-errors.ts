/** Why a plan cannot be made or applied: the cluster has moved on, or the plan imagines what is not there. */
import {
  MovedSinceError,
  NothingToUndoError,
  PlanNotApplicableError,
  StalePlanError,
} from '../services/errors/errors.js';
import { baseOf } from '../services/planning/question/plan-base.js';
import { builder } from './builder.js';
import { ClusterView } from './cluster-view.js';
import { ClusterDiff, diffOf } from './ClusterDiff.js';
import { ErrorInterface } from './Error.js';
import { exposed, show } from './exposed.js';
import { encodeId, liveSource, runGlobalId } from './global-id.js';
import { existing } from './parts.js';

const interfaces = [ErrorInterface];

builder.objectType(StalePlanError, {
  name: 'StalePlanError',
  interfaces,
  description: 'The cluster differs from the one that the plan was made for.',
  fields: exposed((t) => ({
    planId: t.id({ description: 'Global id of the plan.', resolve: ({ planId }) => encodeId('RebalancePlan', planId) }),
    plannedFingerprint: show('String', 'Fingerprint of the cluster that the plan was made for.'),
    currentFingerprint: show('String', 'Fingerprint of the cluster now.'),
    diff: t.field({
      type: ClusterDiff,
      description: 'What has changed since the plan was made, leaving out what the plan assumes.',
      resolve: async ({ planId }, _args, { loaders }) => {
        const plan = existing(await loaders.plan.load(planId), `plan ${planId}`);
        const state = { topology: baseOf(plan), origin: 'PLANNED', takenAt: plan.createdAt } as const;
        return diffOf(new ClusterView(state, { kind: 'before', id: planId }), await loaders.live());
      },
    }),
  })),
});

builder.objectType(PlanNotApplicableError, {
  name: 'PlanNotApplicableError',
  interfaces,
  description:
    'The plan assumes something that does not exist, such as new DB-Servers. The remedy says what to do first.',
  fields: (t) => ({
    planId: t.id({ description: 'Global id of the plan.', resolve: ({ planId }) => encodeId('RebalancePlan', planId) }),
  }),
});

builder.objectType(NothingToUndoError, {
  name: 'NothingToUndoError',
  interfaces,
  description: 'The run moved nothing, or its moves are no longer known.',
  fields: (t) => ({
    runId: t.id({
      description: 'Global id of the run.',
      resolve: ({ runId }, _args, context) => runGlobalId(runId, context),
    }),
  }),
});

builder.objectType(MovedSinceError, {
  name: 'MovedSinceError',
  interfaces,
  description: 'Shard groups moved by the run have been moved again since.',
  fields: exposed((t) => ({
    runId: t.id({
      description: 'Global id of the run.',
      resolve: ({ runId }, _args, context) => runGlobalId(runId, context),
    }),
    groupIds: show(['String'], 'Names of those shard groups, as in ShardGroup.groupId.'),
    diff: t.field({
      type: ClusterDiff,
      description:
        'These shard groups as the run left them, compared with the cluster now; other changes do not count.',
      resolve: async ({ runId, groupIds }, _args, { loaders, services }) => {
        const live = await loaders.live();
        const { topology, afterSnapshotId } = await services.plans.stateLeftBy(runId, groupIds);
        const state = { topology, origin: 'STORED', takenAt: live.state.takenAt } as const;
        const source = afterSnapshotId === null ? liveSource : ({ kind: 'snapshot', id: afterSnapshotId } as const);
        return diffOf(new ClusterView(state, source), live);
      },
    }),
  })),
});
