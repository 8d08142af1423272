/** Commands about plans and their runs: make one, apply it, undo it, carry plans and topologies to other places. */
import type { Command } from 'commander';
import type { ResultOf } from 'gql.tada';

import { topologyLimits } from '../../services/model/request-limits.js';
import { CommandFailure } from '../failure.js';
import { readText, writeWhole } from '../files.js';
import { document } from '../operation.js';
import { answered, bytesText, countText, figures, found, payloadOf, refusal, tableText } from '../output.js';
import { answer, clientCommand, type ClientFlags, type RunSession, type Session, wholeNumber } from './command.js';
import { endOfRun, progressScreen } from './run-end.js';

/** What to ask of a plan. */
const planned = document(`fragment Plan on RebalancePlan { id planHash summary { sentence } notMoved { sentence }
  moves { wave kind group { groupId } from { shortName } to { shortName } bytes reason { sentence } } }`);

const simulate = document(
  `mutation Plan($input: SimulateRebalanceInput!) { simulateRebalance(input: $input) {
    ... on SimulateRebalancePayload { plan { ...Plan } } ...Refusal } }`,
  [planned, refusal],
);

const applyPlan = document(
  `mutation Apply($input: ApplyRebalanceInput!) { applyRebalance(input: $input) {
    ... on ApplyRebalancePayload { run { id } } ...Refusal } }`,
  [refusal],
);

const ended =
  document(`query End($id: ID!) { node(id: $id) { ... on RebalanceRun { id status movesMade movesPlanned bytesMoved
  probe { probes failed } failure { message remedy } report { id title } } } }`);

const exported = document(`query Export($input: ExportPlanInput!) {
  exportPlan(input: $input) { planHash sha256 notes moves waves { index moves body } } }`);

const importFile = document(
  `mutation Import($input: ImportTopologyInput!) { importTopology(input: $input) {
    ... on ImportTopologyPayload { snapshot { id label fingerprint } } ...Refusal } }`,
  [refusal],
);

/** Returns the commands. */
export function planCommands(run: RunSession): readonly Command[] {
  return [plan(run), apply(run), exportPlan(run), importTopology(run), undoCommand(run)];
}

function plan(run: RunSession): Command {
  return clientCommand(
    'plan',
    'plan a rebalance, with a reason for every move; changes nothing',
    'plan --add-servers 2',
  )
    .option('--add-servers <n>', 'plan with this many more servers', wholeNumber)
    .option('--remove-server <name...>', 'plan without these DB-Servers, by short name or id')
    .action((flags: ClientFlags & { readonly addServers?: number; readonly removeServer?: string[] }) =>
      run(flags, async (session) => {
        const input = {
          ...(flags.addServers !== undefined && { addServers: { count: flags.addServers } }),
          ...(flags.removeServer && { removeServers: flags.removeServer }),
        };
        const { simulateRebalance } = await session.showing('Planning', session.client.ask(simulate, { input }));
        const made = payloadOf(simulateRebalance).plan;
        answer(session, made, () => `${planText(made)}\nTo carry it out: shardbook apply ${made.id}`);
      }),
    );
}

/** Returns a plan for people: a table of its moves, their reasons, and how to carry it out. */
function planText({ id, planHash, summary, moves, notMoved }: ResultOf<typeof planned>): string {
  return [
    tableText(
      [...figures('Wave'), 'Move', 'Shard group', 'From', 'To', ...figures('Bytes')],
      moves.map(({ wave, kind, group, from, to, bytes }) => [
        ...[String(wave + 1), kind.toLowerCase().replaceAll('_', ' '), group.groupId, from.shortName, to.shortName],
        bytesText(bytes),
      ]),
    ),
    '',
    ...moves.map(({ reason }, at) => `${at + 1}. ${reason.sentence}`),
    ...notMoved.map(({ sentence }) => `   ${sentence}`),
    '',
    summary.sentence,
    `Plan ${planHash.slice(0, 12)}, id ${id}`,
  ].join('\n');
}

