/** What the sections of a run's report are written from, looked up once. */
import type { RebalancePlan } from '../../services/model/plan.js';
import type { Run, RunEvent, RunStep, StepFacts } from '../../services/model/run.js';
import type { Scenario } from '../../services/model/scenario.js';
import { stepKindsOf, stepTitles } from '../../services/model/scenario.js';
import { scenarioOf } from '../../services/model/scenarios.js';
import type { ClusterTopology, Snapshot } from '../../services/model/topology.js';
import { colourTenants, type TenantColours } from './tenant-colours.js';

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
export interface StepOf<Kind extends StepFacts['kind']> {
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
