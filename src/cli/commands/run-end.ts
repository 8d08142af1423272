/** Waits for the end of a run that a command started, shows it on the way, and stops it when the person interrupts. */
import { CommandFailure } from '../failure.js';
import { document } from '../operation.js';
import { followRun, type RunView } from '../run-follower.js';
import { quietScreen, type RunScreen, terminalScreen } from '../run-screen.js';
import type { Session } from './command.js';

const cancel = document('mutation Cancel($input: CancelRunInput!) { cancelRun(input: $input) { __typename } }');

/** Returns a screen on standard error where a person watches it, and a quiet one elsewhere. */
export function progressScreen({ isJson, terminal: { watched } }: Session): RunScreen {
  return watched && !isJson ? terminalScreen(watched) : quietScreen;
}

/**
 * Follows a run to its end and returns it as it is then. When the person interrupts, a run in this process is cancelled
 * first; one on a server goes on without this program, and a CommandFailure says so.
 */
export async function endOfRun(session: Session, runId: string, screen: RunScreen): Promise<RunView> {
  const { client, signal } = session;
  const leaving = new AbortController();
  const interrupt = (): void => {
    if (client.isRemote) {
      leaving.abort();
      return;
    }
    session.warn('Finishing the work in progress; press Ctrl-C again to stop at once');
    // It may have ended by itself in this very moment; the last event says which it was.
    void cancelRun(session, runId).catch(() => undefined);
  };
  if (signal.aborted) interrupt();
  signal.addEventListener('abort', interrupt, { once: true });
  let last: RunView | null = null;
  try {
    for await (const event of followRun(client, runId, leaving.signal)) {
      last = event.runAsOf;
      screen.show(event);
    }
  } finally {
    screen.close();
    signal.removeEventListener('abort', interrupt);
  }
  if (leaving.signal.aborted) {
    throw new CommandFailure(
      'The run continues on the server, but is no longer followed here',
      `To cancel it: cancelRun(input: { runId: "${runId}" })`,
    );
  }
  if (!last)
    throw new CommandFailure(
      `Run ${runId} ended without reporting any progress`,
      'Check its status with runs { edges { node { status } } }',
    );
  return last;
}

async function cancelRun({ client }: Session, runId: string): Promise<void> {
  await client.ask(cancel, { input: { runId } });
}