function apply(run: RunSession): Command {
  return clientCommand('apply', 'carry out a plan and follow it until it ends', 'apply latest')
    .argument('<plan>', 'id of the plan, as `plan` prints it, or latest')
    .action((planId: string, flags: ClientFlags) => run(flags, (session) => carryOut(session, planId)));
}

/** Applies a plan and follows its run to the end. Throws a CommandFailure when it cannot be applied or does not complete. */
async function carryOut(session: Session, planId: string): Promise<void> {
  const { applyRebalance } = await session.client.ask(applyPlan, { input: { planId } });
  await reportOnRun(session, payloadOf(applyRebalance).run.id);
}

/** Follows the run of a plan, and prints how it ended. Throws a CommandFailure unless every move was made. */
async function reportOnRun(session: Session, runId: string): Promise<void> {
  await endOfRun(session, runId, progressScreen(session));
  const end = found((await session.client.ask(ended, { id: runId })).node);
  answer(session, end, () => {
    const moves = `${countText(end.movesMade)} of ${countText(end.movesPlanned)} moves made, ${bytesText(end.bytesMoved)} copied`;
    const probes = end.probe ? `, ${countText(end.probe.probes)} probes, ${end.probe.failed} failed` : '';
    return [
      `${session.paint(end.status)}: ${moves}${probes}`,
      ...(end.movesMade > 0 ? [`To undo it: shardbook undo ${end.id}`] : []),
      `To save the report: shardbook report ${end.id}`,
    ].join('\n');
  });
  if (end.status !== 'COMPLETED') {
    throw new CommandFailure(
      end.failure?.message ?? `The run ended as ${end.status}`,
      end.failure?.remedy ?? 'See its finishPlan and goBackPlan for how to continue',
    );
  }
}

function exportPlan(run: RunSession): Command {
  return clientCommand(
    'export',
    'write a plan as JSON, with the request bodies for ArangoDB, wave by wave',
    'export latest --file plan.json',
  )
    .argument('<plan>', 'id of the plan, as `plan` prints it, or latest')
    .option('--file <path>', 'file to write to (default: the terminal)')
    .action((planId: string, flags: ClientFlags & { readonly file?: string }) =>
      run(flags, async (session) => {
        const file = answered((await session.client.ask(exported, { input: { planId } })).exportPlan);
        const text = JSON.stringify(file, null, 2);
        if (flags.file === undefined) {
          session.print(text);
          return;
        }
        await writeWhole(flags.file, `${text}\n`);
        answer(session, { file: flags.file, sha256: file.sha256 }, () =>
          [`Wrote ${flags.file ?? ''}`, ...file.notes].join('\n'),
        );
      }),
    );
}

function importTopology(run: RunSession): Command {
  return clientCommand(
    'import-topology',
    'store the topology in a file as a snapshot, to plan for it',
    'import-topology cluster.json',
  )
    .argument('<file>', 'JSON file as described in docs/topology-format.md')
    .option('--label <text>', 'label of the snapshot')
    .action((path: string, flags: ClientFlags & { readonly label?: string }) =>
      run(flags, async (session) => {
        const json = await readText(path, 'a topology file', topologyLimits.bytes);
        const input = { json, ...(flags.label !== undefined && { label: flags.label }) };
        const { importTopology: outcome } = await session.client.ask(importFile, { input });
        const { snapshot } = payloadOf(outcome);
        answer(session, snapshot, () => `Stored as snapshot ${snapshot.id} (${snapshot.label})`);
      }),
    );
}

const undo = document(
  `mutation Undo($input: SimulateUndoInput!) { simulateUndo(input: $input) {
    ... on SimulateUndoPayload { run { id startedAt } plan { ...Plan } } ...Refusal } }`,
  [planned, refusal],
);

/** Returns the command. */
function undoCommand(run: RunSession): Command {
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
