// Every command that the README shows is run, in its order, against a running server; what it needs is what it shows.
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { packageFile } from '../src/package-root.js';
import type { RunningServer } from '../src/server.js';
import { runCommand } from './support/commands.js';
import { runProgram } from './support/program.js';
import { start } from './support/running-server.js';
import { openTestServices, type TestServices } from './support/services.js';

const readme = readFileSync(packageFile('README.md'), 'utf8');
const guide = readFileSync(packageFile('test/support/guide-commands.txt'), 'utf8');

/** Lines of a block of commands, and what stands in backticks in the table of the guide. */
const inBlock = [...readme.matchAll(/^shardbook .+$/gm)].map(([line]) => line);
const section = readme.slice(readme.indexOf('## The guide'), readme.indexOf('## Settings'));
const inTable = [...new Set([...section.matchAll(/`(shardbook [^`]+)`/g)].map(([, line = '']) => line))];

let opened: TestServices;
let server: RunningServer;
let folder: string;

beforeAll(async () => {
  opened = await openTestServices();
  server = await start(opened.services);
  folder = await mkdtemp(join(tmpdir(), 'shardbook-readme-'));
  for (const [, name = '', text = ''] of readme.matchAll(/^```yaml\n# (\S+)\n([^]*?)^```$/gm)) {
    await writeFile(join(folder, name), text);
  }
});

afterAll(async () => {
  await server.stop();
  await opened.services.stop();
  await rm(folder, { recursive: true });
});

/** The words of a command line; quotes keep words together. Files and folders are those of the test. */
function wordsOf(line: string): string[] {
  const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '').slice(1);
  return words.map((word) => (word.endsWith('.yaml') ? join(folder, word) : word));
}

function run(line: string): Promise<string> {
  const words = wordsOf(line).map((word) => (word === '--save-report' ? `--save-report=${folder}` : word));
  const places = words[0] === 'report' ? ['--folder', folder] : [];
  return runCommand(server.url, [...words, ...places]);
}

describe('the commands of the README', () => {
  it.each(inBlock)('do what they say: %s', async (line) => {
    expect(await run(line)).not.toBe('');
  });

  it('leave the reports that they save', async () => {
    const endings = (await readdir(folder)).map((name) => name.split('.').at(-1));

    expect(endings).toEqual(expect.arrayContaining(['html', 'ipynb', 'json', 'md']));
  });
});

describe('the table of the guide in the README', () => {
  // The doctor looks at this machine, not at a server.
  it.each(inTable.filter((line) => line !== 'shardbook doctor' && !inBlock.includes(line)))(
    'names a command that works: %s',
    async (line) => {
      expect(await run(line)).not.toBe('');
    },
  );

  it('names the doctor, which works without a server', async () => {
    expect(inTable).toContain('shardbook doctor');
    expect((await runProgram(['doctor'], { SHARDBOOK_DATA: join(folder, 'data'), PORT: '0' })).code).toBe(0);
  });

  it('has a row for every command, call and scenario of the guide', () => {
    const missing = guide.split('\n').filter((each) => each !== '' && !section.includes(each));

    expect(missing).toEqual([]);
  });
});
