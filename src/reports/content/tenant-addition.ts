/** Step 2, dynamic tenant addition: who came, where they landed, and who shares a shard group with whom. */
import { counted, inBytes } from '../../services/base/wording.js';
import { scenarioInputOf } from '../../services/model/run.js';
import type { ClusterTopology } from '../../services/model/topology.js';
import { documentsPerTenant } from './charts.js';
import { groupLabels, tenantsByGroup } from './cluster-figures.js';
import { type FactsOf, markOfStep, type RunContext, type RunOutcome, whyNoFacts } from './context.js';
import { addTenantsOperation, neighboursOperation } from './operations.js';
import {
  type DraftCell,
  fixed,
  listed,
  narrative,
  numberColumn,
  operationCell,
  partOf,
  type ReportPart,
  table,
  tenantName,
  textColumn,
} from './parts.js';
import { neighboursTable } from './tables.js';

/** Returns the section of the step; null where the run has no such step. */
export function tenantAdditionPart(context: RunContext, outcome: RunOutcome): ReportPart | null {
  const { step, facts, title } = context.stepOf('TENANT_ADDITION');
  if (title === null) return null;
  const section = {
    id: 'tenant-addition',
    title,
    mark: facts?.notAdded.length ? 'FAIL' : markOfStep(step, outcome),
  } as const;
  if (!facts) return partOf(section, [narrative('tenant-addition-story', [whyNoFacts(step, outcome)])]);
  const after = context.state(facts.afterSnapshotId);
  const wishes = (context.scenario?.tenants ?? []).map(({ name, scaleFactor, naming }) => ({
    name,
    scaleFactor,
    naming: naming ?? scenarioInputOf(context.run).naming,
  }));
  return partOf(section, [
    narrative('tenant-addition-story', story(facts)),
    operationCell('tenant-addition-operation', addTenantsOperation(wishes)),
    additionsTable(facts, context, after),
    notAddedTable(facts),
    after &&
      documentsPerTenant('tenant-addition-chart', 'Documents per tenant after the additions', after, context.colours),
    after && narrative('tenant-addition-sharing', [sharingSentence(after)], { title: 'Who shares a shard group' }),
    after && operationCell('tenant-addition-neighbours-operation', neighboursOperation),
    after &&
      neighboursTable(
        'tenant-addition-neighbours',
        'Tenants, their shard group and their neighbours',
        after,
        context.colours,
      ),
  ]);
}

function story({ tenants, notAdded, probe }: FactsOf<'TENANT_ADDITION'>): readonly string[] {
  const added = tenants.filter(({ outcome }) => outcome === 'ADDED');
  const there = tenants.filter(({ outcome }) => outcome === 'ALREADY_THERE');
  const documents = added.reduce((sum, tenant) => sum + tenant.documents, 0);
  const bytes = added.reduce((sum, tenant) => sum + tenant.bytes, 0n);
  const first =
    added.length === 0
      ? 'No tenant was added.'
      : `${listed(added.map(({ name }) => name))} ${added.length === 1 ? 'was' : 'were'} added with ${counted(documents, 'document')} (${inBytes(bytes)}) in all, while the existing tenants were being queried: ${counted(probe.probes, 'probe')}, ${probe.failed} failed.`;
  const second =
    there.length === 0
      ? []
      : [
          `${listed(there.map(({ name }) => name))} existed before the run and ${there.length === 1 ? 'was' : 'were'} left unchanged.`,
        ];
  const third = notAdded.length === 0 ? [] : [`${counted(notAdded.length, 'tenant')} could not be added; see below.`];
  return [first, ...second, ...third];
}

function additionsTable(
  { tenants }: FactsOf<'TENANT_ADDITION'>,
  { colours }: RunContext,
  after: ClusterTopology | null,
): DraftCell {
  const labels = after ? groupLabels(after) : new Map<string, string>();
  const head = { id: 'tenant-addition-additions', title: 'Tenants added, one after the other', noun: 'tenant' };
  return table({ ...head, basis: 'MEASURED' }, tenants, [
    textColumn('tenant', 'Tenant', ({ tenantKey, name }) => tenantName(name, colours.get(tenantKey) ?? null)),
    numberColumn('scale', 'Scale factor', ({ scaleFactor }) => scaleFactor),
    textColumn('outcome', 'Outcome', ({ outcome }) => (outcome === 'ADDED' ? 'Added' : 'Already there')),
    numberColumn('documents', 'Documents', ({ documents }) => documents),
    numberColumn('bytes', 'Bytes', ({ bytes }) => bytes),
    numberColumn('group', 'Shard group', ({ groupId }) => labels.get(groupId) ?? groupId),
    numberColumn('tenants-after', 'Tenants then', (tenant) => tenant.after.tenants),
    numberColumn('documents-after', 'Documents then', (tenant) => tenant.after.documents),
    numberColumn('elapsed', 'Time', ({ elapsedMs }) => fixed(elapsedMs, 0), { unit: 'ms' }),
  ]);
}

function notAddedTable({ notAdded }: FactsOf<'TENANT_ADDITION'>): DraftCell | null {
  if (notAdded.length === 0) return null;
  const head = { id: 'tenant-addition-not-added', title: 'Tenants that could not be added', noun: 'tenant' };
  return table(head, notAdded, [
    textColumn('tenant', 'Tenant', ({ name }) => name),
    numberColumn('scale', 'Scale factor', ({ scaleFactor }) => scaleFactor),
    textColumn('reason', 'Reason', ({ failure }) => failure.message),
    textColumn('remedy', 'What to do', ({ failure }) => failure.remedy),
  ]);
}

function sharingSentence(state: ClusterTopology): string {
  const byGroup = tenantsByGroup(state);
  const shared = [...byGroup.values()].filter((tenants) => tenants.length > 1);
  const alone = [...byGroup.values()].filter((tenants) => tenants.length === 1).length;
  const meaning =
    'Sharing a shard group means sharing its leader and moving together, not sharing data: documents of two tenants are never connected.';
  if (shared.length === 0) return `Each tenant has a shard group of its own. ${meaning}`;
  return `${counted(shared.length, 'shard group')} ${shared.length === 1 ? 'holds' : 'hold'} more than one tenant; ${counted(alone, 'tenant')} ${alone === 1 ? 'has' : 'have'} a group alone. ${meaning}`;
}
