/** Follows a run over the API to its end, over lost connections too: the cursor of the last event says where to go on. */
import { setTimeout } from 'node:timers/promises';

import type { Client } from './client.js';
import { CommandFailure } from './failure.js';

/** A step as screens show it. */
export interface StepView {
  readonly name: string;
  readonly title: string;
  readonly status: string;
}

/** A run as it stood right after an event. */
export interface RunView {
  readonly id: string;
  readonly status: string;
  readonly steps: readonly StepView[];
  /** Of a rebalance only. */
  readonly movesMade?: number;
  readonly movesPlanned?: number;
}

/** An event of a run. What only some events have is missing in the others. */
export interface RunEventView {
  readonly __typename: string;
  readonly cursor: string;
  readonly message: string;
  readonly run: RunView;
  /** Name of the step. */
  readonly step?: string;
  readonly done?: string | number;
  readonly total?: string | number;
  readonly unit?: string;
  readonly secondsLeft?: number | null;
  readonly facts?: { readonly manualSteps?: readonly string[] } | null;
}

const subscription = `subscription Follow($runId: ID!, $after: String) {
  runProgress(runId: $runId, after: $after) {
    __typename cursor message
    run { id status steps { name title status } ... on RebalanceRun { movesMade movesPlanned } }
    ... on StepStarted { step total unit }
    ... on StepProgressed { step done total unit secondsLeft }
    ... on StepCompleted { step facts { ... on ServerAdditionFacts { manualSteps } } }
    ... on StepFailed { step }
  }
}`;

/** A server that does not come back within about half a minute is gone. */
const attempts = 6;
const firstWaitMs = 500;

/**
 * Yields every event of the run once, in order, and ends with its final event; also when the signal is aborted. Throws
 * a CommandFailure when the connection is lost and cannot be had again.
 */
export async function* followRun(
  client: Client,
  runId: string,
  signal: AbortSignal,
): AsyncGenerator<RunEventView, void> {
  let after: string | null = null;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    if (attempt > 0) await setTimeout(firstWaitMs * 2 ** (attempt - 1), undefined, { signal }).catch(() => undefined);
    try {
      const events: AsyncGenerator<{ runProgress: RunEventView }, void> = client.subscribe<{
        runProgress: RunEventView;
      }>(subscription, { runId, after }, signal);
      for await (const { runProgress: event } of events) {
        after = event.cursor;
        attempt = 0;
        yield event;
        if (!['RUNNING', 'PAUSED'].includes(event.run.status)) return;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (attempt === attempts - 1 || (error instanceof CommandFailure && !error.isConnection)) throw error;
    }
    if (signal.aborted) return;
  }
  throw new CommandFailure(
    'The connection to the server was lost while the run was followed',
    'The run goes on there: look at it with runs { edges { node { status } } }, or follow it with runProgress',
  );
}
