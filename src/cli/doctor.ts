/** The command that looks at what Shardbook needs, says what is wrong and what to do, and saves what a damaged file has. */
import { closeSync, openSync, writeSync } from 'node:fs';

import Table from 'cli-table3';

import { systemClock } from '../services/base/clock.js';
import { bundledThread } from '../services/base/package-root.js';
import { StoreUnusableError } from '../services/errors/errors.js';
import type { CheckResult, CheckStatus, DoctorReport } from '../services/model/check.js';
import { machineNetwork } from '../services/store/arango/doctor/network.js';
import { freeBytesOf } from '../services/store/embedded/doctor.js';
import { salvage } from '../services/store/embedded/salvage.js';
import { count } from '../services/store/examination.js';
import type { Settings } from '../settings.js';
import { diagnose, type Surroundings } from './doctor/diagnosis.js';
import { CommandFailure, systemCode } from './failure.js';
import { dataFileIn } from './store-settings.js';
import { columnsOf, painted, type Terminal, whileShowing } from './terminal.js';

/** Where the output is no terminal: as wide as most screens and editors. */
const fileColumns = 110;

/** Prints the report, as JSON for programs or as a table. Returns whether nothing has failed. Changes nothing. */
export async function runDoctor(surroundings: Surroundings, json: boolean, terminal: Terminal): Promise<boolean> {
  const report = await whileShowing(terminal, 'Looking at settings, store and port', diagnose(surroundings));
  const { out } = terminal;
  const text = json
    ? JSON.stringify(report, null, 2)
    : doctorScreen(report, {
        columns: out.isTTY ? columnsOf(out) : fileColumns,
        paint: (word) => painted(word, out),
      });
  out.write(`${text}\n`);
  return report.status !== 'FAIL';
}

/**
 * Writes every row that can be read of the data file of these settings to a new file, as lines of JSON, and says how many
 * those are. Throws a StoreUnusableError when nothing can be read, a CommandFailure when the file cannot be written or the
 * store is no data file.
 */
export async function exportReadable(settings: Settings, target: string, { out }: Terminal): Promise<void> {
  if (settings.ARANGO_ENDPOINT.length > 0) {
    throw new CommandFailure('--export reads a data file, and the settings name a cluster', 'Unset ARANGO_ENDPOINT', {
      isWrongUsage: true,
    });
  }
  try {
    const file = openSync(target, 'wx');
    const { rows, gaps } = await salvage(dataFileIn(settings.SHARDBOOK_DATA), (line) => writeSync(file, `${line}\n`));
    closeSync(file);
    const missing = gaps === 0 ? 'everything could be read' : `what lies in ${count(gaps, 'place')} could not be read`;
    out.write(`${rows.toLocaleString('en-US')} rows are in ${target}; ${missing}\n`);
  } catch (cause) {
    if (cause instanceof StoreUnusableError) throw cause;
    const remedy = 'Give the path of a new file, on a disk with room';
    throw new CommandFailure(`${target} cannot be written (${systemCode(cause)})`, remedy, { cause });
  }
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

/** So long may a connection take to be made, in milliseconds. */
const connectTimeoutMs = 4000;

/** Less than for the store, because somebody waits, and long enough for a busy server. */
const requestTimeoutMs = 2500;

/** Returns the surroundings of a process with this environment. */
export function systemSurroundings(environment: Surroundings['environment']): Surroundings {
  return {
    environment,
    clock: systemClock(),
    network: machineNetwork(connectTimeoutMs),
    freeBytesOf,
    examiner: bundledThread('examiner'),
    requestTimeoutMs,
  };
}
