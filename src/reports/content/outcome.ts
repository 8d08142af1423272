/** How a run ended, read from its steps: a run makes its report just before its final event, and may make it again later. */
import { counted } from '../../services/base/wording.js';
import type { Run, RunEvent, RunStep } from '../../services/model/run.js';
import type { RunFailure } from '../../services/model/run-failure.js';
import type { Mark, ReportOutcome } from '../model.js';

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
