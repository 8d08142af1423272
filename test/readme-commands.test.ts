// Every command of Shardbook that README.md and the pages of docs show is run: those of one section in their order, against
// a server of their own; demos each against another one; the table of the guide likewise.
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { buildSchema, isObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { RunningServer } from '../src/server/server.js';
import { packageFile } from '../src/services/base/package-root.js';
import { sample } from './support/cases.js';
import { runCommand } from './support/commands.js';
import { page, pages, shardbookArguments, shellLine, shellLines } from './support/pages.js';
import { runProgram } from './support/program.js';
import { start } from './support/running-server.js';
import { openTestServices, type TestServices } from './support/services.js';

const guide = readFileSync(packageFile('test/support/guide-commands.txt'), 'utf8');
const readme = page('README.md').text;
const table = readme.slice(readme.indexOf('\n| The guide'), readme.indexOf('\n## Documentation'));

/** A command without the name of the program. */
type Arguments = readonly string[];

interface Section {
  readonly title: string;
  readonly commands: readonly Arguments[];
}

const sections: readonly Section[] = pages.flatMap(({ path, blocks }) => {
  const titles = [...new Set(blocks.map(({ section }) => section))];
  return titles.map((section) => ({
    title: `"${section}" of ${path}`,
    commands: blocks
      .filter((block) => block.language === 'bash' && block.section === section)
      .flatMap((block) =>
        shellLines(block).flatMap((line) => [shardbookArguments(line)].filter((each) => each !== null)),
      ),
  }));
});
const inTable: Section = {
  title: 'the table of the guide',
  commands: [...table.matchAll(/`(shardbook [^`]+)`/g)].map(([, line = '']) => shellLine(line).words.slice(1)),
};

const isDemo = ([command]: Arguments): boolean => command === 'demo';
/** Commands that look at this machine, or at nothing, and take no address of a server. */
const isLocal = (words: Arguments): boolean =>
  ['doctor', 'completion'].includes(words[0] ?? '') || words.includes('--help');

const seen = new Set<string>();
/** Every command once, where it is shown first. */
const shown = [...sections, inTable].map(({ title, commands }) => ({
  title,
  commands: commands
    .map((words) => ({ line: words.join(' '), words }))
    .filter(({ line }) => !seen.has(line) && seen.add(line)),
}));
const savesReport = (words: Arguments): boolean => words.includes('--save-report');
const demos = shown.flatMap(({ commands }) => commands.filter(({ words }) => isDemo(words)));
/** Demos that a page shows differ in names and numbers only, but for those that leave a report. */
const triedDemos = [
  ...sample(demos.filter(({ words }) => savesReport(words))),
  ...sample(demos.filter(({ words }) => !savesReport(words))),
];
const local = shown.flatMap(({ commands }) => commands.filter(({ words }) => isLocal(words)));
const onServers = shown
  .map(({ title, commands }) => ({
    title,
    commands: commands.filter(({ words }) => !isDemo(words) && !isLocal(words)),
  }))
  .filter(({ commands }) => commands.length > 0);

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shardbook-readme-'));
  for (const { text, path } of pages) {
    for (const [, name = '', content = ''] of text.matchAll(/^```yaml\n# (\S+)\n([^]*?)^```$/gm)) {
      await writeFile(join(folder, name), content);
    }
    const json = /^```json\n([^]*?)^```$/m.exec(text)?.[1];
    if (path === 'docs/topology-format.md') await writeFile(join(folder, 'topology.json'), json ?? '');
  }
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** Runs a command against a server; files and folders are those of the test. */
function run({ url }: RunningServer, words: Arguments): Promise<string> {
  const moved = words.map((word) => {
    if (word === '--save-report') return `--save-report=${folder}`;
    return /\.(yaml|json)$/.test(word) ? join(folder, word) : word;
  });
  return runCommand(url, words[0] === 'report' ? [...moved, '--folder', folder] : moved);
}

/** Gives every test of a block a server that the block has for itself. */
function useServer(): () => RunningServer {
  let opened: TestServices;
  let server: RunningServer;
  beforeAll(async () => {
    opened = await openTestServices();
    server = await start(opened.services);
  });
  afterAll(async () => {
    await server.stop();
    await opened.services.stop();
  });
  return () => server;
}

describe.each(onServers)('the commands in $title', ({ commands }) => {
  const server = useServer();

  it.each(commands)('do what they say: shardbook $line', async ({ words }) => {
    expect(await run(server(), words)).not.toBe('');
  });
});

describe.each(triedDemos)('the demo that is shown as shardbook $line', ({ words }) => {
  const server = useServer();

  it('completes, and leaves the reports that it was asked for', async () => {
    const before = await readdir(folder);

    expect(await run(server(), words)).toContain('COMPLETED');

    const saved = (await readdir(folder)).filter((name) => !before.includes(name));
    const endings = saved.map((name) => name.split('.').at(-1)).sort();
    expect(endings).toEqual(savesReport(words) ? ['html', 'ipynb', 'json', 'md'] : []);
  });
});

describe('commands that need no server', () => {
  it.each(local)('end well: shardbook $line', async ({ words }) => {
    const ended = await runProgram(words, { SHARDBOOK_DATA: join(folder, 'data'), PORT: '0' });

    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).not.toBe('');
  });

  it('include the doctor, which the table of the guide names', () => {
    expect(inTable.commands).toContainEqual(['doctor']);
  });
});

describe('the table of the guide', () => {
  it('has a row for every command, call and scenario of the guide', () => {
    const missing = guide.split('\n').filter((each) => each !== '' && !table.includes(each));

    expect(missing).toEqual([]);
  });

  it('names fields of the API that exist', () => {
    const schema = buildSchema(readFileSync(packageFile('schema.graphql'), 'utf8'));
    const known = Object.values(schema.getTypeMap()).flatMap((type) =>
      isObjectType(type) ? Object.keys(type.getFields()) : [],
    );
    const columns = table.split('\n').map((row) => row.split('|')[2] ?? '');
    const named = columns.flatMap((cell) => [...cell.matchAll(/`([a-z]\w+)(?:\(.*?\)|(?: \{.*?\}))?`/g)]);
    const fields = named.map(([, name = '']) => name).filter((name) => name !== 'shardbook');

    expect(fields.length).toBeGreaterThan(10);
    expect(fields.filter((name) => !known.includes(name))).toEqual([]);
  });
});
