/** Follows a run over the API to its end, over lost connections too: the cursor of the last event says where to go on. */
import { setTimeout } from 'node:timers/promises';

import type { ResultOf } from 'gql.tada';

import type { Client } from './client.js';
import { CommandFailure } from './failure.js';
import { document } from './operation.js';

const follow = document(`
  subscription Follow($runId: ID!, $after: String) {
    runProgress(runId: $runId, after: $after) {
      __typename cursor message isFinal
      runAsOf { status steps { name title status } ... on RebalanceRun { movesMade movesPlanned } }
      ... on StepStarted { step total unit }
      ... on StepProgressed { step done total unit secondsLeft }
      ... on StepCompleted { step facts { ... on ServerAdditionFacts { manualSteps } } }
      ... on StepFailed { step }
    }
  }
`);

/** An event of a run. */
export type RunEventView = ResultOf<typeof follow>['runProgress'];

/** A run as it stood right after an event. */
export type RunView = RunEventView['runAsOf'];

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
      for await (const { runProgress: event } of client.subscribe(follow, { runId, after }, signal)) {
        after = event.cursor;
        attempt = 0;
        yield event;
        if (event.isFinal) return;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (attempt === attempts - 1 || (error instanceof CommandFailure && !error.isConnection)) throw error;
    }
    if (signal.aborted) return;
  }
  throw new CommandFailure(
    'The connection to the server was lost while following the run',
    'The run continues there: check it with runs { edges { node { status } } }, or follow it with runProgress',
  );
}
