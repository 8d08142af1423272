/** The doctor's report as a table for people. */
import Table from 'cli-table3';

import type { CheckResult, CheckStatus, DoctorReport } from '../../services/model/check.js';

export interface ScreenOptions {
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
