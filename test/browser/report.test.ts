import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { renderHtml } from '../../src/reports/render/html.js';
import { launchChromium } from '../support/chromium.js';
import { demoReport, hostileNames, hostileReport, largeReport, planReports } from '../support/named-reports.js';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const origin = 'http://report.test/';

let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
});

afterAll(async () => browser.close());

interface Opened {
  readonly page: Page;
  /** Everything that the page asked for besides itself. */
  readonly requests: string[];
  readonly complaints: string[];
}

/** Opens a document as if it were served; every other request is refused and noted. */
async function open(html: string, width: number, colorScheme: 'light' | 'dark' = 'light'): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, bypassCSP: false });
  const page = await context.newPage();
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.route('**/*', async (route) => {
    const url = route.request().url();
    if (url === origin) return route.fulfill({ body: html, contentType: 'text/html; charset=utf-8' });
    requests.push(url);
    return route.abort();
  });
  await page.goto(origin, { waitUntil: 'networkidle' });
  return { page, requests, complaints };
}

describe('the HTML report in Chromium', () => {
  it('makes no request and leaves the console silent', async () => {
    const { page, requests, complaints } = await open(await renderHtml(demoReport()), 1280);

    expect(await page.title()).toBe('Scale-out of a multi-tenant cluster – Shardbook');
    expect(requests).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it.each([
    ['the demo', 'light', 1280, demoReport],
    ['the demo', 'dark', 1280, demoReport],
    ['the demo', 'light', 360, demoReport],
    ['the demo', 'dark', 360, demoReport],
    ['a plan', 'light', 1280, hypotheticalPlan],
    ['a plan', 'dark', 360, hypotheticalPlan],
  ] as const)('has no accessibility violation: %s in %s at %i px', async (_, scheme, width, reportOf) => {
    const { page } = await open(await renderHtml(reportOf()), width, scheme);

    // Evaluated through the debugger, so the page's own policy against scripts stays in force.
    await page.evaluate(axeSource);
    const violations = await page.evaluate(async () => {
      const { axe } = globalThis as unknown as { axe: { run: () => Promise<AxeResult> } };
      const { violations } = await axe.run();
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
    });

    expect(violations).toEqual([]);
    await page.context().close();
  });

  it.each([
    ['the demo', 360, demoReport],
    ['the demo', 1280, demoReport],
    ['hostile names', 360, hostileReport],
    ['hostile names', 1280, hostileReport],
    ['50 tenants on 60 DB-Servers', 360, manyTenants],
    ['50 tenants on 60 DB-Servers', 1280, manyTenants],
    ['a plan', 360, hypotheticalPlan],
    ['a plan', 1280, hypotheticalPlan],
  ] as const)('keeps %s within %i px', async (_, width, reportOf) => {
    const { page } = await open(await renderHtml(reportOf()), width);

    const tooWide = await page.evaluate(overflowing);

    expect(tooWide).toEqual([]);
    await page.context().close();
  });

  it('keeps captions on the page while their tables are scrolled', async () => {
    const { page } = await open(await renderHtml(demoReport()), 360);

    const leaving = await page.evaluate(() =>
      Array.from(document.querySelectorAll('caption')).flatMap((caption) => {
        const table = caption.closest('.scroll');
        return [0, 9999].flatMap((left) => {
          table?.scrollTo({ left });
          const { left: start, right } = (caption.firstElementChild ?? caption).getBoundingClientRect();
          return start < 0 || right > innerWidth ? [caption.textContent] : [];
        });
      }),
    );

    expect(leaving).toEqual([]);
    await page.context().close();
  });

  it.each([
    [2, 3],
    [5, 5],
    [50, 60],
  ])('draws charts of %i tenants on %i DB-Servers without overlapping or clipped texts', async (tenants, servers) => {
    for (const width of [360, 1280]) {
      const html = await renderHtml(largeReport({ tenants, servers: Math.max(servers, 4), groups: 48 }));
      const { page } = await open(html, width);

      expect(await page.evaluate(troubledChartTexts), `${width} px`).toEqual([]);
      await page.context().close();
    }
  });

  it('shows hostile tenant names as text and runs none of them', async () => {
    const { page, requests, complaints } = await open(await renderHtml(hostileReport()), 1280);

    const text = await page.evaluate(() => document.body.innerText);

    for (const name of hostileNames) expect(text).toContain(name);
    expect([...requests, ...complaints]).toEqual([]);
    await page.context().close();
  });

  it('changes its colours without a script', async () => {
    const { page } = await open(await renderHtml(demoReport()), 1280, 'light');
    const background = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);

    expect(await background()).toBe('rgb(255, 255, 255)');
    await page.check('#theme-dark', { force: true });

    expect(await background()).toBe('rgb(19, 22, 27)');
    await page.context().close();
  });

  it('prints to PDF with several pages, in light colours', async () => {
    const { page } = await open(await renderHtml(demoReport()), 1280, 'dark');

    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
    await page.emulateMedia({ media: 'print' });

    expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length).toBeGreaterThan(5);
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(255, 255, 255)');
    await page.context().close();
  });
});

interface AxeResult {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

/** With imagined DB-Servers, other shards and growth. */
function hypotheticalPlan(): ReturnType<typeof demoReport> {
  const report = planReports['a plan with other shards and growth'];
  if (!report) throw new Error('There is no such plan');
  return report();
}

function manyTenants(): ReturnType<typeof demoReport> {
  return largeReport({ tenants: 50, servers: 60, groups: 64 });
}

/** In the page: elements that stick out of it, unless they scroll in a frame of their own. */
function overflowing(): string[] {
  const width = document.documentElement.clientWidth;
  const page =
    document.documentElement.scrollWidth > width ? [`page is ${document.documentElement.scrollWidth} px wide`] : [];
  const elements = Array.from(document.querySelectorAll('main *, header *, footer *')).filter((element) => {
    const { right, left, width: own } = element.getBoundingClientRect();
    return own > 0 && (right > width + 1 || left < -1) && !element.closest('.scroll, pre, svg, .theme');
  });
  return [...page, ...elements.map((element) => element.outerHTML.slice(0, 120))];
}

/** In the page: texts of visible charts that leave their picture or lie on another text. */
function troubledChartTexts(): string[] {
  const troubles: string[] = [];
  for (const svg of Array.from(document.querySelectorAll('svg'))) {
    const frame = svg.getBoundingClientRect();
    if (frame.width === 0) continue;
    const texts = Array.from(svg.querySelectorAll('text'), (text) => ({
      text: text.textContent,
      box: text.getBoundingClientRect(),
    }));
    texts.forEach(({ text, box }, at) => {
      const label = svg.getAttribute('aria-label') ?? '';
      const isOut =
        box.left < frame.left - 1 ||
        box.right > frame.right + 1 ||
        box.top < frame.top - 1 ||
        box.bottom > frame.bottom + 1;
      if (isOut) troubles.push(`${label}: “${text}” is cut off`);
      for (const other of texts.slice(at + 1)) {
        const overlapX = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
        const overlapY = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
        // Boxes have room above and below their letters: rows may touch by a few pixels.
        if (overlapX > 1 && overlapY > box.height * 0.35) troubles.push(`${label}: “${text}” lies on “${other.text}”`);
      }
    });
  }
  return troubles.slice(0, 20);
}
