import { createHash } from 'node:crypto';

import { format } from 'prettier';
import { describe, expect, it } from 'vitest';

import { renderHtml } from '../../../src/reports/render/html.js';
import { demoReport, hostileNames, hostileReport, largeReport } from '../../support/named-reports.js';

/** As a browser would show it: tags gone, entities as characters. */
function visibleText(html: string): string {
  return html
    .slice(html.indexOf('<body>'))
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#x([0-9a-f]+);/gi, (_, hex: string) => String.fromCodePoint(parseInt(hex, 16)))
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}

describe('renderHtml', () => {
  it('renders the demo report as the golden file has it', async () => {
    await expect(await renderHtml(demoReport())).toMatchFileSnapshot('../golden/demo-report.html');
  });

  it('gives the same bytes when it renders the same model twice', async () => {
    expect(await renderHtml(demoReport())).toBe(await renderHtml(demoReport()));
  });

  it('is well-formed for a parser that accepts no unclosed element', async () => {
    await expect(format(await renderHtml(hostileReport()), { parser: 'html' })).resolves.toContain('</html>');
  });

  it('shows tenant names that look like mark-up as plain text', async () => {
    const html = await renderHtml(hostileReport());

    for (const name of hostileNames) expect(visibleText(html)).toContain(name);
    expect(html).not.toMatch(/<img/i);
    expect(html.match(/<script/gi)).toHaveLength(1);
  });

  it('brings one script, the same in every report, which its policy knows by its hash', async () => {
    const [demo, hostile] = await Promise.all([demoReport(), hostileReport()].map(renderHtml));
    const [, script = ''] = /<script>([\s\S]*?)<\/script>/.exec(demo ?? '') ?? [];
    const hash = createHash('sha256').update(script).digest('base64');

    expect(script).not.toBe('');
    expect(hostile).toContain(`<script>${script}</script>`);
    expect(demo).toContain(`script-src 'sha256-${hash}';`);
  });

  it('gives values whose text does not sort their exact number, and no others', async () => {
    const html = await renderHtml(demoReport());

    expect(html).toMatch(/<td class="end" data-v="\d+">[\d.]+ MB<\/td>/);
    expect(html).not.toMatch(/data-v="[^"]*">[\d,]+<\/t/);
  });

  it('escapes names in charts too', async () => {
    const charts = (await renderHtml(hostileReport())).match(/<svg[\s\S]*?<\/svg>/g) ?? [];

    expect(charts.some((svg) => svg.includes('&lt;script&gt;alert(1)&lt;/script&gt;'))).toBe(true);
    expect(charts.join('')).not.toMatch(/<script/i);
  });

  it('names nothing that a browser would have to fetch', async () => {
    const html = await renderHtml(demoReport());

    expect(html.replaceAll('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(
      /(?:src|href)="(?!#|data:)|url\(|@import|https?:/,
    );
    expect(html).toContain("default-src 'none'");
  });

  it('uses every id once and links only to ids that exist', async () => {
    const html = await renderHtml(demoReport());
    const ids = Array.from(html.matchAll(/ id="([^"]+)"/g), ([, id]) => id);
    const targets = Array.from(html.matchAll(/ href="#([^"]+)"/g), ([, id]) => id);

    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(targets));
  });

  it('keeps the demo report under 300 kB', async () => {
    expect(Buffer.byteLength(await renderHtml(demoReport()))).toBeLessThan(300_000);
  });

  it('keeps the report of 1,000 tenants on 60 DB-Servers under 1 MB and says what it leaves out', async () => {
    const html = await renderHtml(largeReport({ tenants: 1000, servers: 60, groups: 256 }));

    expect(Buffer.byteLength(html)).toBeLessThan(1_000_000);
    expect(html).toContain('The 11 largest of 1,000 tenants have a bar each');
    expect(html).toContain('The 48 shard groups with the most documents of 256');
    expect(html).toContain('The 100 largest of 1,000 tenants; all are in the JSON.');
    expect(html).toContain('The 24 largest of 256 shard groups; all are in the JSON.');
  });
});
