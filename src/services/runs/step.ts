/** What a step of a run is made of, and what it is given to work with. */
import type { Clock } from '../base/clock.js';
import type { CheckService } from '../checks/service.js';
import type { TopologyService } from '../cluster/service.js';
import type { Run, RunInput, StepFacts } from '../model/run.js';
import type { PlanService } from '../planning/service.js';
import type { Store } from '../store/port.js';
import type { TenantServiceInside } from '../tenants/service.js';
import type { Probe } from './probe.js';

/** What a step tells while it works. */
export interface StepReporter {
  /** Says how far the step is; `done` from 0 to the step's total. */
  progress(done: number, message: string): Promise<void>;
  /** Waits as long as the pace asks for between two units of work, so that an audience can follow. */
  pause(): Promise<void>;
}

export interface StepContext {
  readonly runId: string;
  readonly kind: Run['kind'];
  readonly input: RunInput;
  readonly clock: Clock;
  /** Aborted when the run is to stop; look at it between two units of work. */
  readonly signal: AbortSignal;
  readonly report: StepReporter;
  /** Facts of the steps before this one, in order. */
  readonly earlier: readonly StepFacts[];
}

/** Returns the label of a snapshot that a step takes. */
export function snapshotLabel({ runId, kind }: Pick<StepContext, 'runId' | 'kind'>, when: string): string {
  return `${kind === 'TENANT_BATCH' ? 'Tenant batch' : 'Demo'} ${runId}: ${when}`;
}

/** How much work a step has ahead. */
export interface StepWork {
  /** 1 or more. */
  readonly total: number;
  /** What is counted, e.g. `documents`. */
  readonly unit: string;
  /** What the step is about to do, as a sentence. */
  readonly message: string;
  /** Does the work. Throws CheckFailedError when what it checks is not so. */
  run(context: StepContext): Promise<StepOutcome>;
}

export interface StepOutcome {
  /** What was done, as a sentence with figures. */
  readonly message: string;
  readonly facts: StepFacts;
}

export interface Step {
  /** Stable and machine readable, e.g. `TENANT_ADDITION`. */
  readonly name: string;
  readonly title: string;
  /** Looks at what is to be done, and changes nothing. */
  prepare(context: Omit<StepContext, 'report'>): Promise<StepWork>;
}

/** A step did its work, and what it found is not what must be. It keeps the evidence. */
export class CheckFailedError extends Error {
  readonly code = 'CHECK_FAILED';
  constructor(
    message: string,
    readonly remedy: string | null,
    readonly facts: StepFacts,
  ) {
    super(message);
    this.name = 'CheckFailedError';
  }
}

export interface DemoDependencies {
  readonly store: Store;
  readonly tenants: Pick<TenantServiceInside, 'addWatched' | 'byName'>;
  readonly topology: Pick<TopologyService, 'live' | 'takeSnapshot' | 'addSimulatedServers' | 'nameSimulatedZone'>;
  readonly plans: Pick<PlanService, 'simulate' | 'advise'>;
  readonly checks: Pick<CheckService, 'isolation' | 'performance' | 'health'>;
  /** Starts to query these tenants until it is stopped. */
  readonly startProbe: (tenantKeys: readonly string[]) => Probe;
  /** Adds the two tenants that the guide begins with. */
  readonly seedTenants: () => Promise<void>;
  /** Told that the cluster's placement has changed. */
  readonly onPlacementChanged: () => void;
}
