/** What each step of a run found, as data: one type per step. */
import type { MeasureBalance as DomainBalance } from '../services/model/plan.js';
import type { StepFacts as DomainFacts } from '../services/model/run.js';
import { AddedTenant, NotAddedTenant } from './AddedTenant.js';
import { MeasureBalance } from './Balance.js';
import { builder } from './builder.js';
import { Cluster, ClusterHealth } from './Cluster.js';
import type { ClusterView } from './cluster-view.js';
import type { Context } from './context.js';
import { enumOf } from './enum.js';
import { exposed, show, showOrNull } from './exposed.js';
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

type SnapshotField = 'snapshotId' | 'beforeSnapshotId' | 'afterSnapshotId';

/** A field with the state of the cluster whose snapshot the facts name in `id`. */
function stateOf<K extends SnapshotField>(id: K, description: string) {
  return {
    type: Cluster,
    description,
    resolve: (facts: Readonly<Record<K, string>>, _args: object, context: Context) => snapshotView(facts[id], context),
  };
}

/** A field with balances that the facts have in `key`, of that state. */
function balancesOf<K extends 'before' | 'after', S extends SnapshotField>(key: K, id: S, description: string) {
  type Facts = Readonly<Record<K, readonly DomainBalance[]> & Record<S, string>>;
  return {
    type: [MeasureBalance] as [typeof MeasureBalance],
    description,
    resolve: async (facts: Facts, _args: object, context: Context) => {
      const view = await snapshotView(facts[id], context);
      return facts[key].map((balance) => ({ view, balance }));
    },
  };
}

function planOf(description: string) {
  return {
    type: RebalancePlan,
    description,
    resolve: async ({ planId }: { readonly planId: string }, _args: object, { loaders }: Context) =>
      existing(await loaders.plan.load(planId), `plan ${planId}`),
  };
}

const InitialStateFacts = builder.objectRef<FactsOf<'INITIAL_STATE'>>('InitialStateFacts').implement({
  description: 'Results of the step that examines the cluster before anything changes.',
  fields: exposed((t) => ({
    cluster: t.field(stateOf('snapshotId', 'The cluster before anything changed.')),
    health: show(ClusterHealth, 'Health of the cluster before anything changed.'),
    isolation: show(IsolationReport, 'Isolation of the tenants before anything changed.'),
    performance: show(PerformanceReport, 'Response times before anything changed.'),
  })),
});

const TenantAdditionFacts = builder.objectRef<FactsOf<'TENANT_ADDITION'>>('TenantAdditionFacts').implement({
  description: 'Results of the step that adds tenants.',
  fields: exposed((t) => ({
    before: t.field(stateOf('beforeSnapshotId', 'The cluster before the first tenant was added.')),
    after: t.field(stateOf('afterSnapshotId', 'The cluster after the last tenant was added.')),
    tenants: show([AddedTenant], 'The tenants that were added or found in place, in order.'),
    notAdded: show([NotAddedTenant], 'Tenants that could not be added; empty when all were.'),
    probe: show(ProbeFigures, 'Results of querying existing tenants meanwhile.'),
  })),
});

const ServerAdditionFacts = builder.objectRef<FactsOf<'SERVER_ADDITION'>>('ServerAdditionFacts').implement({
  description: 'Results of the step that adds DB-Servers.',
  fields: exposed((t) => ({
    before: t.field(stateOf('beforeSnapshotId', 'The cluster before DB-Servers were added.')),
    after: t.field(stateOf('afterSnapshotId', 'The cluster after DB-Servers were added.')),
    addedServerIds: show(['String'], 'serverIds of the added DB-Servers; empty when they have to be added by hand.'),
    homeZone: t.string({
      nullable: true,
      description: 'The zone assigned to DB-Servers that had none; null when none was assigned.',
      resolve: ({ homeZone }) => homeZone?.zone ?? null,
    }),
    manualSteps: show(['String'], 'How to add the DB-Servers by hand, in order; empty on the simulated cluster.'),
  })),
});

