/** The command that looks at what Shardbook needs and says what is wrong and what to do. It changes nothing. */
import Table from 'cli-table3';

import type { CheckResult, CheckStatus, DoctorReport } from '../services/model/check.js';
import { diagnose, type Surroundings } from './doctor/diagnosis.js';
import { columnsOf, painted } from './terminal.js';

export interface DoctorOptions {
  /** true: the report as JSON, for programs. */
  readonly json: boolean;
}

/** Where the output is no terminal: as wide as most screens and editors. */
const fileColumns = 110;

/** Prints the report. Returns whether nothing has failed. */
export async function runDoctor(
  surroundings: Surroundings,
  { json }: DoctorOptions,
  output: NodeJS.WriteStream,
): Promise<boolean> {
  const report = await diagnose(surroundings);
  const text = json
    ? JSON.stringify(report, null, 2)
    : doctorScreen(report, {
        columns: output.isTTY ? columnsOf(output) : fileColumns,
        paint: (word) => painted(word, output),
      });
  output.write(`${text}\n`);
  return report.status !== 'FAIL';
}

interface ScreenOptions {
  /** Width of the terminal. */
  readonly columns: number;
  /** Returns a word such as PASS in its colour, where colours are wanted. */
  readonly paint: (word: string) => string;
}

/** Narrower columns would break nearly every word. */
const leastColumns = 72;

/** Returns the table and a closing line, without a final line break. */
export function doctorScreen({ checks, status }: DoctorReport, { columns, paint }: ScreenOptions): string {
  const codeWidth = Math.max(...checks.map(({ code }) => code.length)) + 2;
  const statusWidth = 'SKIPPED'.length + 2;
  const table = new Table({
    head: ['', 'check', 'evidence, and what to do'],
    colWidths: [statusWidth, codeWidth, Math.max(leastColumns, columns) - statusWidth - codeWidth - 4],
    wordWrap: true,
    // No lines between rows: the whole list fits on a screen.
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
    style: { head: [], border: [] },
  });
  table.push(...checks.map((check) => [paint(check.status), check.code, textOf(check)]));
  return `${table.toString()}\n${closing(checks, status)}`;
}

function textOf({ evidence, remedy }: CheckResult): string {
  return remedy === null ? evidence : `${evidence}\n-> ${remedy}`;
}

function closing(checks: readonly CheckResult[], status: DoctorReport['status']): string {
  const count = (wanted: CheckStatus): number => checks.filter((check) => check.status === wanted).length;
  return `${status}: ${count('PASS')} passed, ${count('WARN')} with a warning, ${count('FAIL')} failed, ${count('SKIPPED')} skipped`;
}
