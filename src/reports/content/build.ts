/**
 * Builds report models from what was stored: the events and snapshots of a run, two snapshots, or a plan. Nothing is read from
 * the live cluster or the clock, so the same input gives the same report. Rendering is left to `src/reports`.
 */
import type { Paused } from '../../services/base/turns.js';
import { counted } from '../../services/base/wording.js';
import type { RebalancePlan } from '../../services/model/plan.js';
import { isFinal } from '../../services/model/run.js';
import { stepKindsOf } from '../../services/model/scenario.js';
import type { Snapshot } from '../../services/model/topology.js';
import { allBalancesWithPauses } from '../../services/planning/measure/balance.js';
import type { KeyFigure, ReportModel, ReportOutcome } from '../model.js';
import { bytesPerServer, documentsPerTenant, leadersPerServer, shardMap } from './charts.js';
import { checklistPart } from './checklist.js';
import { colourTenants, deploymentInWords } from './cluster-figures.js';
import { contextOf, outcomeOf, type RunReportInput } from './context.js';
import { initialStatePart } from './initial-state.js';
import { measuredModelledPart } from './measured-modelled.js';
import { clusterStateOperation, neighboursOperation } from './operations.js';
import { narrative, operationCell, partInTurns, type PartMaker, type ReportHead, type ReportPart } from './parts.js';
import { planReport } from './plan-report.js';
import { runProvenancePart, snapshotProvenancePart } from './provenance.js';
import { rebalanceReport } from './rebalance-run.js';
import { rebalancingPart } from './rebalancing.js';
import { recommendationsPart, runFacts } from './recommendations.js';
import { serverAdditionPart } from './server-addition.js';
import { beforeAfterPart, grown, growthFigures, keyFigures, summaryPart } from './summary.js';
import {
  balanceTable,
  beforeAfterTable,
  neighboursTable,
  serversChangeTable,
  serversTable,
  shardGroupsTable,
} from './tables.js';
import { tenantAdditionPart } from './tenant-addition.js';
import { validationPart } from './validation.js';
import { zeroDowntimePart } from './zero-downtime.js';

/**
 * Gives the report of a run, with pauses between its parts. Of a rebalance: what was moved and what was not. Of a demo:
 * one minute, before and after, the five steps of the guide, the evidence, the provenance. Runs that failed, were cancelled or were interrupted get one too; it says so at the top, and steps that
 * did not run say so in their place. The final event changes nothing, so the report made just before it is the same.
 */
export function* buildRunReport(input: RunReportInput): Paused<ReportModel> {
  const context = contextOf(input);
  const { run, events, last, first, scenario } = context;
  const createdAt = events.findLast((event) => !isFinal(event))?.at ?? run.startedAt;
  if (run.kind === 'REBALANCE') return yield* modelOf(rebalanceReport(context, createdAt));
  const outcome = outcomeOf(run, events);
  const { mark, label, sentence } = outcome;
  const state = last ?? first;
  const where = state
    ? `${deploymentInWords(state)} of ${counted(state.servers.length, 'DB-Server')}`
    : 'a cluster whose state is not known';
  const parts: readonly PartMaker[] = [
    () => summaryPart(context, outcome),
    () => beforeAfterPart(context),
    () => initialStatePart(context, outcome),
    () => tenantAdditionPart(context, outcome),
    () => serverAdditionPart(context, outcome),
    () => rebalancingPart(context, outcome),
    () => validationPart(context, outcome),
    () => zeroDowntimePart(context),
    () => recommendationsPart(runFacts(context)),
    () => checklistPart(context),
    () => measuredModelledPart(state),
    () => runProvenancePart(context),
  ];
  return yield* modelOf({
    title: scenario?.title ?? 'Run',
    subtitle: `${run.kind === 'TENANT_BATCH' ? 'Tenant batch' : 'Demo'} in ${inWords(scenario ? stepKindsOf(scenario).length : 0)} steps on ${where}, ${run.startedAt.slice(0, 10)}`,
    createdAt,
    outcome: { mark, label, sentence },
    figures: keyFigures(context),
    parts,
  });
}

function inWords(steps: number): string {
  return ['no', 'one', 'two', 'three', 'four', 'five'][steps] ?? String(steps);
}

