// Every query and every request that README.md and the pages of docs show is sent, page by page and from top to bottom,
// to a server that has seen nothing else; a reply that a page shows is the reply that comes.
import { readFileSync } from 'node:fs';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { RunningServer } from '../src/server/server.js';
import { packageFile } from '../src/services/base/package-root.js';
import { readSettings, settingsByVariable } from '../src/settings.js';
import { page, pages, type ShellLine, shellLines } from './support/pages.js';
import { start } from './support/running-server.js';
import { openTestServices, type TestServices } from './support/services.js';

interface Reply {
  readonly data?: Record<string, unknown>;
  readonly errors?: unknown;
}

interface Example {
  readonly title: string;
  readonly text: string;
  /** What the page shows right after it; undefined when it shows nothing. */
  readonly reply: unknown;
}

/** Sends an operation and returns its replies: one, or one for each event of a subscription. */
async function send(url: string, headers: Record<string, string>, body: string): Promise<readonly Reply[]> {
  const response = await fetch(url, { method: 'POST', headers, body });
  const text = await response.text();
  if (response.headers.get('content-type')?.startsWith('text/event-stream') !== true)
    return [JSON.parse(text) as Reply];
  return [...text.matchAll(/^event: next\ndata: (.*)$/gm)].map(([, data = '']) => JSON.parse(data) as Reply);
}

/** Sends a query as a client of GraphQL does. */
function ask(server: RunningServer, query: string): Promise<readonly Reply[]> {
  const accept = query.startsWith('subscription') ? 'text/event-stream' : 'application/json';
  return send(`${server.url}/graphql`, { 'content-type': 'application/json', accept }, JSON.stringify({ query }));
}

/** Sends what a line with curl sends, to a server on another port, with files from the blocks of its page. */
function curl(
  server: RunningServer,
  { words }: ShellLine,
  files: ReadonlyMap<string, string>,
): Promise<readonly Reply[]> {
  const valueOf = (...options: string[]): string | undefined =>
    words.find((_, at) => options.includes(words[at - 1] ?? ''));
  const url = words.find((word) => word.startsWith('http://127.0.0.1:4000')) ?? '';
  const [name = '', value = ''] = (valueOf('-H') ?? '').split(': ');
  const data = valueOf('-d', '--data-binary') ?? '';
  const body = data.startsWith('@') ? (files.get(data.slice(1)) ?? '') : data;
  return send(url.replace('http://127.0.0.1:4000', server.url), { [name]: value }, body);
}

/** Failures that the API gives as data: each has a remedy. */
function failuresIn(replies: readonly Reply[]): unknown[] {
  const results = replies.flatMap((reply) => [reply, ...Object.values(reply.data ?? {})]);
  const isFailure = (result: unknown): boolean => typeof result === 'object' && result !== null && 'remedy' in result;
  return [...results.filter(isFailure), ...replies.flatMap(({ errors }) => errors ?? [])];
}

const withExamples = pages
  .map(({ path, blocks }) => {
    const examples = blocks.flatMap(({ language, text, section }, at): Example[] => {
      const isSent = language === 'graphql' || (language === 'bash' && text.startsWith('curl '));
      const next = blocks[at + 1];
      const reply: unknown = next?.language === 'json' && next.isAttached ? JSON.parse(next.text) : undefined;
      return isSent ? [{ title: `block ${at + 1}, in "${section}"`, text, reply }] : [];
    });
    // The first document of a page in JSON is the file that its examples send.
    const files = new Map([['topology.json', blocks.find(({ language }) => language === 'json')?.text ?? '']]);
    return { path, examples, files };
  })
  .filter(({ examples }) => examples.length > 0);

describe.each(withExamples)('the examples of $path', ({ examples, files }) => {
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

  it.each(examples)('get what they say: $title', async ({ text, reply }) => {
    const [line] = text.startsWith('curl ') ? shellLines({ text }) : [];
    const replies = line ? await curl(server, line, files) : await ask(server, text);

    if (reply !== undefined) expect(replies).toEqual([reply]);
    else expect(failuresIn(replies)).toEqual([]);
    expect(replies).not.toEqual([]);
  });
});

describe('the README', () => {
  const lines = page('README.md').text.split('\n');

  it('has at most 200 lines', () => {
    expect(lines.length).toBeLessThanOrEqual(201);
  });

  it('shows its first answer by line 20', () => {
    expect(lines.findIndex((line) => line.startsWith('npm ci && npm start'))).toBeGreaterThan(0);
    expect(lines.findIndex((line) => line.startsWith('{ "data":')) + 1).toBeLessThanOrEqual(20);
  });

  it('has queries to run, as several other pages have', () => {
    expect(withExamples.map(({ path }) => path)).toContain('README.md');
    expect(withExamples.length).toBeGreaterThan(3);
  });

  it('leads to every page of docs', () => {
    const paths = pages.map(({ path }) => path).filter((path) => path !== 'README.md');

    expect(paths.filter((path) => !page('README.md').text.includes(`](${path})`))).toEqual([]);
  });
});

describe('the page of the settings', () => {
  it('lists every setting with its default', () => {
    const rows = page('docs/settings.md').text.split('\n');
    for (const [variable, { fallback }] of Object.entries(settingsByVariable)) {
      const isNone = fallback === null || fallback === '' || (Array.isArray(fallback) && fallback.length === 0);
      const shown = isNone ? 'none' : `\`${String(fallback)}\``;
      const row = rows.find((line) => line.startsWith(`| \`${variable}\` `));
      expect(row?.split('|')[2]?.trim(), variable).toBe(shown);
    }
  });
});

describe('what pages run in a shell', () => {
  const shown = pages.flatMap(({ path, blocks }) =>
    blocks
      .filter(({ language }) => language === 'bash')
      .flatMap((block) => shellLines(block).map((line) => ({ path, ...line }))),
  );

  it('names npm scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { scripts: object };
    const known = [
      'npm ci',
      'npm link',
      'npm start',
      'npm test',
      ...Object.keys(scripts).map((name) => `npm run ${name}`),
    ];
    const named = pages.flatMap(({ text }) => text.match(/\bnpm (?:run [\w:]+|[a-z]+)\b(?! package)/g) ?? []);

    expect(named.filter((each) => !known.includes(each))).toEqual([]);
  });

  it('sets nothing but settings, to values that are accepted', () => {
    const withSettings = shown.filter(({ words }) => words.join(' ') === 'npm start');

    expect(withSettings.length).toBeGreaterThan(1);
    for (const { environment } of withSettings) {
      expect(Object.keys(environment).filter((name) => !Object.hasOwn(settingsByVariable, name))).toEqual([]);
      expect(() => readSettings(environment)).not.toThrow();
    }
  });

  it('sets what compose.yaml asks for', () => {
    const compose = readFileSync(packageFile('compose.yaml'), 'utf8');
    const names = shown
      .filter(({ words }) => words[0] === 'docker')
      .flatMap(({ environment }) => Object.keys(environment));

    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(compose))).toEqual([]);
  });

  it('is nothing that no test looks at', () => {
    const known = ['curl', 'docker', 'git', 'npm', 'npx', 'shardbook'];

    expect(shown.filter(({ words: [program = ''] }) => !known.includes(program))).toEqual([]);
  });
});
