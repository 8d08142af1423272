/** What every command that asks Shardbook has in common: where it asks, and how it answers. */
import { Command, InvalidArgumentError } from 'commander';

import type { Settings } from '../../settings.js';
import type { Client } from '../client.js';
import { painted, type Terminal, whileShowing } from '../terminal.js';

/** What a command works with. */
export interface Session {
  readonly client: Client;
  /** true: print JSON for machines and nothing else. */
  readonly isJson: boolean;
  readonly terminal: Terminal;
  /** Prints a line, or several. */
  readonly print: (text: string) => void;
  /** Says something beside the results, to people and not to programs. */
  readonly warn: (text: string) => void;
  /** Resolves with the work, and shows meanwhile what is being done where a person watches. */
  readonly showing: <T>(what: string, work: Promise<T>) => Promise<T>;
  /** Returns a word such as PASS in its colour, where colours are wanted. */
  readonly paint: (word: string) => string;
  /** Aborted when the person interrupts the program. */
  readonly signal: AbortSignal;
}

/** The options that all commands have. */
export interface ClientFlags {
  readonly url?: string;
  readonly json?: boolean;
}

export interface SessionOptions {
  /** true: where the cluster is simulated, on a new one in memory. */
  readonly inMemory?: boolean;
  /** What a command decides itself, over what the environment says. */
  readonly settings?: Partial<Settings>;
}

/** Opens what `--url` or the settings name, runs the work, and closes it. */
export type RunSession = (
  flags: ClientFlags,
  work: (session: Session) => Promise<void>,
  options?: SessionOptions,
) => Promise<void>;

/** Returns a command with the options that all have. */
export function clientCommand(name: string, description: string, example: string): Command {
  return new Command(name)
    .description(description)
    .option('--url <address>', 'send the request to a running server, e.g. http://127.0.0.1:4000')
    .option('--json', 'print JSON for scripts')
    .addHelpText('after', `\nExample:\n  shardbook ${example}`);
}

/** Returns a session on a client. */
export function sessionOn(client: Client, isJson: boolean, terminal: Terminal, signal: AbortSignal): Session {
  return {
    client,
    isJson,
    terminal,
    signal,
    print: (text) => void terminal.out.write(`${text}\n`),
    warn: (text) => void terminal.err.write(`shardbook: ${text}\n`),
    showing: (what, work) => (isJson ? work : whileShowing(terminal, what, work)),
    paint: (word) => painted(word, terminal.out),
  };
}

/** Prints the answer as JSON, or as `text` has it for people. */
export function answer({ isJson, print }: Session, data: unknown, text: () => string): void {
  print(isJson ? JSON.stringify(data, null, 2) : text());
}

/** Reads an option that counts something. The API judges its range. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}
