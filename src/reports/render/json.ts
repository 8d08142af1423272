/** Renders a report as JSON: the whole model, complete where other formats aggregate, in a documented and versioned form. */
import { setImmediate } from 'node:timers/promises';

import type { ReportCell, ReportModel, TableCell } from '../model.js';

/** Rows that are written before other work gets its turn: a few ms. */
const rowsInOneTurn = 500;

/**
 * Returns the report as JSON, ending in one line break; same model, same bytes. `format` and `modelVersion` tell a reader
 * what it has; `docs/report.schema.json` describes the rest. Each row of a table is one line. Lets the event loop run
 * now and then: tables of large clusters have thousands of rows.
 */
export async function renderJson({ cells, ...head }: ReportModel): Promise<string> {
  const texts: string[] = [];
  for (const cell of cells) texts.push(await cellText(cell));
  return `${withLast(indented({ format: 'shardbook-report', ...head }, 0), 'cells', texts, 0)}\n`;
}

async function cellText(cell: ReportCell): Promise<string> {
  if (cell.kind !== 'TABLE') return indented(cell, 2);
  const { rows, ...rest }: TableCell = cell;
  const lines: string[] = [];
  for (let at = 0; at < rows.length; at += rowsInOneTurn) {
    if (at > 0) await setImmediate();
    for (const row of rows.slice(at, at + rowsInOneTurn)) lines.push(JSON.stringify(row));
  }
  return withLast(indented(rest, 2), 'rows', lines, 2);
}

/** Line breaks stand between the parts of JSON only: inside of its texts they are escaped. */
function indented(value: object, steps: number): string {
  return JSON.stringify(value, null, 2).replaceAll('\n', `\n${'  '.repeat(steps)}`);
}

/** Returns an object's JSON with one property more, a list of these items. */
function withLast(object: string, name: string, items: readonly string[], steps: number): string {
  const line = `\n${'  '.repeat(steps + 1)}`;
  const list = items.length === 0 ? '[]' : `[${items.map((item) => `${line}  ${item}`).join(',')}${line}]`;
  return `${object.slice(0, object.lastIndexOf('\n'))},${line}"${name}": ${list}\n${'  '.repeat(steps)}}`;
}
