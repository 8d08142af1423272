/**
 * Renders a report as a Jupyter notebook (nbformat 4.5): it opens with all of its results and needs no kernel. Who has one
 * can ask a running Shardbook again: operations that only read are code cells, with the table that they gave as output.
 */
import { setImmediate } from 'node:timers/promises';

import type { ChartCell, OperationCell, ReportCell, ReportModel, TableCell } from '../model.js';
import { markdownCellBlocks, markdownHead, markdownText } from './markdown.js';
import { sectionViews, timeInWords } from './view.js';

interface MarkdownCell {
  readonly cell_type: 'markdown';
  /** Pictures by file name, then by media type, in base64. */
  readonly attachments?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly id: string;
  readonly metadata: object;
  readonly source: readonly string[];
}

interface CodeCell {
  readonly cell_type: 'code';
  readonly execution_count: null;
  readonly id: string;
  readonly metadata: object;
  readonly outputs: readonly object[];
  readonly source: readonly string[];
}

type NotebookCell = MarkdownCell | CodeCell;

/** What code cells call; the names of a user never get into it. */
const askAgain = `# Reading this notebook needs no kernel: every result is stored in it. To ask a running Shardbook again,
# set SHARDBOOK_URL if it is not on this machine, run this cell, then any other.
import json
import os
import urllib.request


def ask(query, variables="{}"):
    url = os.environ.get("SHARDBOOK_URL", "http://127.0.0.1:4000") + "/graphql"
    body = json.dumps({"query": query, "variables": json.loads(variables)}).encode()
    request = urllib.request.Request(url, body, {"content-type": "application/json"})
    with urllib.request.urlopen(request) as response:
        return json.load(response)`;

/** Returns the report as a notebook, ending in one line break; same model, same bytes. */
export async function renderNotebook(model: ReportModel): Promise<string> {
  const cells: NotebookCell[] = [markdown('head', markdownHead(model)), code('ask-again', askAgain, null)];
  for (const section of sectionViews(model, (cell) => cell)) {
    const mark = section.mark === null ? [] : [`Result: **${section.mark}**`];
    cells.push(markdown(`section-${section.id}`, [`## ${markdownText(section.title)}`, ...mark]));
    cells.push(...(await sectionCells(section.cells)));
  }
  const made = `Made by Shardbook from stored events and snapshots, up to ${timeInWords(model.createdAt)}.`;
  cells.push(markdown('made', [made]));
  const notebook = {
    cells,
    metadata: {
      kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' },
      language_info: { name: 'python' },
      title: model.title,
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
  return `${JSON.stringify(notebook, null, 1)}\n`;
}

/** Cells of one section; the table that follows an operation is its output. */
async function sectionCells(cells: readonly ReportCell[]): Promise<readonly NotebookCell[]> {
  const made: NotebookCell[] = [];
  for (let at = 0; at < cells.length; at += 1) {
    const [cell, next] = [cells[at], cells[at + 1]];
    if (!cell) continue;
    if (cell.kind === 'OPERATION' && isQuery(cell)) {
      const result = next?.kind === 'TABLE' ? next : null;
      if (result) at += 1;
      made.push(code(cell.id, callOf(cell), result));
    } else if (cell.kind === 'CHART') {
      made.push(await chart(cell));
    } else {
      made.push(markdown(cell.id, markdownCellBlocks(cell)));
    }
  }
  return made;
}

/** A mutation changes the cluster: whoever runs all cells of a notebook must not do that by the way. */
function isQuery({ operation }: OperationCell): boolean {
  return /^\s*(?:query\b|\{)/.test(operation);
}

function callOf({ operation, variables }: OperationCell): string {
  return `ask(${pythonText(operation)}${variables === null ? '' : `, ${pythonText(variables)}`})`;
}

/** Lines as they are where nothing in them ends or escapes a raw text; else one line with escapes, which JSON and Python share. */
function pythonText(text: string): string {
  const isPlain = !text.includes('"""') && !text.includes('\\') && !text.endsWith('"');
  return isPlain ? `r"""${text}"""` : JSON.stringify(text);
}

async function chart(cell: ChartCell): Promise<MarkdownCell> {
  // Loaded with the first report: the drawing library takes a third of a second.
  const { renderChart } = await import('../charts/render.js');
  const drawn = renderChart(cell.chart, cell.title, 'WIDE');
  await setImmediate();
  if (drawn === null) return markdown(cell.id, markdownCellBlocks(cell));
  const file = `${cell.id}.svg`;
  const blocks = markdownCellBlocks(cell, `![${markdownText(cell.title)}](attachment:${file})`);
  const picture = Buffer.from(onWhite(drawn), 'utf8').toString('base64');
  return { ...markdown(cell.id, blocks), attachments: { [file]: { 'image/svg+xml': picture } } };
}

/** A picture of its own does not know whether its page is dark: it brings the page for which its colours are. */
function onWhite(svg: string): string {
  return svg.replace('</title>', '</title>\n<rect width="100%" height="100%" fill="#ffffff"/>');
}

function markdown(id: string, blocks: readonly string[]): MarkdownCell {
  return { cell_type: 'markdown', id, metadata: {}, source: joined(blocks) };
}

function code(id: string, source: string, result: TableCell | null): CodeCell {
  const data = result && { 'text/markdown': joined(markdownCellBlocks(result)) };
  const outputs = data ? [{ data, metadata: {}, output_type: 'display_data' }] : [];
  return { cell_type: 'code', execution_count: null, id, metadata: {}, outputs, source: linesOf(source) };
}

function joined(blocks: readonly string[]): readonly string[] {
  return linesOf(blocks.filter((each) => each !== '').join('\n\n'));
}

/** Notebooks keep texts as lists of lines, each with its line break. */
function linesOf(text: string): readonly string[] {
  return text.split(/(?<=\n)/);
}
