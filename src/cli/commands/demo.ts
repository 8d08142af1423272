/** The command that runs the scale-out demo: on a simulated cluster of its own, on ARANGO_ENDPOINT, or on a running server. */
import { existsSync } from 'node:fs';

import Table from 'cli-table3';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ResultOf } from 'gql.tada';

import { CommandFailure } from '../failure.js';
import { document } from '../operation.js';
import { found, payloadOf, refusal } from '../output.js';
import { lineScreen, quietScreen, type RunScreen, terminalScreen } from '../run-screen.js';
import { download, prepareFolder, reportExtensions, type SavedFile, saveDownloads } from '../save-report.js';
import { namings, readScenario } from '../specifications.js';
import { answer, clientCommand, type ClientFlags, type RunSession, type Session } from './command.js';
import { endOfRun } from './run-end.js';

/** The scenarios of the guide, as the API calls them. */
const scenarios = [
  'DEMO',
  'RAPID_GROWTH',
  'ENTERPRISE_ONBOARDING',
  'GEOGRAPHIC_EXPANSION',
  'BATCH_ONBOARDING',
] as const;

interface DemoFlags extends ClientFlags {
  readonly naming: keyof typeof namings;
  readonly scenario: string;
  readonly pace?: 'INSTANT' | 'NORMAL' | 'PRESENTER';
  readonly saveReport?: string | true;
  readonly format?: readonly string[];
}

/** Returns the command. */
export function demoCommand(run: RunSession): Command {
  return clientCommand(
    'demo',
    'run the scale-out demo on a simulated cluster of its own, on ARANGO_ENDPOINT or on a server',
    'demo --naming snake_case --save-report\n  shardbook demo --scenario GEOGRAPHIC_EXPANSION --pace PRESENTER',
  )
    .addOption(
      new Option('--naming <convention>', 'naming convention of collections and properties')
        .choices(Object.keys(namings))
        .default('camelCase'),
    )
    .option(
      '--scenario <name-or-file>',
      `${scenarios.join(', ')}, or your own JSON or YAML file`,
      scenarioNamed,
      'DEMO',
    )
    .addOption(
      new Option(
        '--pace <pace>',
        'how long to pause between steps (default: NORMAL on a terminal, otherwise INSTANT)',
      ).choices(['INSTANT', 'NORMAL', 'PRESENTER']),
    )
    .option('--save-report [folder]', 'save the report (default folder: ./reports)')
    .addOption(new Option('--format <format...>', 'formats to save (default: all)').choices(reportExtensions))
    .action(async (flags: DemoFlags) => {
      const folder = folderOf(flags);
      // Made first: nobody wants to learn after the demo that its report has no place.
      if (folder !== null) await prepareFolder(folder);
      await run(flags, (session) => runDemo(session, flags, folder), {
        inMemory: true,
        settings: { SHARDBOOK_NAMING: flags.naming },
      });
    });
}

const state = document(`
  fragment State on Cluster { totals { tenants documents dbServers } balance { measures { measure maxOverMean } } }
`);

/** What to ask of a demo at its end. */
const demoEnd = document(
  `
    fragment DemoEnd on DemoRun {
      id status scenario failure { message remedy } steps { name title status }
      before { ...State } after { ...State } report { id title downloads { ...Download } }
    }
  `,
  [state, download],
);

const start = document(
  `mutation Start($input: StartDemoInput!) { startDemo(input: $input) { ... on StartDemoPayload { run { id } } ...Refusal } }`,
  [refusal],
);

const ended = document('query End($id: ID!) { node(id: $id) { ...DemoEnd } }', [demoEnd]);

async function runDemo(session: Session, flags: DemoFlags, folder: string | null): Promise<void> {
  const { client, terminal } = session;
  const isWatched = terminal.out.isTTY && !session.isJson;
  const input = {
    ...(isOfTheGuide(flags.scenario)
      ? { scenario: flags.scenario }
      : { ownScenario: await readScenario(flags.scenario) }),
    naming: namings[flags.naming],
    pace: flags.pace ?? (isWatched ? 'NORMAL' : 'INSTANT'),
  };
  const { startDemo } = await client.ask(start, { input });
  const { id } = payloadOf(startDemo).run;
  await endOfRun(session, id, screenOf(session));
  const end = found((await client.ask(ended, { id })).node);
  const saved: readonly SavedFile[] =
    folder !== null && end.report
      ? await saveDownloads(client, end.report.downloads, flags.format ?? null, folder)
      : [];
  answer(session, { ...end, saved }, () =>
    [demoSummary(end, session.paint), ...saved.map(({ path }) => `Saved ${path}`)].join('\n'),
  );
  if (end.status !== 'COMPLETED') {
    throw new CommandFailure(
      `The demo ended as ${end.status}`,
      end.failure?.remedy ?? 'Start the demo again when you are ready',
    );
  }
}

function screenOf({ isJson, terminal: { out }, print }: Session): RunScreen {
  if (isJson) return quietScreen;
  return out.isTTY ? terminalScreen(out) : lineScreen(print);
}

function folderOf({ saveReport, format }: DemoFlags): string | null {
  if (typeof saveReport === 'string') return saveReport;
  // Whoever names formats wants files.
  return saveReport === true || format ? 'reports' : null;
}

function isOfTheGuide(name: string): name is (typeof scenarios)[number] {
  return (scenarios as readonly string[]).includes(name);
}

/** Returns the API's name, in any spelling, or the path of an existing file. */
function scenarioNamed(text: string): string {
  const name = text.toUpperCase().replaceAll('-', '_');
  if (isOfTheGuide(name)) return name;
  if (existsSync(text)) return text;
  throw new InvalidArgumentError(`It must be one of ${scenarios.join(', ')} or an existing file.`);
}

type State = ResultOf<typeof state>;

/** Returns the summary as text without a final line break. */
function demoSummary(end: ResultOf<typeof demoEnd>, paint: (word: string) => string): string {
  const { status, steps, failure, before, after } = end;
  const done = steps.filter((step) => step.status === 'COMPLETED').length;
  const ending = `Demo ${paint(status)}: ${done} of ${steps.length} steps completed`;
  return [
    '',
    failure ? `${ending}; ${failure.message}` : ending,
    ...(failure?.remedy ? [`  ${failure.remedy}`] : []),
    ...(before && after ? [comparison(before, after)] : []),
  ].join('\n');
}

function comparison(before: State, after: State): string {
  const table = new Table({
    head: ['', 'before', 'after'],
    colAligns: ['left', 'right', 'right'],
    style: { head: [], border: [] },
  });
  const row = (title: string, figure: (state: State) => number): void => {
    table.push([title, ...[before, after].map((state) => figure(state).toLocaleString('en-US'))]);
  };
  row('Tenants', ({ totals }) => totals.tenants);
  row('Documents', ({ totals }) => Number(totals.documents));
  row('DB-Servers', ({ totals }) => totals.dbServers);
  for (const [measure, title] of [
    ['BYTES', 'Bytes max/mean'],
    ['LEADERS', 'Leaders max/mean'],
  ] as const) {
    const ratio = ({ balance }: State): string =>
      balance.measures.find((one) => one.measure === measure)?.maxOverMean.toFixed(2) ?? '-';
    table.push([title, ratio(before), ratio(after)]);
  }
  return table.toString();
}
