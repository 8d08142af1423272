import { describe, expect, it } from 'vitest';

import type { ReportModel } from '../../../src/reports/model.js';
import { renderNotebook } from '../../../src/reports/render/notebook.js';
import { demoReport, hostileNames, hostileReport } from '../../support/named-reports.js';

interface Cell {
  readonly cell_type: string;
  readonly id: string;
  readonly source: readonly string[];
  readonly attachments?: Record<string, Record<string, string>>;
  readonly outputs?: readonly { readonly data: Record<string, string[]> }[];
}

async function cellsOf(model: ReportModel): Promise<readonly Cell[]> {
  return (JSON.parse(await renderNotebook(model)) as { cells: Cell[] }).cells;
}

/** Everything that a reader sees as Markdown. */
function shown(cells: readonly Cell[]): string {
  return cells
    .flatMap(({ cell_type: type, source, outputs = [] }) => [
      ...(type === 'markdown' ? source : []),
      ...outputs.flatMap(({ data }) => data['text/markdown'] ?? []),
    ])
    .join('');
}

describe('renderNotebook', () => {
  it('is a notebook of format 4.5 whose cells have ids of their own', async () => {
    const notebook = JSON.parse(await renderNotebook(demoReport())) as Record<string, unknown> & { cells: Cell[] };
    const ids = notebook.cells.map(({ id }) => id);

    expect(notebook).toMatchObject({ nbformat: 4, nbformat_minor: 5 });
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-zA-Z0-9_-]{1,64}$/.test(id))).toEqual([]);
    // The schema of nbformat 4.5 allows these properties and no others (jupyter/nbformat, nbformat.v4.5.schema.json).
    const allowed: Record<string, readonly string[]> = {
      markdown: ['cell_type', 'id', 'metadata', 'source', 'attachments'],
      code: ['cell_type', 'execution_count', 'id', 'metadata', 'outputs', 'source'],
    };
    for (const cell of notebook.cells) {
      expect(Object.keys(cell).filter((name) => !allowed[cell.cell_type]?.includes(name))).toEqual([]);
    }
  });

  it('has every heading, figure and sentence of the report in it', async () => {
    const model = demoReport();
    const text = shown(await cellsOf(model));

    const plain = text.replaceAll('\\', '');
    const sentences = model.cells.flatMap((cell) =>
      cell.kind === 'NARRATIVE' ? [...cell.paragraphs, ...cell.list, cell.title ?? []].flat() : [],
    );
    expect([model.sections.length, model.figures.length, sentences.length].every((length) => length > 4)).toBe(true);
    expect(model.sections.filter(({ title }) => !text.includes(`## ${title}`))).toEqual([]);
    expect(model.figures.filter(({ value }) => !text.includes(value))).toEqual([]);
    expect(sentences.filter((sentence) => !plain.includes(sentence))).toEqual([]);
  });

  it('gives queries as code with the table that they gave, and never a mutation', async () => {
    const code = (await cellsOf(demoReport())).filter(({ cell_type: type }) => type === 'code');
    const calls = code.slice(1).map(({ source }) => source.join(''));

    expect(calls.length).toBeGreaterThan(2);
    expect(calls.filter((call) => !/^ask\(r"""\s*(?:query|\{)/.test(call))).toEqual([]);
    expect(code.some(({ outputs = [] }) => outputs.length === 1)).toBe(true);
  });

  it('brings a picture of each chart with it', async () => {
    const model = demoReport();
    const charts = (await cellsOf(model)).filter(({ attachments }) => attachments !== undefined);

    expect(charts).toHaveLength(model.cells.filter(({ kind }) => kind === 'CHART').length);
    for (const { attachments = {}, source } of charts) {
      const [[file, types]] = Object.entries(attachments) as [[string, Record<string, string>]];
      const svg = Buffer.from(types['image/svg+xml'] ?? '', 'base64').toString('utf8');
      expect(source.join('')).toContain(`(attachment:${file})`);
      expect(svg).toMatch(/^<svg xmlns=/);
    }
  });

  it('shows tenant names that look like mark-up as plain text', async () => {
    const text = shown(await cellsOf(hostileReport()));
    const plain = text.replace(/^```[\s\S]*?^```$/gm, '').replace(/\\([!-/:-@[-`{-~])/g, '$1');

    for (const name of hostileNames) expect(plain).toContain(name);
    expect(text.replace(/^```[\s\S]*?^```$/gm, '')).not.toMatch(/(?<!\\)<script|(?<!\\)<img/);
  });

  it('gives the same bytes when it renders the same model twice', async () => {
    expect(await renderNotebook(demoReport())).toBe(await renderNotebook(demoReport()));
  });
});
