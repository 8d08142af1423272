// All formats of one report agree: every table value, key figure and check mark is read back from each and compared.
import { describe, expect, it } from 'vitest';

import type { ReportModel } from '../../src/reports/model.js';
import { renderHtml } from '../../src/reports/render/html.js';
import { renderJson } from '../../src/reports/render/json.js';
import { renderMarkdown } from '../../src/reports/render/markdown.js';
import { renderNotebook } from '../../src/reports/render/notebook.js';
import { demoReport, hostileReport, largeReport, planReports } from '../support/named-reports.js';
import { type Seen, seenInHtml, seenInMarkdown } from '../support/rendered-tables.js';

const reports: Readonly<Record<string, () => ReportModel>> = {
  'the demo': demoReport,
  'a demo with hostile names': hostileReport,
  'two snapshots with 150 tenants': () => largeReport({ tenants: 150, servers: 8, groups: 64 }),
  ...planReports,
};

function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** What every format for people has to show of the model; labels of columns without units and bases. */
function expectedOf({ cells, figures }: ReportModel): Seen {
  return {
    tables: cells.flatMap((cell) =>
      cell.kind === 'TABLE'
        ? [
            [
              cell.columns.map(({ label }) => plain(label)),
              ...cell.rows.slice(0, cell.shown ?? undefined).map((row) => row.map(({ text }) => plain(text))),
            ],
          ]
        : [],
    ),
    figures: figures.map(({ label, value, note }) => [label, value, note ?? '–'].map(plain)),
    checks: cells.flatMap((cell) => (cell.kind === 'CHECK' ? cell.checks.map(({ mark, code }) => [mark, code]) : [])),
  };
}

/** Markdown has units and bases behind the labels of columns; HTML has them beside. */
function withoutDetails(seen: Seen, { cells }: ReportModel): Seen {
  const labels = cells.flatMap((cell) =>
    cell.kind === 'TABLE' ? [cell.columns.map(({ label }) => plain(label))] : [],
  );
  return {
    ...seen,
    tables: seen.tables.map(([head = [], ...rows], at) => [
      head.map((label, column) => {
        const wanted = labels[at]?.[column] ?? '';
        return label.startsWith(`${wanted} (`) ? wanted : label;
      }),
      ...rows,
    ]),
  };
}

function headingsOf({ cells }: ReportModel): ReadonlySet<string> {
  return new Set(cells.flatMap((cell) => (cell.kind === 'TABLE' ? [plain(cell.title)] : [])));
}

/** Everything that a reader of a notebook sees as Markdown, outputs in their place. */
async function shownInNotebook(model: ReportModel): Promise<string> {
  const { cells } = JSON.parse(await renderNotebook(model)) as {
    cells: { cell_type: string; source: string[]; outputs?: { data: Record<string, string[]> }[] }[];
  };
  return cells
    .flatMap(({ cell_type: type, source, outputs = [] }) => [
      ...(type === 'markdown' ? [source.join('')] : []),
      ...outputs.map(({ data }) => (data['text/markdown'] ?? []).join('')),
    ])
    .join('\n\n');
}

describe.each(Object.entries(reports))('the formats of %s agree', (_, report) => {
  const model = report();
  const expected = expectedOf(model);

  it('in Markdown', () => {
    const seen = seenInMarkdown(renderMarkdown(model), headingsOf(model));

    expect(withoutDetails(seen, model)).toEqual(expected);
  });

  it('in HTML', async () => {
    const seen = seenInHtml(await renderHtml(model));
    const figures = expected.figures.map(([label = '', value = '', note = '']) => [
      label,
      value,
      note === '–' ? '' : note,
    ]);

    expect(seen).toEqual({ ...expected, figures });
  });

  it('in the notebook', async () => {
    const seen = seenInMarkdown(await shownInNotebook(model), headingsOf(model));

    expect(withoutDetails(seen, model)).toEqual(expected);
  });

  it('in JSON, which has all rows besides', async () => {
    const { format, ...parsed } = JSON.parse(await renderJson(model)) as ReportModel & { format: string };

    expect(format).toBe('shardbook-report');
    expect(expectedOf(parsed)).toEqual(expected);
    expect(parsed).toEqual(model);
  });
});
