/** The command that makes a report of a run, or of two snapshots, and saves it. */
import { type Command, Option } from 'commander';

import { document } from '../operation.js';
import { payloadOf, refusal } from '../output.js';
import { download, reportExtensions, saveDownloads } from '../save-report.js';
import { answer, clientCommand, type ClientFlags, type RunSession } from './command.js';

interface Flags extends ClientFlags {
  readonly format?: readonly string[];
  readonly folder: string;
}

const generate = document(
  `mutation Report($input: GenerateReportInput!) { generateReport(input: $input) {
    ... on GenerateReportPayload { report { title downloads { ...Download } } } ...Refusal } }`,
  [download, refusal],
);

/** Returns the command. */
export function reportCommand(run: RunSession): Command {
  return clientCommand('report', 'save the report of a run, or of two snapshots', 'report latest --format html md')
    .argument('<run-or-snapshot>', 'id of a run (or `latest`), or of the first of two snapshots')
    .argument('[snapshot]', 'id of the second snapshot')
    .addOption(new Option('--format <format...>', 'formats to save (default: all)').choices(reportExtensions))
    .option('--folder <path>', 'folder to save them in', 'reports')
    .action((first: string, second: string | undefined, flags: Flags) =>
      run(flags, async (session) => {
        const input = second === undefined ? { runId: first } : { snapshotIds: [first, second] };
        const { generateReport } = await session.showing('Making the report', session.client.ask(generate, { input }));
        const { report } = payloadOf(generateReport);
        const saved = await saveDownloads(session.client, report.downloads, flags.format ?? null, flags.folder);
        answer(session, saved, () => [report.title, ...saved.map(({ path }) => `Saved ${path}`)].join('\n'));
      }),
    );
}
