#!/usr/bin/env node
/** Reads the environment and the command line, picks the store, and runs a command. The only reader of process.env. */
import { Command, CommanderError, Option } from 'commander';
import { pino } from 'pino';

import { addClientCommands } from './cli/commands/index.js';
import { CommandFailure } from './cli/failure.js';
import { packageVersion } from './package-root.js';
import { DomainError } from './services/errors.js';
import type { NamingConvention } from './services/model/asset.js';
import type { DemoPace } from './services/model/run.js';
import { readSettings, SettingsError, settingsHelp } from './settings.js';

/** Exit codes: 0 what was asked was done, 1 it failed, 2 it was asked for in a wrong way, 130 it was interrupted. */
const exit = { failed: 1, wrongUsage: 2, interrupted: 130 } as const;

interface DemoFlags {
  readonly naming: NamingConvention;
  readonly pace?: DemoPace;
  readonly saveReport?: string | true;
}

interface DoctorFlags {
  readonly json?: boolean;
}

const stopped = new AbortController();
process.on('SIGINT', () => interrupt());
process.on('SIGTERM', () => interrupt());

/** A signal as soon as this after the first is the same one again: npm passes on what the terminal sent to both. */
const echoMs = 500;
let firstSignalAt = 0;

/** The first signal finishes what is in flight, the second one does not wait. */
function interrupt(): void {
  if (!stopped.signal.aborted) {
    firstSignalAt = performance.now();
    stopped.abort();
  } else if (performance.now() - firstSignalAt > echoMs) process.exit(exit.interrupted);
}

const program = new Command('shardbook')
  .description('Shows, plans, rehearses and proves the scale-out of a multi-tenant ArangoDB cluster')
  .version(packageVersion())
  .addHelpText('after', `\n${settingsHelp()}`)
  .exitOverride()
  .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'shardbook: ')) });

program
  .command('serve', { isDefault: true })
  .description('serve GraphQL, GraphiQL and reports (the default)')
  .action(async () => {
    const settings = readSettings(process.env);
    // Loaded when needed: most commands need no GraphQL, and a person waits for the answer.
    const { serve } = await import('./cli/serve.js');
    const logger = pino({ level: settings.SHARDBOOK_LOG_LEVEL }, pino.destination(2));
    await serve(settings, logger, (text) => void process.stdout.write(`${text}\n`), stopped.signal);
  });

program
  .command('demo')
  .description(
    'run the five-step scale-out demo in this terminal, on a simulated cluster of its own or on ARANGO_ENDPOINT',
  )
  .addOption(
    new Option('--naming <convention>', 'spelling of collections and properties')
      .choices(['camelCase', 'snake_case'])
      .default('camelCase'),
  )
  .addOption(
    new Option('--pace <pace>', 'how long to wait between steps (default: NORMAL on a terminal, else INSTANT)').choices(
      ['INSTANT', 'NORMAL', 'PRESENTER'],
    ),
  )
  .option('--save-report [folder]', 'save the report in every format (default folder: ./reports)')
  .addHelpText('after', '\nExample:\n  npm run demo -- --naming snake_case --save-report')
  .action(async (flags: DemoFlags) => {
    const settings = readSettings(process.env);
    const { runDemo } = await import('./cli/demo.js');
    const logger = pino({ level: settings.SHARDBOOK_LOG_LEVEL }, pino.destination(2));
    const succeeded = await runDemo(
      settings,
      {
        naming: flags.naming,
        pace: flags.pace ?? (process.stdout.isTTY ? 'NORMAL' : 'INSTANT'),
        saveReport: flags.saveReport === true ? 'reports' : (flags.saveReport ?? null),
      },
      process.stdout,
      (error) => logger.error({ err: error }, 'unexpected error'),
      stopped.signal,
    );
    if (!succeeded) process.exitCode = stopped.signal.aborted ? exit.interrupted : exit.failed;
  });

addClientCommands(
  program,
  () => readSettings(process.env),
  (text) => void process.stdout.write(`${text}\n`),
);

program
  .command('doctor')
  .description('look at settings, network, server and data, and say what is wrong and what to do; changes nothing')
  .option('--json', 'print the report as JSON')
  .addHelpText('after', '\nExits with 0 when nothing has failed, with 1 otherwise.')
  .action(async ({ json = false }: DoctorFlags) => {
    const { runDoctor } = await import('./cli/doctor.js');
    const { systemSurroundings } = await import('./cli/doctor/surroundings.js');
    const noColor = (process.env.NO_COLOR ?? '') !== '';
    const passed = await runDoctor(systemSurroundings(process.env), { json, noColor }, process.stdout);
    if (!passed) process.exitCode = exit.failed;
  });

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

/** Says in one line (one for each bad setting) what went wrong and what to do; returns the exit code. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exit.wrongUsage;
  const complain = (text: string): void => void process.stderr.write(`shardbook: ${text}\n`);
  if (error instanceof SettingsError) {
    error.problems.forEach(complain);
    return exit.wrongUsage;
  }
  if (error instanceof DomainError || error instanceof CommandFailure) {
    complain(error.remedy === null ? error.message : `${error.message}. ${error.remedy}`);
    return exit.failed;
  }
  complain(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return exit.failed;
}
