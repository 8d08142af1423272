/** The command that makes a report of a run, or of two snapshots, and saves it. */
import { join } from 'node:path';

import { type Command, Option } from 'commander';

import { writeWhole } from '../files.js';
import { errorFields, type Outcome, payloadOf } from '../output.js';
import { answer, clientCommand, type ClientFlags, type RunSession } from './command.js';

interface Download {
  readonly format: string;
  readonly url: string;
  readonly fileName: string;
  readonly sha256: string;
}

interface Flags extends ClientFlags {
  readonly format?: readonly string[];
  readonly folder: string;
}

/** Returns the command. */
export function reportCommand(run: RunSession): Command {
  return clientCommand('report', 'save the report of a run, or of two snapshots', 'report latest --format html md')
    .argument('<run-or-snapshot>', 'id of a run (or `latest`), or of the first of two snapshots')
    .argument('[snapshot]', 'id of the second snapshot')
    .addOption(
      new Option('--format <format...>', 'formats to save (default: all)').choices(['md', 'html', 'ipynb', 'json']),
    )
    .option('--folder <path>', 'where to save them', 'reports')
    .action((first: string, second: string | undefined, flags: Flags) =>
      run(flags, async (session) => {
        const input = second === undefined ? { runId: first } : { snapshotIds: [first, second] };
        const { generateReport } = await session.client.ask<{
          generateReport: Outcome<{ report: { title: string; downloads: readonly Download[] } }>;
        }>(
          `mutation Report($input: GenerateReportInput!) { generateReport(input: $input) {
            ... on GenerateReportPayload { report { title downloads { format url fileName sha256 } } } ${errorFields} } }`,
          { input },
        );
        const { report } = payloadOf(generateReport);
        const wanted = report.downloads.filter(
          ({ fileName }) => !flags.format || flags.format.some((format) => fileName.endsWith(`.${format}`)),
        );
        const saved: { readonly path: string; readonly sha256: string }[] = [];
        for (const { url, fileName, sha256 } of wanted) {
          const path = join(flags.folder, fileName);
          await writeWhole(path, await session.client.download(url));
          saved.push({ path, sha256 });
        }
        answer(session, saved, () => [report.title, ...saved.map(({ path }) => `Saved ${path}`)].join('\n'));
      }),
    );
}
