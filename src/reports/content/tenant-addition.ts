/** Step 2, dynamic tenant addition: who came, where they landed, and who shares a shard group with whom. */
import { counted, inBytes } from '../../services/base/wording.js';
import { scenarioInputOf } from '../../services/model/run.js';
import type { ClusterTopology } from '../../services/model/topology.js';
import { documentsPerTenant } from './charts.js';
import { groupLabels, shortNames } from './cluster-figures.js';
import type { FactsOf, RunContext } from './context.js';
import { longTable, rowsForPeople } from './long-table.js';
import { addTenantsOperation, neighboursOperation } from './operations.js';
import { markOfStep, type RunOutcome, whyNoFacts } from './outcome.js';
import {
  bytesValue,
  type DraftCell,
  figure,
  fixed,
  listed,
  narrative,
  numberColumn,
  operationCell,
  partOf,
  type ReportPart,
  tenantName,
  text,
  textColumn,
} from './parts.js';
import { bySize, type TenantColours, tenantsByGroup } from './tenant-colours.js';

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
  return {
    kind: 'TABLE',
    id: 'tenant-addition-additions',
    title: 'Tenants added, one after the other',
    basis: 'MEASURED',
    columns: [
      textColumn('tenant', 'Tenant'),
      numberColumn('scale', 'Scale factor'),
      textColumn('outcome', 'Outcome'),
      numberColumn('documents', 'Documents'),
      numberColumn('bytes', 'Bytes'),
      numberColumn('group', 'Shard group'),
      numberColumn('tenants-after', 'Tenants then'),
      numberColumn('documents-after', 'Documents then'),
      numberColumn('elapsed', 'Time', { unit: 'ms' }),
    ],
    ...longTable({
      items: tenants,
      row: (tenant) => [
        tenantName(tenant.name, colours.get(tenant.tenantKey) ?? null),
        figure(tenant.scaleFactor),
        text(tenant.outcome === 'ADDED' ? 'Added' : 'Already there'),
        figure(tenant.documents),
        bytesValue(tenant.bytes),
        text(labels.get(tenant.groupId) ?? tenant.groupId),
        figure(tenant.after.tenants),
        figure(tenant.after.documents),
        fixed(tenant.elapsedMs, 0),
      ],
      order: 'first',
      noun: ['tenant'],
    }),
  };
}

function notAddedTable({ notAdded }: FactsOf<'TENANT_ADDITION'>): DraftCell | null {
  if (notAdded.length === 0) return null;
  return {
    kind: 'TABLE',
    id: 'tenant-addition-not-added',
    title: 'Tenants that could not be added',
    basis: null,
    columns: [
      textColumn('tenant', 'Tenant'),
      numberColumn('scale', 'Scale factor'),
      textColumn('reason', 'Reason'),
      textColumn('remedy', 'What to do'),
    ],
    ...longTable({
      items: notAdded,
      row: ({ name, scaleFactor, failure }) => [
        text(name),
        figure(scaleFactor),
        text(failure.message),
        text(failure.remedy),
      ],
      order: 'first',
      noun: ['tenant'],
    }),
  };
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

/** Returns each tenant with its group, leader and neighbours, largest first; people are shown so many. */
export function neighboursTable(
  id: string,
  title: string,
  state: ClusterTopology,
  colours: TenantColours,
  shown = rowsForPeople,
): DraftCell {
  const labels = groupLabels(state);
  const servers = shortNames(state);
  const groups = new Map(state.groups.map((group) => [group.groupId, group]));
  const byGroup = tenantsByGroup(state);
  return {
    kind: 'TABLE',
    id,
    title,
    basis: null,
    columns: [
      textColumn('tenant', 'Tenant'),
      numberColumn('documents', 'Documents', { basis: 'MEASURED' }),
      numberColumn('bytes', 'Bytes', { basis: 'MEASURED' }),
      numberColumn('group', 'Shard group'),
      textColumn('leader', 'Leader'),
      textColumn('neighbours', 'Neighbours'),
    ],
    ...longTable({
      items: bySize(state.tenants),
      row: (tenant) => {
        const leader = groups.get(tenant.groupId)?.leader;
        const others = (byGroup.get(tenant.groupId) ?? []).filter(({ key }) => key !== tenant.key);
        return [
          tenantName(tenant.name, colours.get(tenant.key) ?? null),
          figure(tenant.documents),
          bytesValue(tenant.bytes),
          text(labels.get(tenant.groupId) ?? tenant.groupId),
          text(leader === undefined ? null : (servers.get(leader) ?? leader)),
          text(others.length === 0 ? 'none' : namesOrCount(others.map(({ name }) => name))),
        ];
      },
      order: 'largest',
      noun: ['tenant'],
      shown,
    }),
  };
}

function namesOrCount(names: readonly string[]): string {
  return names.length <= 4 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} others`;
}
