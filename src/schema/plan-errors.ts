/** Why a plan cannot be made or applied: the cluster has moved on, or the plan imagines what is not there. */
import {
  MovedSinceError,
  NothingToUndoError,
  PlanNotApplicableError,
  StalePlanError,
} from '../services/errors/errors.js';
import { baseOf } from '../services/planning/question/plan-base.js';
import { ClusterView } from './cluster-view.js';
import { ClusterDiff, diffOf } from './ClusterDiff.js';
import { errorType, runIdField } from './Error.js';
import { show } from './exposed.js';
import { encodeId, liveSource } from './global-id.js';
import { existing } from './parts.js';

errorType(StalePlanError, 'The cluster differs from the one that the plan was made for.', (t) => ({
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
}));

errorType(
  PlanNotApplicableError,
  'The plan assumes something that does not exist, such as new DB-Servers. The remedy says what to do first.',
  (t) => ({
    planId: t.id({ description: 'Global id of the plan.', resolve: ({ planId }) => encodeId('RebalancePlan', planId) }),
  }),
);

errorType(NothingToUndoError, 'The run moved nothing, or its moves are no longer known.', (t) => ({
  runId: t.id(runIdField('Global id of the run.')),
}));

errorType(MovedSinceError, 'Shard groups moved by the run have been moved again since.', (t) => ({
  runId: t.id(runIdField('Global id of the run.')),
  groupIds: show(['String'], 'Names of those shard groups, as in ShardGroup.groupId.'),
  diff: t.field({
    type: ClusterDiff,
    description: 'These shard groups as the run left them, compared with the cluster now; other changes do not count.',
    resolve: async ({ runId, groupIds }, _args, { loaders, services }) => {
      const live = await loaders.live();
      const { topology, afterSnapshotId } = await services.plans.stateLeftBy(runId, groupIds);
      const state = { topology, origin: 'STORED', takenAt: live.state.takenAt } as const;
      const source = afterSnapshotId === null ? liveSource : ({ kind: 'snapshot', id: afterSnapshotId } as const);
      return diffOf(new ClusterView(state, source), live);
    },
  }),
}));
