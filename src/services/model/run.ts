/**
 * A run as an event log. The run that a client sees is a fold over its events (`applyEvent`), so the state as of any
 * event can be told again.
 */
import type { NamingConvention } from './asset.js';
import {
  type PlanExtent,
  progressAfter,
  progressBefore,
  type RebalanceEventBody,
  type RebalanceInput,
  type RebalanceProgress,
} from './rebalance-run.js';
import type { RunFailure } from './run-failure.js';
import type { DemoScenario, Scenario } from './scenario.js';
import type { StepFacts } from './step-facts.js';

export type { StepFacts, TenantAdditionFact, TenantNotAddedFact } from './step-facts.js';

export type RunKind = 'DEMO' | 'REBALANCE' | 'TENANT_BATCH';

/**
 * PAUSED: stopped between two moves on request, to be resumed. INTERRUPTED: the server stopped during the run; its last
 * event says so. A rebalance is never interrupted: it goes on when the server starts again.
 */
export type RunStatus = 'RUNNING' | 'PAUSED' | 'COMPLETED' | 'FAILED' | 'CANCELLED' | 'INTERRUPTED';

export type StepStatus = 'PENDING' | 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELLED';

/** INSTANT never waits; NORMAL and PRESENTER pause between steps so that people can follow. */
export type DemoPace = 'INSTANT' | 'NORMAL' | 'PRESENTER';

/** What a demo or a tenant batch was asked for. */
export interface RunInput {
  readonly scenario: DemoScenario;
  readonly naming: NamingConvention;
  readonly pace: DemoPace;
  /** What it does, where that is none of the guide's scenarios. */
  readonly own?: Scenario;
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

export interface Run {
  readonly id: string;
  readonly kind: RunKind;
  readonly input: RunInput | RebalanceInput;
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
  /** How far the moves are; of a rebalance only, once it has begun. */
  readonly rebalance?: RebalanceProgress;
}

/** What an event says besides when and in which run. */
export type RunEventBody =
  | RebalanceEventBody
  | {
      readonly type: 'RunStarted';
      readonly message: string;
      readonly steps: readonly { name: string; title: string }[];
      /** Of a rebalance: the state before the first move, and what its plan has ahead. */
      readonly rebalance?: PlanExtent & { readonly beforeSnapshotId: string };
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

/** Returns whether a run in this state has not ended: it is RUNNING or PAUSED. */
export function isOpen({ status }: Pick<Run, 'status'>): boolean {
  return status === 'RUNNING' || status === 'PAUSED';
}

/** Returns what a demo or a tenant batch was asked for. Throws a RangeError for a run of another kind. */
export function scenarioInputOf({ id, input }: Pick<Run, 'id' | 'input'>): RunInput {
  if ('planId' in input) throw new RangeError(`Run ${id} follows no scenario`);
  return input;
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
  const next: Run = { ...run, lastSequence: event.sequence };
  switch (event.type) {
    case 'RunStarted':
      return withStart({ ...next, steps: event.steps.map((step) => ({ ...pendingStep, ...step })) }, event);
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
    case 'RunPaused':
      return { ...withProgress(next, event), status: 'PAUSED' };
    case 'RunResumed':
      return { ...withProgress(next, event), status: 'RUNNING' };
    case 'RebalanceStopped':
      return { ...withProgress(next, event), afterSnapshotId: event.afterSnapshotId };
    default:
      return withProgress(next, event);
  }
}

function withStart(run: Run, { rebalance }: Extract<RunEventBody, { readonly type: 'RunStarted' }>): Run {
  if (!rebalance) return run;
  const { beforeSnapshotId, ...extent } = rebalance;
  return { ...run, beforeSnapshotId, rebalance: progressBefore(extent) };
}

function withProgress(run: Run, event: RebalanceEventBody): Run {
  return run.rebalance ? { ...run, rebalance: progressAfter(run.rebalance, event) } : run;
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
