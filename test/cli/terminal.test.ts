// What a person sees in a terminal, and what programs get without one: bars, colours, Ctrl-C, and pure output.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { main, runProgram } from '../support/program.js';
import { runInTerminal, type TerminalRun } from '../support/terminal.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shardbook-terminal-'));
});

afterAll(() => rm(folder, { recursive: true }));

/** SGR codes that set a colour. */
// eslint-disable-next-line no-control-regex -- the codes of a terminal are what is looked for
const colour = /\u001b\[3[0-9]m/;

describe('a demo in a terminal', () => {
  let run: TerminalRun;

  beforeAll(async () => {
    run = await runInTerminal(['demo', '--pace', 'INSTANT']);
  });

  it('shows a bar while it works and gives the cursor back', () => {
    expect(run.code).toBe(0);
    expect(run.raw).toContain('█');
    expect(run.raw.lastIndexOf('\u001b[?25h')).toBeGreaterThan(run.raw.lastIndexOf('\u001b[?25l'));
  });

  it('paints how it ended', () => {
    expect(run.raw).toContain('Demo \u001b[32mCOMPLETED\u001b[39m');
    expect(run.text).toContain('Demo COMPLETED: 5 of 5 steps completed');
  });
});

describe('a command in a terminal', () => {
  it('uses no colours where NO_COLOR is set', async () => {
    const { raw, text } = await runInTerminal(['preflight'], {
      SHARDBOOK_DATA: join(folder, 'plain'),
      NO_COLOR: '1',
    });

    expect(text).toContain('PASS');
    expect(raw).not.toMatch(colour);
  });

  it('prints nothing but JSON when a machine asked', async () => {
    const { raw, code } = await runInTerminal(['add-tenants', '--json'], { SHARDBOOK_DATA: join(folder, 'json') });

    expect(code).toBe(0);
    expect(JSON.parse(raw)).toMatchObject({ status: 'COMPLETED', added: [{ outcome: 'ADDED' }, {}, {}] });
  });

  it('cancels its run on Ctrl-C, shows the end, and exits as interrupted', async () => {
    const { code, text } = await runInTerminal(['demo', '--pace', 'PRESENTER'], {}, /Step 1 of 5/);

    expect(code).toBe(130);
    expect(text).toContain('Demo CANCELLED');
  });
});

describe('a command without a terminal', () => {
  it('tells its result and nothing of its progress', async () => {
    const { code, stdout, stderr } = await runProgram(['add-tenants'], { SHARDBOOK_DATA: join(folder, 'quiet') });

    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).not.toContain('\u001b');
    expect(stdout).toMatch(/^ Tenant .*\n(?: .*ADDED *\n){3}COMPLETED; to save the report: shardbook report \S+\n$/);
  });

  it('says in one line that its output cannot be written, and fails', async () => {
    const child = spawn('sh', ['-c', `exec "$0" "$1" --help > /dev/full`, process.execPath, main], { stdio: 'pipe' });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const [code] = (await once(child, 'close')) as [number];

    expect(code).toBe(1);
    expect(stderr).toBe('shardbook: The output cannot be written (ENOSPC). Write it to a place with free space\n');
  });

  it('completes what a shell asks for, commands, options and their values', async () => {
    const [commands, options, values] = await Promise.all([
      runProgram(['complete', '--', 'add-t']),
      runProgram(['complete', '--', 'demo', '--sc']),
      runProgram(['complete', '--', 'demo', '--naming', '']),
    ]);

    expect(commands.stdout).toMatch(/^add-tenant\t.*\nadd-tenants\t/m);
    expect(options.stdout).toMatch(/^--scenario\t/m);
    expect(values.stdout).toMatch(/^camelCase\t?\nsnake_case\t?$/m);
  });

  it.each(['bash', 'zsh', 'fish'])('prints a completion script for %s', async (shell) => {
    const { code, stdout } = await runProgram(['completion', shell]);

    expect(code).toBe(0);
    expect(stdout).toContain('shardbook complete --');
  });
});
