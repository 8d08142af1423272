/** Runs the compiled program in a pseudo-terminal, as a person at a keyboard has it: `script` of util-linux makes one. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stripVTControlCharacters } from 'node:util';

import { main } from './program.js';

export interface TerminalRun {
  readonly code: number | null;
  /** Everything that the terminal was sent, with its codes. */
  readonly raw: string;
  /** The same without codes. */
  readonly text: string;
}

/** Runs the program in a terminal of 100 columns to its end; `interruptAt`: Ctrl-C is pressed when this has appeared. */
export async function runInTerminal(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  interruptAt: RegExp | null = null,
): Promise<TerminalRun> {
  const command = `stty cols 100; exec ${[process.execPath, main, ...args].map(quoted).join(' ')}`;
  const child = spawn('script', ['--quiet', '--return', '--flush', '--command', command, '/dev/null'], {
    env: { PATH: process.env.PATH ?? '', TERM: 'xterm-256color', ...environment },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let raw = '';
  let isInterrupted = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    raw += text;
    if (isInterrupted || !interruptAt?.test(raw)) return;
    isInterrupted = true;
    child.stdin.write('\u0003');
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, raw, text: stripVTControlCharacters(raw).replaceAll('\r', '') };
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