const ShardRebalancingFacts = builder.objectRef<FactsOf<'SHARD_REBALANCING'>>('ShardRebalancingFacts').implement({
  description: 'Results of the step that rebalances shards.',
  fields: exposed((t) => ({
    before: t.field(stateOf('beforeSnapshotId', 'The cluster before the first move.')),
    after: t.field(stateOf('afterSnapshotId', 'The cluster after the last move.')),
    plan: t.field(planOf('The plan that was carried out.')),
    predictedFingerprint: show('String', 'Fingerprint that the plan predicted for the cluster.'),
    reachedFingerprint: show('String', 'Fingerprint of the cluster after the last move.'),
    movesMade: show('Int', 'Number of moves made.'),
    bytesMoved: show('BigInt', 'Bytes copied by the moves.'),
    elapsedMs: show('Float', 'Duration of the step in milliseconds; measured.'),
    balanceBefore: t.field(balancesOf('before', 'beforeSnapshotId', 'Balance of each measure before the first move.')),
    balanceAfter: t.field(balancesOf('after', 'afterSnapshotId', 'Balance of each measure after the last move.')),
    probe: show(ProbeFigures, 'Results of querying existing tenants while shards moved.'),
  })),
});

const IntegrityStatus = enumOf('IntegrityStatus', 'Whether a count is as expected.', {
  PASS: 'Expected and found agree.',
  FAIL: 'Expected and found differ.',
});

const IntegrityCheck = builder.objectRef<FactsOf<'VALIDATION'>['integrity'][number]>('IntegrityCheck').implement({
  description: 'A count compared with its expected value.',
  fields: exposed(() => ({
    title: show('String', 'What was counted, as a phrase.'),
    expected: show('String', 'The expected value, as text.'),
    found: show('String', 'The value that was found, as text.'),
    status: show(IntegrityStatus, 'Whether expected and found agree.'),
  })),
});

const ValidationFacts = builder.objectRef<FactsOf<'VALIDATION'>>('ValidationFacts').implement({
  description: 'Results of the step that validates the cluster at the end.',
  fields: exposed((t) => ({
    cluster: t.field(stateOf('snapshotId', 'The cluster at the end of the run.')),
    isolation: show(IsolationReport, 'Isolation of the tenants at the end of the run.'),
    integrity: show([IntegrityCheck], 'Counts compared with their expected values.'),
    performance: show(PerformanceReport, 'Response times at the end of the run.'),
    health: show(ClusterHealth, 'Health of the cluster at the end of the run.'),
  })),
});

const RebalanceFacts = builder.objectRef<FactsOf<'REBALANCE'>>('RebalanceFacts').implement({
  description: 'Results of carrying out a plan.',
  fields: exposed((t) => ({
    before: t.field(stateOf('beforeSnapshotId', 'The cluster before the first move.')),
    after: t.field(stateOf('afterSnapshotId', 'The cluster after the last move.')),
    plan: t.field(planOf('The plan that was carried out.')),
    predictedFingerprint: show('String', 'Fingerprint that the plan predicted for the cluster.'),
    reachedFingerprint: show('String', 'Fingerprint of the cluster after the last move.'),
    isReached: show('Boolean', 'Whether every shard group is where the plan predicted, in the predicted roles.'),
    movesMade: show('Int', 'Number of moves made.'),
    movesNotMade: show('Int', 'Number of moves that could not be made.'),
    movesElsewhere: show('Int', 'Number of the moves made that went to another DB-Server than planned.'),
    bytesMoved: show('BigInt', 'Bytes copied by the moves.'),
    probe: showOrNull(
      ProbeFigures,
      'Results of querying existing tenants while shards moved; null when the plan had no move to make.',
    ),
    elapsedMs: show('Float', 'Time from the first event to the last move, pauses included, in milliseconds; measured.'),
    balanceBefore: t.field(balancesOf('before', 'beforeSnapshotId', 'Balance of each measure before the first move.')),
    balanceAfter: t.field(balancesOf('after', 'afterSnapshotId', 'Balance of each measure after the last move.')),
  })),
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