/** What the report of two snapshots is built from; `before` need not be the older one. */
interface SnapshotReportInput {
  readonly before: Snapshot;
  readonly after: Snapshot;
  /** Version of Shardbook. */
  readonly version: string;
}

/** Gives the report of what changed between two snapshots, with pauses between its parts. */
export function* buildSnapshotReport({ before, after, version }: SnapshotReportInput): Paused<ReportModel> {
  const newest = before.takenAt > after.takenAt ? before.takenAt : after.takenAt;
  return yield* modelOf({
    title: 'Two states of a cluster',
    subtitle: `From “${before.label}” to “${after.label}”`,
    createdAt: newest,
    outcome: snapshotOutcome(before, after),
    figures: snapshotFigures(before, after),
    parts: [
      () => snapshotChangePart(before, after),
      () => snapshotPlacementPart(before, after),
      () => recommendationsPart({ state: after.topology, checks: [], plan: null }),
      () => measuredModelledPart(after.topology),
      () => snapshotProvenancePart(before, after, version),
    ],
  });
}

/** What the report of a plan is built from. */
interface PlanReportInput {
  readonly plan: RebalancePlan;
  /** Version of Shardbook. */
  readonly version: string;
}

/**
 * Gives the report of a plan, which need not have been applied, with pauses between its parts; everything in it that is
 * computed is MODELLED.
 */
export function* buildPlanReport({ plan, version }: PlanReportInput): Paused<ReportModel> {
  return yield* modelOf(planReport(plan, version));
}

function snapshotOutcome(before: Snapshot, after: Snapshot): ReportOutcome {
  const isSame = before.fingerprint === after.fingerprint;
  return {
    mark: 'PASS',
    label: isSame ? 'Same placement' : 'Placement changed',
    sentence: isSame
      ? 'Both states have the same fingerprint: every shard group is where it was, on the same DB-Servers.'
      : 'The states have different fingerprints: DB-Servers, collections or the placement of shard groups changed.',
  };
}

function snapshotFigures(before: Snapshot, after: Snapshot): readonly KeyFigure[] {
  const groups = grown('groups', 'Shard groups', before.topology.groups.length, after.topology.groups.length);
  return [...growthFigures(before.topology, after.topology), groups];
}

function* snapshotChangePart({ topology: before }: Snapshot, { topology: after }: Snapshot): Paused<ReportPart> {
  const was = yield* allBalancesWithPauses(before);
  const is = yield* allBalancesWithPauses(after);
  return yield* partInTurns({ id: 'before-after', title: 'Before and after', mark: null }, [
    () => operationCell('state-operation', clusterStateOperation),
    () => beforeAfterTable('before-after-table', before, after),
    () => balanceTable('balance', 'Balance before and after', was, is, after),
    () => bytesPerServer('bytes', 'Bytes per DB-Server', before, after),
    () => leadersPerServer('leaders', 'Leaders per DB-Server', before, after),
    () => serversChangeTable('servers-change', 'DB-Servers before and after', before, after),
    () => serversTable('servers', 'DB-Servers after', after),
  ]);
}

function snapshotPlacementPart({ topology: before }: Snapshot, { topology: after }: Snapshot): Paused<ReportPart> {
  const colours = colourTenants([before, after]);
  return partInTurns({ id: 'placement', title: 'Tenants and shard groups', mark: null }, [
    () => narrative('placement-story', [groupsMoveAsOne]),
    () => operationCell('placement-operation', neighboursOperation),
    () => documentsPerTenant('tenants', 'Documents per tenant after', after, colours),
    () => shardMap('map-before', 'Shard map before', before, colours),
    () => shardMap('map-after', 'Shard map after', after, colours),
    () => shardGroupsTable('groups', 'Shard groups before and after', before, after),
    () => neighboursTable('neighbours', 'Tenants, their shard group and their neighbours', after, colours),
  ]);
}

const groupsMoveAsOne = 'All documents of a tenant are in one shard group; a shard group moves as one.';

function* modelOf({ parts, ...head }: ReportHead): Paused<ReportModel> {
  const present: ReportPart[] = [];
  for (const make of parts) {
    const made = make();
    const part = made && 'next' in made ? yield* made : made;
    if (part) present.push(part);
    yield;
  }
  return {
    modelVersion: 1,
    ...head,
    sections: present.map(({ section }) => section),
    cells: present.flatMap(({ cells }) => cells),
  };
}
