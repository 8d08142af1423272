/** Commands in process, against a running server, as `shardbook <command> --url <address>` runs them. */
import { PassThrough } from 'node:stream';

import { Command } from 'commander';

import { addClientCommands } from '../../src/cli/commands/index.js';

/** Runs a command to its end and returns what it printed. Rejects with what the program would report. */
export async function runCommand(url: string, args: readonly string[]): Promise<string> {
  const stream = new PassThrough();
  const out = stream as unknown as NodeJS.WriteStream;
  const program = new Command('shardbook').exitOverride().configureOutput({ writeErr: () => undefined });
  const readSettings = (): never => {
    throw new Error('A command with --url reads no settings');
  };
  const terminal = { out, err: out, watched: null };
  addClientCommands(program, { readSettings, terminal, signal: new AbortController().signal });
  await program.parseAsync([...args, '--url', url], { from: 'user' });
  return String(stream.read() ?? '').trimEnd();
}
