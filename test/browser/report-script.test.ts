// The comfort that a report's script adds in Chromium, and that nothing is missing without it.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { ReportModel, TableValue } from '../../src/reports/model.js';
import { renderHtml } from '../../src/reports/render/html.js';
import { launchChromium } from '../support/chromium.js';
import { demoReport } from '../support/named-reports.js';

let browser: Browser;
let folder: string;
let html: string;

beforeAll(async () => {
  [browser, folder, html] = await Promise.all([
    launchChromium(),
    mkdtemp(join(tmpdir(), 'shardbook-')),
    renderHtml(withSortableTable(demoReport())),
  ]);
  await writeFile(join(folder, 'report.html'), html);
});

afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});

/** Opens the report at an address of no server: whatever else the page asks for is refused. */
async function served(path = '/reports/UmVwb3J0OjA.html', javaScriptEnabled = true): Promise<Page> {
  const page = await (await browser.newContext({ javaScriptEnabled })).newPage();
  await page.route('**/*', (route) =>
    new URL(route.request().url()).pathname === path
      ? route.fulfill({ body: html, contentType: 'text/html; charset=utf-8' })
      : route.abort(),
  );
  await page.goto(`http://report.test${path}`);
  return page;
}

async function fromFile(): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(pathToFileURL(join(folder, 'report.html')).href);
  return page;
}

describe('a column of a table', () => {
  it('sorts by its exact value, turns round, and goes back to its order', async () => {
    const page = await served();
    const bytes = page.locator('#sortable thead button', { hasText: 'Bytes' });
    const seen = [];

    for (let press = 0; press < 3; press += 1) {
      await bytes.click();
      seen.push([await ariaSort(page), (await firstColumn(page)).join(' ')]);
    }

    expect(seen).toEqual([
      ['ascending', 'Tenant 1 Tenant 9 Tenant 10 Tenant 2'],
      ['descending', 'Tenant 10 Tenant 9 Tenant 1 Tenant 2'],
      [null, 'Tenant 10 Tenant 2 Tenant 9 Tenant 1'],
    ]);
    await page.context().close();
  });

  it('sorts by the keyboard too, with its focus to be seen, and names by their numbers', async () => {
    const page = await served();
    await page.locator('#sortable .scroll').focus();
    await page.keyboard.press('Tab');
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement ?? document.body).outlineStyle);

    await page.keyboard.press('Enter');
    const ascending = await firstColumn(page);
    await page.keyboard.press('Space');

    expect(outline).toBe('solid');
    expect(ascending).toEqual(['Tenant 1', 'Tenant 2', 'Tenant 9', 'Tenant 10']);
    expect(await firstColumn(page)).toEqual(ascending.toReversed());
    await page.context().close();
  });

  it('sorts marks by their word, not by the symbol before it', async () => {
    const page = await served();

    await page.locator('#sortable thead button', { hasText: 'Result' }).click();

    expect(await page.locator('#sortable tbody .mark').allInnerTexts()).toEqual([
      '✕ FAIL',
      '✓ PASS',
      '✓ PASS',
      '! WARN',
    ]);
    await page.context().close();
  });

  it('is no button in a table of two rows, and prints as plain text', async () => {
    const page = await served();
    const arrow = (): Promise<string> =>
      page
        .locator('#sortable thead button')
        .first()
        .evaluate((button) => getComputedStyle(button, '::after').display);
    const small = page.locator('table:not(:has(tbody tr:nth-child(3)))');

    await page.emulateMedia({ media: 'print' });

    expect(await small.count()).toBeGreaterThan(0);
    expect(await small.locator('button').count()).toBe(0);
    expect(await arrow()).toBe('none');
    // Chromium leaves a button's box out where a page repeats the head of its table, but not its text without the box.
    expect(
      await page
        .locator('#sortable thead button')
        .evaluateAll((all) => all.map((each) => getComputedStyle(each).display)),
    ).toEqual(Array(3).fill('contents'));
    expect(await page.locator('.open').first().isVisible()).toBe(false);
    await page.context().close();
  });
});

describe('a link to GraphiQL', () => {
  it('stands at every operation where Shardbook serves the report', async () => {
    const page = await served();
    const links = page.getByRole('link', { name: 'Open in GraphiQL' });
    const first = new URL((await links.first().getAttribute('href')) ?? '', page.url());

    expect(await links.count()).toBe(demoReport().cells.filter(({ kind }) => kind === 'OPERATION').length);
    expect(first.pathname).toBe('/graphql');
    expect(first.searchParams.get('query')).toMatch(/^query ClusterState \{\n {2}cluster/);
    await page.context().close();
  });

  it('is not there in a file or at another address', async () => {
    for (const page of [await fromFile(), await served('/somewhere/report.html')]) {
      expect(await page.locator('thead button').count()).toBeGreaterThan(0);
      expect(await page.getByText('Open in GraphiQL').count()).toBe(0);
      await page.context().close();
    }
  });
});

it('keeps the choice of colours for the next visit', async () => {
  const page = await served();
  const background = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);

  await page.check('#theme-dark', { force: true });
  await page.reload();

  expect(await background()).toBe('rgb(19, 22, 27)');
  await page.context().close();
});

it('reads the same where scripts are switched off', async () => {
  const [without, withScript] = [await served(undefined, false), await fromFile()];
  const text = async (page: Page): Promise<string> =>
    (await page.evaluate(() => document.body.innerText)).replace(/\s+/g, ' ');

  expect(await without.locator('button, .open').count()).toBe(0);
  expect(await text(without)).toBe(await text(withScript));
  for (const page of [without, withScript]) await page.context().close();
});

async function firstColumn(page: Page): Promise<string[]> {
  return page.locator('#sortable tbody th').allInnerTexts();
}

async function ariaSort(page: Page): Promise<string | null> {
  return page.locator('#sortable th', { hasText: 'Bytes' }).getAttribute('aria-sort');
}

/** The report with one more table: texts of its numbers sort as nothing but numbers would. */
function withSortableTable(model: ReportModel): ReportModel {
  const plain = (text: string, value: string | number | null = text): TableValue => ({
    ...{ text, value },
    mark: null,
    colour: null,
  });
  const marked = (mark: 'PASS' | 'WARN' | 'FAIL'): TableValue => ({ ...plain(mark), mark });
  return {
    ...model,
    cells: [
      ...model.cells,
      {
        kind: 'TABLE',
        id: 'sortable',
        section: model.sections.at(-1)?.id ?? '',
        title: 'Tenants to sort',
        basis: 'MEASURED',
        columns: ['Tenant', 'Bytes', 'Result'].map((label) => ({
          ...{ id: label, label },
          unit: null,
          align: 'START',
          basis: null,
        })),
        rows: [
          [plain('Tenant 10'), plain('1.5 EB', '1500000000000000001'), marked('PASS')],
          [plain('Tenant 2'), plain('–', null), marked('WARN')],
          [plain('Tenant 9'), plain('1.5 EB', '1500000000000000000'), marked('FAIL')],
          [plain('Tenant 1'), plain('1,095', 1095), marked('PASS')],
        ],
        shown: null,
        note: null,
      },
    ],
  };
}
