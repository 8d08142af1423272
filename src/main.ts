#!/usr/bin/env node
/** Reads the environment and the command line, picks the store, and runs a command. The only reader of process.env. */
import addCompletion from '@bomb.sh/tab/commander';
import { Command, CommanderError } from 'commander';
import { pino } from 'pino';

import { addClientCommands } from './cli/commands/index.js';
import { CommandFailure } from './cli/failure.js';
import { systemTerminal } from './cli/terminal.js';
import { packageVersion } from './services/base/package-root.js';
import { DomainError } from './services/errors/errors.js';
import { readSettings, SettingsError, settingsHelp } from './settings.js';

/** Exit codes: 0 what was asked was done, 1 it failed, 2 it was asked for in a wrong way, 130 it was interrupted. */
const exit = { failed: 1, wrongUsage: 2, interrupted: 130 } as const;

interface DoctorFlags {
  readonly json?: boolean;
  readonly export?: string;
}

const stopped = new AbortController();
process.on('SIGINT', () => interrupt());
process.on('SIGTERM', () => interrupt());

process.stdout.on('error', ({ code = 'unknown error' }: NodeJS.ErrnoException) => {
  // `| head` closes the pipe when it has enough: nothing is left to be said, and it is no failure.
  if (code === 'EPIPE') process.exit();
  process.stderr.write(`shardbook: The output cannot be written (${code}). Write it to a place with free space\n`);
  process.exit(exit.failed);
});

/** A signal as soon as this after the first is the same one again: npm passes on what the terminal sent to both. */
const echoMs = 500;
let firstSignalAt = 0;

/** The first signal finishes what is in flight, the second one does not wait. */
function interrupt(): void {
  if (!stopped.signal.aborted) {
    firstSignalAt = performance.now();
    stopped.abort();
  } else if (performance.now() - firstSignalAt > echoMs) {
    process.stderr.write('shardbook: Stopped at once. Interrupted work is continued or ended at the next start\n');
    process.exit(exit.interrupted);
  }
}

const program = new Command('shardbook')
  .description('Shows, plans, rehearses and proves the scale-out of a multi-tenant ArangoDB cluster')
  .version(packageVersion())
  // Names alone, as every command has a help of its own: with their options they leave no room in 80 columns.
  .configureHelp({ subcommandTerm: (command) => command.name() })
  .addHelpText('after', settingsSection)
  .exitOverride()
  .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'shardbook: ')) });

program
  .command('serve', { isDefault: true })
  .description('serve GraphQL, GraphiQL and reports (default)')
  .action(async () => {
    const settings = readSettings(process.env);
    // Loaded when needed: most commands need no GraphQL, and a person waits for the answer.
    const { serve } = await import('./cli/serve.js');
    const logger = pino({ level: settings.SHARDBOOK_LOG_LEVEL }, pino.destination(2));
    await serve(settings, logger, (text) => void process.stdout.write(`${text}\n`), stopped.signal);
  });

addClientCommands(program, {
  readSettings: () => readSettings(process.env),
  terminal: systemTerminal(process),
  signal: stopped.signal,
});

program
  .command('doctor')
  .description('check settings, network, server and data, and say what is wrong and how to fix it; changes nothing')
  .option('--json', 'print the report as JSON')
  .option('--export <file>', 'instead, write what can be read of a damaged data file to a new file, as lines of JSON')
  .addHelpText('after', '\nExits with 0 when no check has failed, with 1 otherwise.')
  .action(async ({ json = false, export: target }: DoctorFlags) => {
    const { exportReadable, runDoctor, systemSurroundings } = await import('./cli/doctor.js');
    const terminal = systemTerminal(process);
    if (target !== undefined) return exportReadable(readSettings(process.env), target, terminal);
    const passed = await runDoctor(systemSurroundings(process.env), json, terminal);
    if (!passed) process.exitCode = exit.failed;
  });

/** The settings, laid out like the list of commands: wrapped to the width of the terminal, or to 80 columns. */
function settingsSection(): string {
  const help = program.createHelp();
  const helpWidth = program.configureOutput().getOutHelpWidth?.();
  help.prepareContext({ ...(helpWidth !== undefined && { helpWidth }) });
  const settings = settingsHelp();
  const nameWidth = Math.max(...settings.map(([variable]) => variable.length));
  const lines = settings.map(([variable, meaning]) => help.formatItem(variable, nameWidth, meaning, help));
  return ['', 'Settings, from environment variables:', ...lines].join('\n');
}

/** The default command would take a mistyped name for an argument of its own. */
function requireKnown(name: string | undefined): void {
  if (name === undefined || name.startsWith('-') || name === 'help') return;
  if (program.commands.some((command) => command.name() === name)) return;
  program.error(`error: Unknown command ${name}. Run shardbook --help for a list of commands`);
}

try {
  // Last: it looks at the commands that are there. Its own, which shells call for each key, stays out of the help.
  addCompletion(program, { completionCommandName: 'completion' });
  requireKnown(process.argv[2]);
  await program.parseAsync();
} catch (error) {
  const code = report(error);
  process.exitCode = stopped.signal.aborted && code === exit.failed ? exit.interrupted : code;
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
    return error instanceof CommandFailure && error.isWrongUsage ? exit.wrongUsage : exit.failed;
  }
  complain(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return exit.failed;
}
