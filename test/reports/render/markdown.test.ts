import { format } from 'prettier';
import { describe, expect, it } from 'vitest';

import {
  headingAnchor,
  markdownCode,
  markdownTable,
  markdownText,
  renderMarkdown,
} from '../../../src/reports/render/markdown.js';
import { demoReport, hostileNames, hostileReport, largeReport } from '../../support/named-reports.js';

/** Undoes backslash escapes, as a Markdown reader does. */
function unescaped(markdown: string): string {
  return markdown.replace(/\\([!-/:-@[-`{-~])/g, '$1');
}

describe('renderMarkdown', () => {
  it('renders the demo report as the golden file has it', async () => {
    await expect(renderMarkdown(demoReport())).toMatchFileSnapshot('../golden/demo-report.md');
  });

  it('gives the same bytes when it renders the same model twice', () => {
    expect(renderMarkdown(demoReport())).toBe(renderMarkdown(demoReport()));
  });

  it('shows tenant names that look like mark-up as plain text', () => {
    const markdown = renderMarkdown(hostileReport());
    const outsideOfFences = markdown.replace(/^```[\s\S]*?^```$/gm, '');

    for (const name of hostileNames) expect(unescaped(outsideOfFences)).toContain(name);
    expect(outsideOfFences).not.toMatch(/(?<!\\)<script|(?<!\\)<img/);
  });

  it('draws no mermaid chart with names that mermaid would read as something else', () => {
    const charts = renderMarkdown(hostileReport()).match(/```mermaid[\s\S]*?```/g) ?? [];

    expect(charts.join('')).not.toMatch(/script|a\|b/);
  });

  it('gives every row of a table as many cells as its head', () => {
    const tables = renderMarkdown(hostileReport()).match(/(?:^\|.*\|$\n?)+/gm) ?? [];
    const cells = (line: string): number => line.split(/(?<!\\)(?:\\\\)*\|/).length;

    expect(tables.length).toBeGreaterThan(10);
    for (const table of tables) {
      const counts = table.trim().split('\n').map(cells);
      expect(new Set(counts).size, table).toBe(1);
    }
  });

  it('follows the usual rules: one title, no trailing spaces, one blank line between blocks, unique headings', () => {
    const prose = renderMarkdown(demoReport()).replace(/^```[\s\S]*?^```$/gm, '```');
    const headings = prose.match(/^#+ .*$/gm) ?? [];

    expect(headings.filter((heading) => heading.startsWith('# '))).toHaveLength(1);
    expect(new Set(headings).size).toBe(headings.length);
    expect(prose).not.toMatch(/[ \t]+$/m);
    expect(prose).not.toMatch(/\n{3}/);
    expect(prose).not.toMatch(/[^\n]\n#+ |^#+ .*\n[^\n]/m);
    expect(prose.endsWith('.\n')).toBe(true);
  });

  it('links its table of contents to headings that exist', () => {
    const markdown = renderMarkdown(demoReport());
    const anchors = (markdown.match(/^## .*$/gm) ?? []).map((heading) => headingAnchor(heading.slice(3)));
    const links = Array.from(markdown.matchAll(/\]\(#([^)]+)\)/g), ([, anchor]) => anchor);

    expect(links.length).toBeGreaterThan(8);
    expect(anchors).toEqual(expect.arrayContaining(links));
  });

  it('parses as Markdown with many tenants as well', async () => {
    const markdown = renderMarkdown(largeReport({ tenants: 50, servers: 60, groups: 64 }));

    await expect(format(markdown, { parser: 'markdown' })).resolves.toContain('39 others');
  });
});

describe('markdownText', () => {
  it.each([
    ['a|b*c', String.raw`a\|b\*c`],
    ['<b>', String.raw`\<b>`],
    ['# no heading', String.raw`\# no heading`],
    ['1. no list', String.raw`1\. no list`],
    ['- no list', String.raw`\- no list`],
    ['two\nlines', 'two lines'],
    ['SHARD_MAP and _emphasis_', String.raw`SHARD_MAP and \_emphasis\_`],
    ['https://example.com', String.raw`https\://example.com`],
    ['back\\slash `tick`', 'back\\\\slash \\`tick\\`'],
    ['&lt;', String.raw`\&lt;`],
  ])('shows %j as it is', (text, markdown) => {
    expect(markdownText(text)).toBe(markdown);
  });

  it('keeps backticks inside a code span', () => {
    expect(markdownCode('a`b')).toBe('``a`b``');
  });

  it('lines columns up, numbers to the right', () => {
    const table = markdownTable(
      [
        { label: 'Name', align: 'START' },
        { label: 'Count', align: 'END' },
      ],
      [['東京', '1,095']],
    );

    expect(table).toBe('| Name | Count |\n| :--- | ----: |\n| 東京 | 1,095 |');
  });
});
