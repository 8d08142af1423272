/**
 * A run as an event log. The run that a client sees is a fold over its events (`applyEvent`), so the state as of any
 * event can be told again.
 */
import type { NamingConvention } from './asset.js';
import type { ClusterHealth, IsolationReport, PerformanceReport, ProbeFigures } from './check.js';
import type { MeasureBalance } from './plan.js';

export type RunKind = 'DEMO' | 'REBALANCE' | 'TENANT_BATCH';

/** INTERRUPTED: the server stopped during the run; its last event says so. */
export type RunStatus = 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELLED' | 'INTERRUPTED';

export type StepStatus = 'PENDING' | 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELLED';

/** INSTANT never waits; NORMAL and PRESENTER pause between steps so that people can follow. */
export type DemoPace = 'INSTANT' | 'NORMAL' | 'PRESENTER';

export type DemoScenario = 'DEMO';

export interface RunInput {
  readonly scenario: DemoScenario;
  readonly naming: NamingConvention;
  readonly pace: DemoPace;
}

export interface RunStep {
  /** Stable and machine readable, e.g. `TENANT_ADDITION`. */
  readonly name: string;
  readonly title: string;
  readonly status: StepStatus;
  /** Units of work done, 0 to `total`. */
  readonly done: number;
  readonly total: number;
  /** What is counted, e.g. `documents`. */
  readonly unit: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  /** What the step found, once it is completed. */
  readonly facts: StepFacts | null;
}

export interface RunFailure {
  readonly code: string;
  readonly message: string;
  readonly remedy: string | null;
}

export interface Run {
  readonly id: string;
  readonly kind: RunKind;
  readonly input: RunInput;
  readonly status: RunStatus;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly steps: readonly RunStep[];
  readonly beforeSnapshotId: string | null;
  readonly afterSnapshotId: string | null;
  readonly reportId: string | null;
  readonly failure: RunFailure | null;
  /** Sequence number of the newest event that is in this state; 0 before the first. */
  readonly lastSequence: number;
}

/** What an event says besides when and in which run. */
export type RunEventBody =
  | {
      readonly type: 'RunStarted';
      readonly message: string;
      readonly steps: readonly { name: string; title: string }[];
    }
  | {
      readonly type: 'StepStarted';
      readonly message: string;
      readonly step: string;
      readonly total: number;
      readonly unit: string;
    }
  | {
      readonly type: 'StepProgressed';
      readonly message: string;
      readonly step: string;
      readonly done: number;
      readonly total: number;
      readonly unit: string;
      /** Estimated from the pace so far; null while nothing can be said. */
      readonly secondsLeft: number | null;
    }
  | { readonly type: 'StepCompleted'; readonly message: string; readonly step: string; readonly facts: StepFacts }
  | {
      readonly type: 'StepFailed';
      readonly message: string;
      readonly step: string;
      readonly failure: RunFailure;
      /** What the step had found, where it got that far: a failed check keeps its evidence. */
      readonly facts: StepFacts | null;
    }
  | { readonly type: 'RunCompleted'; readonly message: string; readonly reportId: string | null }
  | {
      readonly type: 'RunFailed';
      readonly message: string;
      readonly failure: RunFailure;
      readonly reportId: string | null;
    }
  | {
      readonly type: 'RunCancelled';
      readonly message: string;
      readonly reason: string;
      readonly reportId: string | null;
    };

/** Sequence numbers of a run start at 1 and have no gap. */
export type RunEvent = RunEventBody & { readonly runId: string; readonly sequence: number; readonly at: string };

/** What one tenant addition did, in a demo. */
export interface TenantAdditionFact {
  readonly tenantKey: string;
  readonly name: string;
  readonly scaleFactor: number;
  readonly naming: NamingConvention;
  /** ALREADY_THERE: a tenant of that name existed before the run and was left as it was. */
  readonly outcome: 'ADDED' | 'ALREADY_THERE';
  readonly documents: number;
  readonly bytes: bigint;
  readonly groupId: string;
  readonly elapsedMs: number;
  readonly before: { readonly tenants: number; readonly documents: number };
  readonly after: { readonly tenants: number; readonly documents: number };
}

