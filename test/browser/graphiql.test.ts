// GraphiQL as a visitor meets it, in Chromium with every other host out of reach: the walk through the demo by its tabs.
import { readFile } from 'node:fs/promises';

import { pino } from 'pino';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type RunningServer, startServer } from '../../src/server/server.js';
import { launchChromium } from '../support/chromium.js';
import { openTestServices, type TestServices } from '../support/services.js';

let opened: TestServices;
let server: RunningServer;
let browser: Browser;
let context: BrowserContext;
let page: Page;
/** Of the report of the demo, once it has run. */
let reportPath: string;
/** Requests that left this server's address, and what the console complained of. */
const foreign: string[] = [];
const complaints: string[] = [];

beforeAll(async () => {
  opened = await openTestServices();
  server = await startServer({
    services: opened.services,
    settings: { host: '127.0.0.1', port: 0 },
    logger: pino({ level: 'silent' }),
  });
  browser = await launchChromium();
  context = await browser.newContext({ viewport: { width: 1400, height: 900 }, acceptDownloads: true });
  await context.route('**/*', (route) => {
    const url = route.request().url();
    if (url.startsWith(server.url) || url.startsWith('data:') || url.startsWith('blob:')) return route.continue();
    foreign.push(url);
    return route.abort();
  });
  page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
});

afterAll(async () => {
  await browser.close();
  await server.stop();
  await opened.services.stop();
});

/** Opens a tab by its name, runs its operation, and waits until the answer has the text. */
async function run(tab: string, text: string): Promise<void> {
  await page.locator('.graphiql-tab-button', { hasText: tab }).click();
  await page.locator('.graphiql-tab-active', { hasText: tab }).waitFor();
  const tooEarly = 'Cannot infer operation';
  let answer: string;
  do {
    // GraphiQL learns the new tab's operation a moment after it shows it; who is quicker asks again.
    await page.locator('.graphiql-execute-button').click();
    answer = await answerWith([text, tooEarly]);
  } while (answer === tooEarly);
}

/** Waits until the answer shown has one of the texts, and returns which. Monaco draws spaces as non-breaking ones. */
async function answerWith(texts: readonly string[]): Promise<string> {
  const found = await page.waitForFunction(
    (wanted) => {
      const lines = document.querySelector('.result-window .view-lines')?.textContent ?? '';
      return wanted.find((text) => lines.replaceAll('\u00a0', ' ').includes(text));
    },
    texts,
    { timeout: 60_000 },
  );
  return (await found.jsonValue()) ?? '';
}

describe('GraphiQL', () => {
  it('opens from this server alone, with the tabs of the walk', async () => {
    await page.goto(`${server.url}/graphql`);
    await page.locator('.graphiql-tabs').waitFor();

    expect(await page.title()).toBe('Shardbook');
    expect(await page.locator('.graphiql-tab-button').allTextContents()).toEqual([
      'Topology',
      'TenantsAndShards',
      'StartDemo',
      'FollowDemo',
      'TwoMoreServers',
      'Simulate',
      'ComparePlans',
      'DrainServer',
      'WhatIf',
      'ApplyPlan',
      'FollowRebalance',
      'Reports',
      'Isolation',
    ]);
  });

  it('shows tenants with their shards', async () => {
    await run('TenantsAndShards', '"shardGroup"');

    await answerWith(['"Acme Corp"']);
  });

  it('starts the demo in one tab and follows it to its end in another', async () => {
    await run('StartDemo', '"status": "RUNNING"');
    await run('FollowDemo', '"demoProgress"');

    await answerWith(['"RunCompleted"']);
    await answerWith(['"status": "COMPLETED"']);
  });

  it('leads to the report, which can be read and downloaded', async () => {
    const answered = page.waitForResponse(
      (response) => response.request().postData()?.includes('query Reports') ?? false,
    );
    await run('Reports', '/reports/');
    [reportPath = ''] = /\/reports\/[\w-]+\.html/.exec(await (await answered).text()) ?? [];
    const reader = await context.newPage();

    await reader.goto(server.url + reportPath);
    const title = await reader.title();
    const downloading = reader.waitForEvent('download');
    // Going to a file that is saved ends in an error: the page stays where it is.
    await expect(reader.goto(server.url + reportPath.replace(/html$/, 'md'))).rejects.toThrow('Download is starting');
    const download = await downloading;
    const saved = await readFile(await download.path(), 'utf8');
    await reader.close();

    expect(title).toContain('Scale-out of a multi-tenant cluster');
    expect(download.suggestedFilename()).toMatch(/^shardbook-\d{4}-\d\d-\d\d-\w+\.md$/);
    expect(saved).toContain('Tech Startup Innovations');
  });

  it('opens an operation of a served report in a tab of its own, with its variables', async () => {
    const reader = await context.newPage();
    const visitor = await browser.newPage();
    for (const visit of [reader, visitor]) {
      await visit.goto(server.url + reportPath);
      await visit.locator('#tenant-addition-operation').getByRole('link', { name: 'Open in GraphiQL' }).click();
      await visit.locator('.graphiql-tab-active', { hasText: 'AddTenants' }).waitFor();
      await visit.locator('.graphiql-editor-tool', { hasText: /Global\sRetail\sChain/ }).waitFor();
      // Beside the tabs that are there for everybody, and again after a reload.
      await visit.reload();
      await visit.locator('.graphiql-tab-active', { hasText: 'AddTenants' }).waitFor();
      expect(await visit.locator('.graphiql-tab-button').count()).toBe(14);
    }
    await Promise.all([reader.close(), visitor.close()]);
  });

  it('loads its script from the cache on a second visit', async () => {
    // Without interception: it would switch the cache off.
    const visitor = await browser.newContext();
    const transferred = async (): Promise<number[]> => {
      const visit = await visitor.newPage();
      await visit.goto(`${server.url}/graphql`);
      await visit.locator('.graphiql-tabs').waitFor();
      const sizes = await visit.evaluate(() =>
        performance
          .getEntriesByType('resource')
          .filter((entry) => entry.name.includes('/graphiql/'))
          .map((entry) => (entry as PerformanceResourceTiming).transferSize),
      );
      await visit.close();
      return sizes;
    };

    const first = await transferred();
    const second = await transferred();
    await visitor.close();

    expect(first.reduce((sum, size) => sum + size, 0)).toBeLessThan(3_000_000);
    expect(second).toEqual([0, 0]);
  });

  it('asks no other host and complains of nothing', () => {
    expect(foreign).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
