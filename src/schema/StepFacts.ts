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
  description: 'What the cluster was like at the start.',
  fields: (t) => ({
    cluster: t.field({
      type: Cluster,
      description: 'The cluster at the start.',
      resolve: ({ snapshotId }, _args, context) => snapshotView(snapshotId, context),
    }),
    health: t.field({ type: ClusterHealth, description: 'How it was.', resolve: ({ health }) => health }),
    isolation: t.field({
      type: IsolationReport,
      description: 'The isolation check before anything changed.',
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
  description: 'What adding the tenants did.',
  fields: (t) => ({
    before: t.field({
      type: Cluster,
      description: 'The cluster before the first.',
      resolve: ({ beforeSnapshotId }, _args, context) => snapshotView(beforeSnapshotId, context),
    }),
    after: t.field({
      type: Cluster,
      description: 'The cluster after the last.',
      resolve: ({ afterSnapshotId }, _args, context) => snapshotView(afterSnapshotId, context),
    }),
    tenants: t.field({ type: [AddedTenant], description: 'Each addition.', resolve: ({ tenants }) => tenants }),
    notAdded: t.field({
      type: [NotAddedTenant],
      description: 'Tenants that could not be added; empty where all were.',
      resolve: ({ notAdded }) => notAdded,
    }),
    probe: t.field({ type: ProbeFigures, description: 'How existing tenants fared.', resolve: ({ probe }) => probe }),
  }),
});

const ServerAdditionFacts = builder.objectRef<FactsOf<'SERVER_ADDITION'>>('ServerAdditionFacts').implement({
  description: 'What adding servers did.',
  fields: (t) => ({
    before: t.field({
      type: Cluster,
      description: 'The cluster before.',
      resolve: ({ beforeSnapshotId }, _args, context) => snapshotView(beforeSnapshotId, context),
    }),
    after: t.field({
      type: Cluster,
      description: 'The cluster after.',
      resolve: ({ afterSnapshotId }, _args, context) => snapshotView(afterSnapshotId, context),
    }),
    addedServerIds: t.stringList({
      description: 'serverIds of the servers that were added; empty where only a person can add them.',
      resolve: ({ addedServerIds }) => [...addedServerIds],
    }),
    homeZone: t.string({
      nullable: true,
      description: 'The zone that DB-Servers without one were put into; null where none was.',
      resolve: ({ homeZone }) => homeZone?.zone ?? null,
    }),
    manualSteps: t.stringList({
      description: 'What a person has to do, in order; empty on the simulated cluster.',
      resolve: ({ manualSteps }) => [...manualSteps],
    }),
  }),
});

const ShardRebalancingFacts = builder.objectRef<FactsOf<'SHARD_REBALANCING'>>('ShardRebalancingFacts').implement({
  description: 'What rebalancing did.',
  fields: (t) => ({
    before: t.field({
      type: Cluster,
      description: 'The cluster before.',
      resolve: ({ beforeSnapshotId }, _args, context) => snapshotView(beforeSnapshotId, context),
    }),
    after: t.field({
      type: Cluster,
      description: 'The cluster after.',
      resolve: ({ afterSnapshotId }, _args, context) => snapshotView(afterSnapshotId, context),
    }),
    plan: t.field({
      type: RebalancePlan,
      description: 'The plan that was carried out.',
      resolve: async ({ planId }, _args, { loaders }) => existing(await loaders.plan.load(planId), `plan ${planId}`),
    }),
    predictedFingerprint: t.exposeString('predictedFingerprint', { description: 'What the plan said it would reach.' }),
    reachedFingerprint: t.exposeString('reachedFingerprint', { description: 'What was reached.' }),
    movesMade: t.exposeInt('movesMade', { description: 'Moves that were made.' }),
    bytesMoved: t.expose('bytesMoved', { type: 'BigInt', description: 'Bytes that were copied.' }),
    elapsedMs: t.exposeFloat('elapsedMs', { description: 'How long it took, in milliseconds; measured.' }),
    balanceBefore: t.field({
      type: [MeasureBalance],
      description: 'Each measure before.',
      resolve: async ({ before, beforeSnapshotId }, _args, context) => {
        const view = await snapshotView(beforeSnapshotId, context);
        return before.map((balance) => ({ view, balance }));
      },
    }),
    balanceAfter: t.field({
      type: [MeasureBalance],
      description: 'Each measure after.',
      resolve: async ({ after, afterSnapshotId }, _args, context) => {
        const view = await snapshotView(afterSnapshotId, context);
        return after.map((balance) => ({ view, balance }));
      },
    }),
    probe: t.field({ type: ProbeFigures, description: 'How existing tenants fared.', resolve: ({ probe }) => probe }),
  }),
});

const IntegrityStatus = builder.enumType('IntegrityStatus', {
  description: 'Whether something is as expected.',
  values: { PASS: { description: 'Expected and found agree.' }, FAIL: { description: 'They differ.' } },
});

const IntegrityCheck = builder.objectRef<FactsOf<'VALIDATION'>['integrity'][number]>('IntegrityCheck').implement({
  description: 'Something counted against what it should be.',
  fields: (t) => ({
    title: t.exposeString('title', { description: 'What was counted.' }),
    expected: t.exposeString('expected', { description: 'What it should be.' }),
    found: t.exposeString('found', { description: 'What it is.' }),
    status: t.expose('status', { type: IntegrityStatus, description: 'Whether they agree.' }),
  }),
});

const ValidationFacts = builder.objectRef<FactsOf<'VALIDATION'>>('ValidationFacts').implement({
  description: 'What the validation found.',
  fields: (t) => ({
    cluster: t.field({
      type: Cluster,
      description: 'The cluster at the end.',
      resolve: ({ snapshotId }, _args, context) => snapshotView(snapshotId, context),
    }),
    isolation: t.field({
      type: IsolationReport,
      description: 'Whether tenants are isolated.',
      resolve: ({ isolation }) => isolation,
    }),
    integrity: t.field({
      type: [IntegrityCheck],
      description: 'Counts against what they should be.',
      resolve: ({ integrity }) => integrity,
    }),
    performance: t.field({
      type: PerformanceReport,
      description: 'How fast the store answers.',
      resolve: ({ performance }) => performance,
    }),
    health: t.field({ type: ClusterHealth, description: 'How the cluster is.', resolve: ({ health }) => health }),
  }),
});

const RebalanceFacts = builder.objectRef<FactsOf<'REBALANCE'>>('RebalanceFacts').implement({
  description: 'What carrying out a plan did.',
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
      description: 'Fingerprint of the cluster as the moves would make it.',
    }),
    reachedFingerprint: t.exposeString('reachedFingerprint', { description: 'What was reached.' }),
    isReached: t.exposeBoolean('isReached', {
      description: 'Whether every shard group is where the plan said, in the roles that it said.',
    }),
    movesMade: t.exposeInt('movesMade', { description: 'Moves that were made.' }),
    movesNotMade: t.exposeInt('movesNotMade', { description: 'Moves that could not be made.' }),
    movesElsewhere: t.exposeInt('movesElsewhere', {
      description: 'Of the moves made: those that went to another server than planned.',
    }),
    bytesMoved: t.expose('bytesMoved', { type: 'BigInt', description: 'Bytes that were copied.' }),
    probe: t.field({
      type: ProbeFigures,
      nullable: true,
      description: 'How existing tenants fared while shards moved; null where the plan had no move to make.',
      resolve: ({ probe }) => probe,
    }),
    elapsedMs: t.exposeFloat('elapsedMs', {
      description: 'From the first event to the last move, pauses included, in milliseconds; measured.',
    }),
    balanceBefore: t.field({
      type: [MeasureBalance],
      description: 'Each measure before.',
      resolve: async ({ before, beforeSnapshotId }, _args, context) => {
        const view = await snapshotView(beforeSnapshotId, context);
        return before.map((balance) => ({ view, balance }));
      },
    }),
    balanceAfter: t.field({
      type: [MeasureBalance],
      description: 'Each measure after.',
      resolve: async ({ after, afterSnapshotId }, _args, context) => {
        const view = await snapshotView(afterSnapshotId, context);
        return after.map((balance) => ({ view, balance }));
      },
    }),
  }),
});

/** What a step found. */
export const StepFacts = builder.unionType('StepFacts', {
  description: 'What a step found.',
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