/** What each step of the demo found; snapshots are named by id and stored. */
export type StepFacts =
  | { readonly kind: 'INITIAL_STATE'; readonly snapshotId: string; readonly health: ClusterHealth }
  | {
      readonly kind: 'TENANT_ADDITION';
      readonly beforeSnapshotId: string;
      readonly afterSnapshotId: string;
      readonly tenants: readonly TenantAdditionFact[];
      readonly probe: ProbeFigures;
    }
  | {
      readonly kind: 'SERVER_ADDITION';
      readonly beforeSnapshotId: string;
      readonly afterSnapshotId: string;
      /** serverIds of the servers that were added; empty where only a person can add them. */
      readonly addedServerIds: readonly string[];
      /** What a person has to do; empty on the simulated cluster. */
      readonly manualSteps: readonly string[];
    }
  | {
      readonly kind: 'SHARD_REBALANCING';
      readonly beforeSnapshotId: string;
      readonly afterSnapshotId: string;
      readonly planId: string;
      readonly planHash: string;
      readonly predictedFingerprint: string;
      readonly reachedFingerprint: string;
      readonly movesMade: number;
      readonly bytesMoved: bigint;
      readonly elapsedMs: number;
      readonly before: readonly MeasureBalance[];
      readonly after: readonly MeasureBalance[];
      readonly probe: ProbeFigures;
    }
  | {
      readonly kind: 'VALIDATION';
      readonly snapshotId: string;
      readonly isolation: IsolationReport;
      readonly performance: PerformanceReport;
      readonly health: ClusterHealth;
      /** Expected against found; the run fails when they differ. */
      readonly integrity: readonly {
        readonly title: string;
        readonly expected: string;
        readonly found: string;
        readonly status: 'PASS' | 'FAIL';
      }[];
    };

/** The failure code of a run whose server stopped. */
export const RUN_INTERRUPTED = 'RUN_INTERRUPTED';

/** Returns a run as it stands before its first event: the start of the fold. */
export function runBeforeEvents({ id, kind, input, startedAt }: Pick<Run, 'id' | 'kind' | 'input' | 'startedAt'>): Run {
  return {
    id,
    kind,
    input,
    startedAt,
    status: 'RUNNING',
    finishedAt: null,
    steps: [],
    beforeSnapshotId: null,
    afterSnapshotId: null,
    reportId: null,
    failure: null,
    lastSequence: 0,
  };
}

/** Returns whether nothing can follow this event. */
export function isFinal(event: RunEventBody): boolean {
  return event.type === 'RunCompleted' || event.type === 'RunFailed' || event.type === 'RunCancelled';
}

/**
 * Returns the run as it stands after one more event. Throws a RangeError when the event is not the next one: a gap
 * in the log would make every later state wrong.
 */
export function applyEvent(run: Run, event: RunEvent): Run {
  if (event.sequence !== run.lastSequence + 1) {
    throw new RangeError(`Run ${run.id} expects event ${run.lastSequence + 1} but got ${event.sequence}`);
  }
  const next = { ...run, lastSequence: event.sequence };
  switch (event.type) {
    case 'RunStarted':
      return { ...next, steps: event.steps.map((step) => ({ ...pendingStep, ...step })) };
    case 'StepStarted':
      return changeStep(next, event.step, {
        status: 'RUNNING',
        total: event.total,
        unit: event.unit,
        startedAt: event.at,
      });
    case 'StepProgressed':
      return changeStep(next, event.step, { done: event.done, total: event.total, unit: event.unit });
    case 'StepCompleted':
      return changeStep(withSnapshots(next, event.facts), event.step, {
        status: 'COMPLETED',
        facts: event.facts,
        finishedAt: event.at,
      });
    case 'StepFailed':
      return changeStep(event.facts ? withSnapshots(next, event.facts) : next, event.step, {
        status: 'FAILED',
        facts: event.facts,
        finishedAt: event.at,
      });
    case 'RunCompleted':
      return { ...next, status: 'COMPLETED', finishedAt: event.at, reportId: event.reportId };
    case 'RunFailed': {
      const status = event.failure.code === RUN_INTERRUPTED ? 'INTERRUPTED' : 'FAILED';
      return {
        ...endOpenSteps(next, 'FAILED', event.at),
        status,
        finishedAt: event.at,
        failure: event.failure,
        reportId: event.reportId,
      };
    }
    case 'RunCancelled':
      return {
        ...endOpenSteps(next, 'CANCELLED', event.at),
        status: 'CANCELLED',
        finishedAt: event.at,
        reportId: event.reportId,
      };
  }
}

const pendingStep = {
  status: 'PENDING',
  done: 0,
  total: 0,
  unit: '',
  startedAt: null,
  finishedAt: null,
  facts: null,
} as const;

function changeStep(run: Run, name: string, change: Partial<RunStep>): Run {
  return {
    ...run,
    steps: run.steps.map((step) => {
      if (step.name !== name) return step;
      const changed = { ...step, ...change };
      return changed.status === 'COMPLETED' ? { ...changed, done: changed.total } : changed;
    }),
  };
}

function endOpenSteps(run: Run, status: StepStatus, at: string): Run {
  return {
    ...run,
    steps: run.steps.map((step) => (step.status === 'RUNNING' ? { ...step, status, finishedAt: at } : step)),
  };
}

function withSnapshots(run: Run, facts: StepFacts): Run {
  const first = 'snapshotId' in facts ? facts.snapshotId : facts.beforeSnapshotId;
  const last = 'snapshotId' in facts ? facts.snapshotId : facts.afterSnapshotId;
  return { ...run, beforeSnapshotId: run.beforeSnapshotId ?? first, afterSnapshotId: last };
}
