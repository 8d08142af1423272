/** Why a plan cannot be made or applied: the cluster has moved on, or the plan imagines what is not there. */
import { PlanNotApplicableError, StalePlanError } from '../services/errors/errors.js';
import { MovedSinceError, NothingToUndoError } from '../services/errors/undo-errors.js';
import { baseOf } from '../services/planning/question/plan-base.js';
import { builder } from './builder.js';
import { ClusterView } from './cluster-view.js';
import { ClusterDiff, diffOf } from './ClusterDiff.js';
import { ErrorInterface } from './Error.js';
import { encodeId, liveSource } from './global-id.js';
import { existing } from './parts.js';
import { runGlobalId } from './run-id.js';

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

builder.objectType(NothingToUndoError, {
  name: 'NothingToUndoError',
  interfaces,
  description: 'The run moved nothing, or nothing is known of what it moved.',
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
  description: 'Shard groups that the run moved are not where it left them.',
  fields: (t) => ({
    runId: t.id({
      description: 'Global id of the run.',
      resolve: ({ runId }, _args, context) => runGlobalId(runId, context),
    }),
    groupIds: t.stringList({
      description: 'Those shard groups, by groupId.',
      resolve: ({ groupIds }) => [...groupIds],
    }),
    diff: t.field({
      type: ClusterDiff,
      description:
        'These shard groups as the run left them, against the cluster as it is; other changes do not matter.',
      resolve: async ({ asLeft, afterSnapshotId }, _args, { loaders }) => {
        const live = await loaders.live();
        const state = { topology: asLeft, origin: 'STORED', takenAt: live.state.takenAt } as const;
        const source = afterSnapshotId === null ? liveSource : ({ kind: 'snapshot', id: afterSnapshotId } as const);
        return diffOf(new ClusterView(state, source), live);
      },
    }),
  }),
});
