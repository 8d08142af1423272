/** The command that takes back a run: plans that, shows the plan, and carries it out. */
import type { Command } from 'commander';

import { document } from '../operation.js';
import { payloadOf, refusal } from '../output.js';
import { answer, clientCommand, type ClientFlags, type RunSession } from './command.js';
import { carryOut, planned, planText } from './plans.js';

const undo = document(
  `mutation Undo($input: SimulateUndoInput!) { simulateUndo(input: $input) {
    ... on SimulateUndoPayload { run { id startedAt } plan { ...Plan } } ...Refusal } }`,
  [planned, refusal],
);

/** Returns the command. */
export function undoCommand(run: RunSession): Command {
  return clientCommand('undo', 'undo the moves of a run, and follow that until it ends', 'undo latest')
    .argument('<run>', 'id of the run, or latest for the newest ended run that moved something')
    .option('--dry-run', 'make the plan only; changes nothing')
    .action((runId: string, flags: ClientFlags & { readonly dryRun?: boolean }) =>
      run(flags, async (session) => {
        const { simulateUndo } = await session.client.ask(undo, { input: { runId } });
        const { plan, run: undone } = payloadOf(simulateUndo);
        const text = (): string => `Undoes the run started ${undone.startedAt}\n${planText(plan)}`;
        if (flags.dryRun === true) {
          answer(session, plan, () => `${text()}\nTo carry it out: shardbook apply ${plan.id}`);
          return;
        }
        if (!session.isJson) session.print(text());
        await carryOut(session, plan.id);
      }),
    );
}
