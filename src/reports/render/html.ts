/**
 * Renders a report as one HTML file: no request, light and dark, made for screen and A4. Its one script adds comfort; the
 * report is complete without it.
 */
import { setImmediate } from 'node:timers/promises';

import { paletteCss, tenantFill } from '../charts/palette.js';
import type { Basis, Mark, ReportCell, ReportModel, TableCell, TableValue } from '../model.js';
import { pagePolicy, pageScript, template, templateText } from './templates.js';
import { kindFlag, rowsForPeople, sectionViews, timeInWords } from './view.js';

/**
 * Returns the report as an HTML document, ending in one line break; same model, same bytes. Lets the event loop run
 * between two charts: drawing one takes about 10 ms.
 */
export async function renderHtml(model: ReportModel): Promise<string> {
  const charts = await drawCharts(model);
  return template('report.html.hbs', { isHtml: true })({
    title: model.title,
    subtitle: model.subtitle,
    createdAt: model.createdAt,
    createdAtText: timeInWords(model.createdAt),
    outcome: { ...model.outcome, mark: markView(model.outcome.mark) },
    figures: model.figures.map((figure) => ({
      ...figure,
      mark: markView(figure.mark),
      basis: basisView(figure.basis),
    })),
    style: styleSheet(),
    policy: pagePolicy(),
    script: pageScript(),
    sections: sectionViews(model, (cell) => cellView(cell, charts)).map((section) => ({
      ...section,
      mark: markView(section.mark),
    })),
  });
}

let style: string | null = null;

function styleSheet(): string {
  style ??= templateText('report.css')
    .replaceAll('/* light palette */', paletteCss('light'))
    .replaceAll('/* dark palette */', paletteCss('dark'));
  return style;
}

const markSymbols: Readonly<Record<Mark, string>> = { PASS: '✓', WARN: '!', FAIL: '✕', SKIPPED: '–' };

function markView(mark: Mark | null): object | null {
  return mark === null ? null : { text: mark, symbol: markSymbols[mark], className: `mark ${mark.toLowerCase()}` };
}

function basisView(basis: Basis | null): object | null {
  if (basis === null) return null;
  return { text: basis === 'MEASURED' ? 'measured' : 'modelled', className: `basis ${basis.toLowerCase()}` };
}

interface DrawnChart {
  readonly wide: string | null;
  readonly narrow: string | null;
  readonly legend: readonly object[];
}

async function drawCharts(model: ReportModel): Promise<ReadonlyMap<ReportCell, DrawnChart>> {
  const drawn = new Map<ReportCell, DrawnChart>();
  // Loaded with the first report: the drawing library takes a third of a second, and a server starts without reports.
  const { legendOf, renderChart } = await import('../charts/render.js');
  for (const cell of model.cells) {
    if (cell.kind !== 'CHART') continue;
    const wide = renderChart(cell.chart, cell.title, 'WIDE');
    await setImmediate();
    const narrow = renderChart(cell.chart, cell.title, 'NARROW');
    await setImmediate();
    const legend = legendOf(cell.chart).map((entry) => ({ ...entry, isRing: entry.shape === 'RING' }));
    drawn.set(cell, { wide, narrow, legend });
  }
  return drawn;
}

function cellView(cell: ReportCell, charts: ReadonlyMap<ReportCell, DrawnChart>): object {
  const view = { ...noFlags, ...cell, ...kindFlag(cell) };
  switch (cell.kind) {
    case 'NARRATIVE':
    case 'PROVENANCE':
      return view;
    case 'OPERATION':
      return { ...view, name: /^\w+ (\w+)/.exec(cell.operation)?.[1] ?? 'operation' };
    case 'TABLE':
      return { ...view, ...tableView(cell) };
    case 'CHART':
      return {
        ...view,
        ...charts.get(cell),
        basis: basisView(cell.basis),
      };
    case 'CHECK':
      return {
        ...view,
        mark: markView(cell.mark),
        checks: cell.checks.map((check) => ({ ...check, mark: markView(check.mark) })),
      };
  }
}

/** Templates are strict: every flag is there, all but one false. */
const noFlags = {
  isNarrative: false,
  isOperation: false,
  isTable: false,
  isChart: false,
  isCheck: false,
  isProvenance: false,
};

/** From this many columns on, a table gets smaller type, so that it fits a page of common width. */
const denseColumns = 8;

function tableView(cell: TableCell): object {
  const { basis, columns } = cell;
  return {
    basis: basisView(basis),
    isDense: columns.length >= denseColumns,
    columns: columns.map((column) => ({ ...column, isEnd: column.align === 'END', basis: basisView(column.basis) })),
    rows: rowsForPeople(cell).map((row) =>
      row.map((value, at) => ({
        text: value.text,
        mark: markView(value.mark),
        swatch: value.colour === null ? null : tenantFill(value.colour),
        isHead: at === 0,
        sortKey: sortKey(value),
        className: valueClass(columns[at]?.align === 'END', value),
      })),
    ),
  };
}

/** Sentences may wrap, figures and single words may not unless they are long; names with a swatch hang beside it. */
function valueClass(isEnd: boolean, { text, colour }: TableValue): string {
  if (colour !== null) return 'named';
  if (isEnd) return text.length > 12 ? 'end long' : 'end';
  if (/^\S{1,16}$/.test(text)) return 'word';
  return text.length > 30 ? 'long' : '';
}

/** Returns the number that a value sorts by where its text would not do: `1,095` is as good as 1095, `1.5 MB` is not. */
function sortKey({ text, value }: TableValue): string | null {
  if (typeof value === 'number') return Number(text.replaceAll(',', '')) === value ? null : String(value);
  const isExactNumber = typeof value === 'string' && /^-?\d+$/.test(value);
  return isExactNumber && text.replaceAll(',', '') !== value ? value : null;
}
