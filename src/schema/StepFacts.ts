/** What each step of a run found, as data: one type per step. */
import type { StepFacts as DomainFacts } from '../services/model/run.js';
import { AddedTenant, NotAddedTenant } from './AddedTenant.js';
import { MeasureBalance } from './Balance.js';
import { builder } from './builder.js';
import { Cluster, ClusterHealth } from './Cluster.js';
import type { ClusterView } from './cluster-view.js';
import type { Context } from './context.js';
import { IsolationReport } from './IsolationReport.js';
import { existing } from './parts.js';
import { PerformanceReport, ProbeFigures } from './PerformanceReport.js';
import { RebalancePlan } from './RebalancePlan.js';

type FactsOf<K extends DomainFacts['kind']> = Extract<DomainFacts, { readonly kind: K }>;

const typeNames = {
  INITIAL_STATE: 'InitialStateFacts',
  TENANT_ADDITION: 'TenantAdditionFacts',
  SERVER_ADDITION: 'ServerAdditionFacts',
  SHARD_REBALANCING: 'ShardRebalancingFacts',
  VALIDATION: 'ValidationFacts',
  REBALANCE: 'RebalanceFacts',
} as const satisfies Record<DomainFacts['kind'], string>;

const InitialStateFacts = builder.objectRef<FactsOf<'INITIAL_STATE'>>('InitialStateFacts').implement({
  description: 'Results of the step that examines the cluster before anything changes.',
  fields: (t) => ({
    cluster: t.field({
      type: Cluster,
      description: 'The cluster before anything changed.',
      resolve: ({ snapshotId }, _args, context) => snapshotView(snapshotId, context),
    }),
    health: t.field({
      type: ClusterHealth,
      description: 'Health of the cluster before anything changed.',
      resolve: ({ health }) => health,
    }),
    isolation: t.field({
      type: IsolationReport,
      description: 'Isolation of the tenants before anything changed.',
      resolve: ({ isolation }) => isolation,
    }),
    performance: t.field({
      type: PerformanceReport,
      description: 'Response times before anything changed.',
      resolve: ({ performance }) => performance,
    }),
  }),
});

const TenantAdditionFacts = builder.objectRef<FactsOf<'TENANT_ADDITION'>>('TenantAdditionFacts').implement({
  description: 'Results of the step that adds tenants.',
  fields: (t) => ({
    before: t.field({
      type: Cluster,
      description: 'The cluster before the first tenant was added.',
      resolve: ({ beforeSnapshotId }, _args, context) => snapshotView(beforeSnapshotId, context),
    }),
    after: t.field({
      type: Cluster,
      description: 'The cluster after the last tenant was added.',
      resolve: ({ afterSnapshotId }, _args, context) => snapshotView(afterSnapshotId, context),
    }),
    tenants: t.field({
      type: [AddedTenant],
      description: 'The tenants that were added or found in place, in order.',
      resolve: ({ tenants }) => tenants,
    }),
    notAdded: t.field({
      type: [NotAddedTenant],
      description: 'Tenants that could not be added; empty when all were.',
      resolve: ({ notAdded }) => notAdded,
    }),
    probe: t.field({
      type: ProbeFigures,
      description: 'Results of querying existing tenants meanwhile.',
      resolve: ({ probe }) => probe,
    }),
  }),
});

const ServerAdditionFacts = builder.objectRef<FactsOf<'SERVER_ADDITION'>>('ServerAdditionFacts').implement({
  description: 'Results of the step that adds DB-Servers.',
  fields: (t) => ({
    before: t.field({
      type: Cluster,
      description: 'The cluster before DB-Servers were added.',
      resolve: ({ beforeSnapshotId }, _args, context) => snapshotView(beforeSnapshotId, context),
    }),
    after: t.field({
      type: Cluster,
      description: 'The cluster after DB-Servers were added.',
      resolve: ({ afterSnapshotId }, _args, context) => snapshotView(afterSnapshotId, context),
    }),
    addedServerIds: t.stringList({
      description: 'serverIds of the added DB-Servers; empty when they have to be added by hand.',
      resolve: ({ addedServerIds }) => [...addedServerIds],
    }),
    homeZone: t.string({
      nullable: true,
      description: 'The zone assigned to DB-Servers that had none; null when none was assigned.',
      resolve: ({ homeZone }) => homeZone?.zone ?? null,
    }),
    manualSteps: t.stringList({
      description: 'How to add the DB-Servers by hand, in order; empty on the simulated cluster.',
      resolve: ({ manualSteps }) => [...manualSteps],
    }),
  }),
});

