// What people open in a browser: GraphiQL from our own files, and reports as files.
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

import { createClient as createSseClient } from 'graphql-sse';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { RunningServer } from '../../src/server/server.js';
import { type Answer, raw, start } from '../support/running-server.js';
import { openTestServices, type TestServices } from '../support/services.js';

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

describe('GraphiQL', () => {
  const accept = 'text/html,application/xhtml+xml';

  async function page(): Promise<{ answer: Answer; assets: string[] }> {
    const answer = await raw(`${server.url}/graphql`, { accept });
    return { answer, assets: answer.body.toString().match(/\/graphiql\/[0-9a-f]+\.(js|css)/g) ?? [] };
  }

  it('is a small page with two assets, together below 3 MB on the wire', async () => {
    const { answer, assets } = await page();
    const loaded = await Promise.all(
      assets.map((path) => raw(server.url + path, { 'accept-encoding': 'gzip, deflate, br' })),
    );

    expect(assets).toHaveLength(2);
    expect(loaded.map(({ headers }) => headers['content-encoding'])).toEqual(['br', 'br']);
    expect(answer.body.length).toBeLessThan(10_000);
    expect(loaded.reduce((sum, { body }) => sum + body.length, answer.body.length)).toBeLessThan(3_000_000);
    expect(answer.headers['content-security-policy']).toContain("connect-src 'self'");
    expect(answer.body.toString().replace("xmlns='http://www.w3.org/2000/svg'", '')).not.toMatch(/https?:\/\//);
  });

  it('costs nothing the second time', async () => {
    const { answer, assets } = await page();
    const again = await raw(`${server.url}/graphql`, { accept, 'if-none-match': answer.headers.etag! });
    const asset = await raw(server.url + assets[0]!, { 'accept-encoding': 'br' });

    expect([again.status, again.body.length]).toEqual([304, 0]);
    expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  });

  it('gives every client the same script, packed or not', async () => {
    const { assets } = await page();
    const path = server.url + assets.find((asset) => asset.endsWith('.js'))!;

    const [brotli, gzip, plain, refused] = await Promise.all([
      raw(path, { 'accept-encoding': 'br' }),
      raw(path, { 'accept-encoding': 'gzip' }),
      raw(path),
      raw(path, { 'accept-encoding': 'br;q=0, gzip;q=0' }),
    ]);

    const script = plain.body;
    expect(script.length).toBeGreaterThan(5_000_000);
    expect(brotliDecompressSync(brotli.body).equals(script)).toBe(true);
    expect(gunzipSync(gzip.body).equals(script)).toBe(true);
    expect(refused.body.equals(script)).toBe(true);
    expect([brotli.headers.vary, plain.headers['content-encoding']]).toEqual(['Accept-Encoding', undefined]);
  });

  it('opens links with a query, and leaves answers to those who ask for JSON', async () => {
    const link = `${server.url}/graphql?query=${encodeURIComponent('{ __typename }')}`;

    const [shown, answered] = await Promise.all([raw(link, { accept }), raw(link, { accept: 'application/json' })]);

    expect(shown.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(JSON.parse(answered.body.toString())).toEqual({ data: { __typename: 'Query' } });
  });
});

describe('a report', () => {
  async function downloads(): Promise<
    { format: string; url: string; bytes: number; sha256: string; fileName: string }[]
  > {
    const client = createSseClient({ url: `${server.url}/graphql` });
    const [first, second] = await Promise.all(
      ['before', 'after'].map((label) => opened.services.topology.takeSnapshot(label)),
    );
    const report = await opened.services.reports.generateForSnapshots(first!.id, second!.id);
    for await (const { data } of client.iterate<{ reports: { nodes: { title: string; downloads: never[] }[] } }>({
      query: '{ reports { nodes { title downloads { format url bytes sha256 fileName } } } }',
    })) {
      client.dispose();
      return data?.reports.nodes.find(({ title }) => title === report.title)?.downloads ?? [];
    }
    throw new Error('There was no answer');
  }

  const mediaTypes: Record<string, string> = {
    MARKDOWN: 'text/markdown; charset=utf-8',
    HTML: 'text/html; charset=utf-8',
    NOTEBOOK: 'application/x-ipynb+json',
    JSON: 'application/json',
  };

  it('comes in the format that the client likes best when its address has no extension', async () => {
    const [first] = await downloads();
    const address = server.url + first!.url.replace(/\.\w+$/, '');
    const typeFor = async (accept: string): Promise<string | undefined> =>
      (await raw(address, { accept })).headers['content-type'];

    expect(await typeFor('text/html,application/xhtml+xml,*/*;q=0.8')).toBe('text/html; charset=utf-8');
    expect(await typeFor('application/json')).toBe('application/json');
    expect(await typeFor('text/markdown, text/html;q=0.5')).toBe('text/markdown; charset=utf-8');
    expect(await typeFor('*/*')).toBe('text/html; charset=utf-8');
    expect((await raw(address, { accept: 'image/png' })).status).toBe(406);
    expect((await raw(address, { accept: 'application/json' })).headers.vary).toMatch(/accept/i);
  });

  it('can be downloaded in every format, with its name, type and size, and is free the second time', async () => {
    const offered = await downloads();

    expect(offered.map(({ format }) => format).sort()).toEqual(Object.keys(mediaTypes).sort());
    for (const { format, url, bytes, fileName } of offered) {
      const answer = await raw(server.url + url);
      const again = await raw(server.url + url, { 'if-none-match': answer.headers.etag! });

      expect(answer.status).toBe(200);
      expect(answer.body.length).toBe(bytes);
      expect(answer.headers['content-type']).toBe(mediaTypes[format]);
      expect(answer.headers['content-disposition']).toContain(`filename="${fileName}"`);
      expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
      expect([again.status, again.body.length]).toEqual([304, 0]);
    }
  });

  it.each(['nothing.html', 'UmVwb3J0OjA.html', 'UmVwb3J0OjA.exe', '..%2f..%2fetc%2fpasswd', '%', 'a/b.md'])(
    'called %s is one clear line with 404',
    async (name) => {
      const answer = await raw(`${server.url}/reports/${name}`);

      expect(answer.status).toBe(404);
      expect(answer.body.toString()).toMatch(/^There is no such report.*\n$/);
    },
  );

  it('is only read', async () => {
    expect((await raw(`${server.url}/reports/nothing.html`, {}, 'DELETE')).status).toBe(405);
  });
});
