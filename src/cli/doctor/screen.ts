/** The doctor's report as a table for people. */
import Table from 'cli-table3';

import type { CheckResult, CheckStatus, DoctorReport } from '../../services/model/check.js';

export interface ScreenOptions {
  /** Width of the terminal. */
  readonly columns: number;
  readonly isColoured: boolean;
}

/** Narrower columns would break nearly every word. */
const leastColumns = 72;

/** ANSI codes of green, yellow, red and grey: the usual meaning of such a list. */
const colours: Readonly<Record<CheckStatus, number>> = { PASS: 32, WARN: 33, FAIL: 31, SKIPPED: 90 };

/** Returns the table and a closing line, without a final line break. */
export function doctorScreen({ checks, status }: DoctorReport, { columns, isColoured }: ScreenOptions): string {
  const codeWidth = Math.max(...checks.map(({ code }) => code.length)) + 2;
  const statusWidth = 'SKIPPED'.length + 2;
  const table = new Table({
    head: ['', 'check', 'found, and what to do'],
    colWidths: [statusWidth, codeWidth, Math.max(leastColumns, columns) - statusWidth - codeWidth - 4],
    wordWrap: true,
    // No lines between rows: the whole list fits on a screen.
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
    style: { head: [], border: [] },
  });
  const coloured = (each: CheckStatus): string => (isColoured ? `\u001b[${colours[each]}m${each}\u001b[39m` : each);
  table.push(...checks.map((check) => [coloured(check.status), check.code, textOf(check)]));
  return `${table.toString()}\n${closing(checks, status)}`;
}

function textOf({ evidence, remedy }: CheckResult): string {
  return remedy === null ? evidence : `${evidence}\n-> ${remedy}`;
}

function closing(checks: readonly CheckResult[], status: DoctorReport['status']): string {
  const count = (wanted: CheckStatus): number => checks.filter((check) => check.status === wanted).length;
  return `${status}: ${count('PASS')} passed, ${count('WARN')} with a warning, ${count('FAIL')} failed, ${count('SKIPPED')} skipped`;
}