const ShardRebalancingFacts = builder.objectRef<FactsOf<'SHARD_REBALANCING'>>('ShardRebalancingFacts').implement({
  description: 'Results of the step that rebalances shards.',
  fields: (t) => ({
    before: t.field({
      type: Cluster,
      description: 'The cluster before the first move.',
      resolve: ({ beforeSnapshotId }, _args, context) => snapshotView(beforeSnapshotId, context),
    }),
    after: t.field({
      type: Cluster,
      description: 'The cluster after the last move.',
      resolve: ({ afterSnapshotId }, _args, context) => snapshotView(afterSnapshotId, context),
    }),
    plan: t.field({
      type: RebalancePlan,
      description: 'The plan that was carried out.',
      resolve: async ({ planId }, _args, { loaders }) => existing(await loaders.plan.load(planId), `plan ${planId}`),
    }),
    predictedFingerprint: t.exposeString('predictedFingerprint', {
      description: 'Fingerprint that the plan predicted for the cluster.',
    }),
    reachedFingerprint: t.exposeString('reachedFingerprint', {
      description: 'Fingerprint of the cluster after the last move.',
    }),
    movesMade: t.exposeInt('movesMade', { description: 'Number of moves made.' }),
    bytesMoved: t.expose('bytesMoved', { type: 'BigInt', description: 'Bytes copied by the moves.' }),
    elapsedMs: t.exposeFloat('elapsedMs', { description: 'Duration of the step in milliseconds; measured.' }),
    balanceBefore: t.field({
      type: [MeasureBalance],
      description: 'Balance of each measure before the first move.',
      resolve: async ({ before, beforeSnapshotId }, _args, context) => {
        const view = await snapshotView(beforeSnapshotId, context);
        return before.map((balance) => ({ view, balance }));
      },
    }),
    balanceAfter: t.field({
      type: [MeasureBalance],
      description: 'Balance of each measure after the last move.',
      resolve: async ({ after, afterSnapshotId }, _args, context) => {
        const view = await snapshotView(afterSnapshotId, context);
        return after.map((balance) => ({ view, balance }));
      },
    }),
    probe: t.field({
      type: ProbeFigures,
      description: 'Results of querying existing tenants while shards moved.',
      resolve: ({ probe }) => probe,
    }),
  }),
});

const IntegrityStatus = builder.enumType('IntegrityStatus', {
  description: 'Whether a count is as expected.',
  values: { PASS: { description: 'Expected and found agree.' }, FAIL: { description: 'Expected and found differ.' } },
});

const IntegrityCheck = builder.objectRef<FactsOf<'VALIDATION'>['integrity'][number]>('IntegrityCheck').implement({
  description: 'A count compared with its expected value.',
  fields: (t) => ({
    title: t.exposeString('title', { description: 'What was counted, as a phrase.' }),
    expected: t.exposeString('expected', { description: 'The expected value, as text.' }),
    found: t.exposeString('found', { description: 'The value that was found, as text.' }),
    status: t.expose('status', { type: IntegrityStatus, description: 'Whether expected and found agree.' }),
  }),
});

