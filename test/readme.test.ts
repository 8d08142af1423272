import { readFileSync } from 'node:fs';

import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { packageFile } from '../src/package-root.js';
import { type RunningServer, startServer } from '../src/server.js';
import { settingsByVariable } from '../src/settings.js';
import { openTestServices, type TestServices } from './support/services.js';

interface Block {
  readonly language: string;
  readonly text: string;
}

const readme = readFileSync(packageFile('README.md'), 'utf8');
const blocks: readonly Block[] = [...readme.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].map(
  ([, language = '', text = '']) => ({
    language,
    text,
  }),
);

let opened: TestServices;
let server: RunningServer;

beforeAll(async () => {
  opened = await openTestServices();
  server = await startServer({
    services: opened.services,
    settings: { host: '127.0.0.1', port: 0 },
    logger: pino({ level: 'silent' }),
  });
});

afterAll(async () => {
  await server.stop();
  await opened.services.stop();
});

async function post(body: string): Promise<{ data?: unknown; errors?: unknown }> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${server.url}/graphql`, { method: 'POST', headers, body });
  return (await response.json()) as { data?: unknown; errors?: unknown };
}

/** The reply that the README shows right after the block, if it shows one. */
function replyAfter(index: number): unknown {
  const next = blocks[index + 1];
  return next?.language === 'json' ? (JSON.parse(next.text) as unknown) : undefined;
}

describe('the README', () => {
  it('has its first command by line 20', () => {
    const line = readme.split('\n').findIndex((text) => text.startsWith('npm ci && npm start'));

    expect(line).toBeGreaterThan(0);
    expect(line).toBeLessThan(20);
  });

  it('shows the reply that its first request gets', async () => {
    const index = blocks.findIndex(({ text }) => text.startsWith('curl '));
    const body = /-d '([^']+)'/.exec(blocks[index]?.text ?? '')?.[1] ?? '';

    expect(await post(body)).toEqual(replyAfter(index));
  });

  const queries = blocks.flatMap((block, index) =>
    block.language === 'graphql' ? [{ query: block.text, index }] : [],
  );

  it('has queries to run', () => {
    expect(queries.length).toBeGreaterThan(1);
  });

  it.each(queries)('shows what query $index gets', async ({ query, index }) => {
    const reply = await post(JSON.stringify({ query }));

    expect(reply.errors).toBeUndefined();
    const shown = replyAfter(index);
    if (shown !== undefined) expect(reply).toEqual(shown);
  });

  it('lists every setting with its default', () => {
    for (const [variable, { fallback }] of Object.entries(settingsByVariable)) {
      const isNone = fallback === null || fallback === '' || (Array.isArray(fallback) && fallback.length === 0);
      const shown = isNone ? 'none' : `\`${String(fallback)}\``;
      const row = readme.split('\n').find((line) => line.startsWith(`| \`${variable}\` `));
      expect(row?.split('|')[2]?.trim()).toBe(shown);
    }
  });

  it('names npm scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { scripts: object };
    const named = [...readme.matchAll(/npm run ([\w:]+)/g)].map(([, name = '']) => name);

    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(named));
  });
});
