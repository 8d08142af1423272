import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { Program, runProgram } from '../support/program.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shardbook-demo-'));
});

afterEach(() => rm(folder, { recursive: true }));

describe('shardbook demo', () => {
  it('tells the five steps in plain lines when nobody watches, and leaves no file behind', async () => {
    const { code, stdout, stderr } = await runProgram(['demo'], {}, folder);

    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout.match(/^Step \d of 5: .*$/gm)).toEqual([
      'Step 1 of 5: Initial state analysis',
      'Step 2 of 5: Dynamic tenant addition',
      'Step 3 of 5: Server addition',
      'Step 4 of 5: Shard rebalancing',
      'Step 5 of 5: Validation',
    ]);
    expect(stdout).toMatch(/Demo COMPLETED: 5 of 5 steps completed/);
    expect(stdout).toMatch(/Documents +│ +3,285 │ +7,665/);
    expect(stdout).not.toContain('\u001b');
    expect(await readdir(folder)).toEqual([]);
  });

  it('saves the report in every format and says where', async () => {
    const { code, stdout } = await runProgram(
      ['demo', '--naming', 'snake_case', '--save-report', join(folder, 'out')],
      {},
      folder,
    );

    expect(code).toBe(0);
    expect(stdout).toContain('11 collections, 12 shard groups');
    const files = (await readdir(join(folder, 'out'))).sort();
    expect(files.map((name) => name.split('.').at(-1))).toEqual(['html', 'ipynb', 'json', 'md']);
    for (const name of files) expect(stdout).toContain(`Saved ${join(folder, 'out', name)}`);
    expect(await readFile(join(folder, 'out', files.at(-1) ?? ''), 'utf8')).toContain('Global Retail Chain');
  });

  it.each([
    ['a file is in its place', () => join(folder, 'taken')],
    ['no folder can be made there', () => '/proc/shardbook/reports'],
  ])('fails before it starts when the report cannot be saved because %s', async (_, place) => {
    await writeFile(join(folder, 'taken'), '');

    const { code, stdout, stderr } = await runProgram(['demo', '--save-report', place()], {}, folder);

    expect(code).toBe(1);
    expect(stderr).toContain(place());
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stdout).toBe('');
  });

  it.each([['demo', '--naming', 'kebab-case'], ['demo', '--pace', 'FAST'], ['demo', '--colour'], ['dance']])(
    'ends with exit code 2 for a wrong use: %s %s %s',
    async (...args) => {
      const { code, stderr } = await runProgram(args, {}, folder);

      expect(code).toBe(2);
      expect(stderr).toMatch(/^shardbook: /);
    },
  );

  it('cancels the run on Ctrl-C and does not claim success', async () => {
    const program = new Program(['demo', '--pace', 'PRESENTER'], {}, folder);
    await program.printed(/Step 1 of 5/);

    const { code, stdout } = await program.stop('SIGINT');

    expect(code).toBe(130);
    expect(stdout).toContain('Demo CANCELLED');
  });
});