const ValidationFacts = builder.objectRef<FactsOf<'VALIDATION'>>('ValidationFacts').implement({
  description: 'Results of the step that validates the cluster at the end.',
  fields: (t) => ({
    cluster: t.field({
      type: Cluster,
      description: 'The cluster at the end of the run.',
      resolve: ({ snapshotId }, _args, context) => snapshotView(snapshotId, context),
    }),
    isolation: t.field({
      type: IsolationReport,
      description: 'Isolation of the tenants at the end of the run.',
      resolve: ({ isolation }) => isolation,
    }),
    integrity: t.field({
      type: [IntegrityCheck],
      description: 'Counts compared with their expected values.',
      resolve: ({ integrity }) => integrity,
    }),
    performance: t.field({
      type: PerformanceReport,
      description: 'Response times at the end of the run.',
      resolve: ({ performance }) => performance,
    }),
    health: t.field({
      type: ClusterHealth,
      description: 'Health of the cluster at the end of the run.',
      resolve: ({ health }) => health,
    }),
  }),
});

const RebalanceFacts = builder.objectRef<FactsOf<'REBALANCE'>>('RebalanceFacts').implement({
  description: 'Results of carrying out a plan.',
  fields: (t) => ({
    before: t.field({
      type: Cluster,
      description: 'The cluster before the first move.',
      resolve: ({ beforeSnapshotId }, _args, context) => snapshotView(beforeSnapshotId, context),
    }),
    after: t.field({
      type: Cluster,
      description: 'The cluster after the last move.',
      resolve: ({ afterSnapshotId }, _args, context) => snapshotView(afterSnapshotId, context),
    }),
    plan: t.field({
      type: RebalancePlan,
      description: 'The plan that was carried out.',
      resolve: async ({ planId }, _args, { loaders }) => existing(await loaders.plan.load(planId), `plan ${planId}`),
    }),
    predictedFingerprint: t.exposeString('predictedFingerprint', {
      description: 'Fingerprint that the plan predicted for the cluster.',
    }),
    reachedFingerprint: t.exposeString('reachedFingerprint', {
      description: 'Fingerprint of the cluster after the last move.',
    }),
    isReached: t.exposeBoolean('isReached', {
      description: 'Whether every shard group is where the plan predicted, in the predicted roles.',
    }),
    movesMade: t.exposeInt('movesMade', { description: 'Number of moves made.' }),
    movesNotMade: t.exposeInt('movesNotMade', { description: 'Number of moves that could not be made.' }),
    movesElsewhere: t.exposeInt('movesElsewhere', {
      description: 'Number of the moves made that went to another DB-Server than planned.',
    }),
    bytesMoved: t.expose('bytesMoved', { type: 'BigInt', description: 'Bytes copied by the moves.' }),
    probe: t.field({
      type: ProbeFigures,
      nullable: true,
      description: 'Results of querying existing tenants while shards moved; null when the plan had no move to make.',
      resolve: ({ probe }) => probe,
    }),
    elapsedMs: t.exposeFloat('elapsedMs', {
      description: 'Time from the first event to the last move, pauses included, in milliseconds; measured.',
    }),
    balanceBefore: t.field({
      type: [MeasureBalance],
      description: 'Balance of each measure before the first move.',
      resolve: async ({ before, beforeSnapshotId }, _args, context) => {
        const view = await snapshotView(beforeSnapshotId, context);
        return before.map((balance) => ({ view, balance }));
      },
    }),
    balanceAfter: t.field({
      type: [MeasureBalance],
      description: 'Balance of each measure after the last move.',
      resolve: async ({ after, afterSnapshotId }, _args, context) => {
        const view = await snapshotView(afterSnapshotId, context);
        return after.map((balance) => ({ view, balance }));
      },
    }),
  }),
});

/** What a step found. */
export const StepFacts = builder.unionType('StepFacts', {
  description: 'Results of a step; the type depends on the step.',
  types: [
    InitialStateFacts,
    TenantAdditionFacts,
    ServerAdditionFacts,
    ShardRebalancingFacts,
    ValidationFacts,
    RebalanceFacts,
  ],
  resolveType: ({ kind }) => typeNames[kind],
});

async function snapshotView(id: string, { loaders }: Context): Promise<ClusterView> {
  return existing(await loaders.cluster({ kind: 'snapshot', id }), `snapshot ${id}`);
}
