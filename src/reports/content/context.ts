/** What the sections of a run's report are written from, looked up once, and how the run ended. */
import { counted } from '../../services/base/wording.js';
import type { RebalancePlan } from '../../services/model/plan.js';
import type { Run, RunEvent, RunStep, StepFacts } from '../../services/model/run.js';
import type { RunFailure } from '../../services/model/run-failure.js';
import type { Scenario } from '../../services/model/scenario.js';
import { stepKindsOf, stepTitles } from '../../services/model/scenario.js';
import { scenarioOf } from '../../services/model/scenarios.js';
import type { ClusterTopology, Snapshot } from '../../services/model/topology.js';
import type { Mark, ReportOutcome } from '../model.js';
import { colourTenants, type TenantColours } from './cluster-figures.js';

/** What a run's report is built from. */
export interface RunReportInput {
  readonly run: Run;
  /** In order, from the first; the final event may be missing, since a run makes its report just before it. */
  readonly events: readonly RunEvent[];
  /** By snapshot id: those that the run's steps name, as far as they are still kept. */
  readonly snapshots: ReadonlyMap<string, Snapshot>;
  /** The plan of the rebalancing step; null where the run did not come to it. */
  readonly plan: RebalancePlan | null;
  /** Version of Shardbook. */
  readonly version: string;
}

export type FactsOf<Kind extends StepFacts['kind']> = Extract<StepFacts, { kind: Kind }>;

/** A step with its facts, of the kind that the step has, or null where it did not get that far. */
interface StepOf<Kind extends StepFacts['kind']> {
  /** Heading of its section, e.g. `Step 2: Dynamic tenant addition`; null where the run has no such step. */
  readonly title: string | null;
  readonly step: RunStep | null;
  readonly facts: FactsOf<Kind> | null;
}

export interface RunContext extends RunReportInput {
  readonly colours: TenantColours;
  /** What the run was to do; null for a rebalance, which follows a plan. */
  readonly scenario: Scenario | null;
  /** The first and the last state that the run kept; null where it kept none. */
  readonly first: ClusterTopology | null;
  readonly last: ClusterTopology | null;
  /** The state of a snapshot, or null when it is not kept any more. */
  readonly state: (snapshotId: string | undefined) => ClusterTopology | null;
  /** The step of this kind; steps of the demo are named after the kind of their facts. */
  readonly stepOf: <Kind extends StepFacts['kind']>(kind: Kind) => StepOf<Kind>;
}

/** Returns the context of a run's report. */
export function contextOf(input: RunReportInput): RunContext {
  const { run, snapshots } = input;
  const state = (id: string | null | undefined): ClusterTopology | null =>
    (id ? snapshots.get(id)?.topology : undefined) ?? null;
  const first = state(run.beforeSnapshotId);
  const last = state(run.afterSnapshotId);
  const scenario = 'planId' in run.input ? null : scenarioOf(run.input);
  const kinds = scenario ? stepKindsOf(scenario) : [];
  return {
    ...input,
    scenario,
    first,
    last,
    state,
    colours: colourTenants([first, last]),
    stepOf: (kind) => {
      const step = run.steps.find(({ name, facts }) => facts?.kind === kind || name === kind) ?? null;
      const at = kinds.findIndex((one) => one === kind);
      const known = kinds[at];
      const title = known === undefined ? null : `Step ${at + 1}: ${stepTitles[known]}`;
      return { title, step, facts: step?.facts?.kind === kind ? (step.facts as FactsOf<typeof kind>) : null };
    },
  };
}

/** How a run ended, as its steps show: a run makes its report just before its final event, and may make it again later. */
export interface RunOutcome extends ReportOutcome {
  readonly kind: 'COMPLETED' | 'FAILED' | 'CANCELLED' | 'INTERRUPTED';
  readonly failure: RunFailure | null;
}

/**
 * Returns how the run ended. A run without final event whose steps are all completed is COMPLETED, one with a failed
 * step FAILED; any other was stopped, since only a run that has come to its end makes a report.
 */
export function outcomeOf(run: Run, events: readonly RunEvent[]): RunOutcome {
  const completed = run.steps.filter(({ status }) => status === 'COMPLETED').length;
  const total = run.steps.length;
  if (total > 0 && completed === total) {
    return {
      kind: 'COMPLETED',
      mark: 'PASS',
      label: 'Completed',
      sentence: `All ${counted(total, 'step')} of the run were completed.`,
      failure: null,
    };
  }
  const soFar = `${completed} of ${counted(total, 'step')} ${completed === 1 ? 'was' : 'were'} completed; this report covers the run up to that point.`;
  if (run.status === 'INTERRUPTED') {
    return {
      kind: 'INTERRUPTED',
      mark: 'FAIL',
      label: 'Interrupted',
      sentence: `The server stopped during the run. ${soFar}`,
      failure: run.failure,
    };
  }
  const failed = events.find((event) => event.type === 'StepFailed');
  const failure = failed?.type === 'StepFailed' ? failed.failure : run.failure;
  if (failure) {
    const step = failed?.type === 'StepFailed' ? run.steps.find(({ name }) => name === failed.step) : undefined;
    const where = step ? `in the step “${step.title}”` : 'before the end';
    return {
      kind: 'FAILED',
      mark: 'FAIL',
      label: 'Failed',
      sentence: `The run failed ${where}: ${failure.message}. ${soFar}`,
      failure,
    };
  }
  return {
    kind: 'CANCELLED',
    mark: 'WARN',
    label: 'Cancelled',
    sentence: `The run was cancelled. ${soFar}`,
    failure: null,
  };
}

/** Returns the mark of a step's section, or null where there is no such step. */
export function markOfStep(step: RunStep | null, outcome: RunOutcome): Mark | null {
  if (!step) return null;
  if (step.status === 'COMPLETED') return 'PASS';
  if (step.status === 'PENDING') return 'SKIPPED';
  // A step that was under way ends with its run, whichever word the final event has for it.
  return outcome.kind === 'CANCELLED' ? 'WARN' : 'FAIL';
}

const endings: Readonly<Record<RunOutcome['kind'], string>> = {
  COMPLETED: 'was completed',
  FAILED: 'failed',
  CANCELLED: 'was cancelled',
  INTERRUPTED: 'was interrupted',
};

/** Returns the sentence for a step that has no facts: it did not come to them. */
export function whyNoFacts(step: RunStep | null, outcome: RunOutcome): string {
  if (!step || step.status === 'PENDING') return `This step did not run: the run ${endings[outcome.kind]} before it.`;
  return `This step was in progress when the run ${endings[outcome.kind]}; it has no result.`;
}
