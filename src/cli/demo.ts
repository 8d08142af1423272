/** The command that runs the five-step demo in the terminal, on a simulated cluster of its own or on a real one, and can save its report. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { formats } from '../reports/formats.js';
import type { ReportModel } from '../reports/model.js';
import type { NamingConvention } from '../services/model/asset.js';
import type { DemoPace, Run } from '../services/model/run.js';
import type { Services } from '../services/services.js';
import type { Settings } from '../settings.js';
import { type DemoScreen, lineScreen, terminalScreen } from './demo-screen.js';
import { summaryOf } from './demo-summary.js';
import { CommandFailure, systemCode } from './failure.js';
import { openServices } from './open.js';

export interface DemoOptions {
  readonly naming: NamingConvention;
  readonly pace: DemoPace;
  /** Folder for the report's files; null: save none. */
  readonly saveReport: string | null;
}

/**
 * Runs the demo on a new cluster in memory, or on the one that `ARANGO_ENDPOINT` names, and prints what happens. Returns whether the run completed; when the signal
 * is aborted, the run is cancelled and false is returned. Throws CommandFailure when the report cannot be saved.
 */
export async function runDemo(
  settings: Settings,
  options: DemoOptions,
  output: NodeJS.WriteStream,
  onUnexpected: (error: unknown) => void,
  signal: AbortSignal,
): Promise<boolean> {
  const print = (text: string): void => void output.write(`${text}\n`);
  const { saveReport: folder } = options;
  // Made first: nobody wants to learn after the demo that its report has no place.
  if (folder !== null) await saving(folder, () => mkdir(folder, { recursive: true }));
  const services = await openServices({
    settings: { ...settings, SHARDBOOK_NAMING: options.naming },
    inMemory: true,
    onUnexpected,
  });
  try {
    const screen = output.isTTY ? terminalScreen(output) : lineScreen(print);
    const run = await follow(services, options, screen, signal);
    print(await summaryOf(services, run));
    if (run.status !== 'COMPLETED') return false;
    if (folder !== null) for (const path of await saveReport(services, run, folder)) print(`Saved ${path}`);
    return true;
  } finally {
    await services.stop();
  }
}

async function follow(
  services: Services,
  { naming, pace }: DemoOptions,
  screen: DemoScreen,
  signal: AbortSignal,
): Promise<Run> {
  let run = await services.runs.startDemo({ naming, pace });
  const cancel = (): void => {
    // It may have ended by itself in this very moment; the last event says which it was.
    services.runs.cancel(run.id).catch(() => undefined);
  };
  if (signal.aborted) cancel();
  signal.addEventListener('abort', cancel, { once: true });
  for await (const followed of services.runs.follow(run.id, 0, new AbortController().signal)) {
    run = followed.run;
    screen.show(followed);
  }
  screen.close();
  signal.removeEventListener('abort', cancel);
  return run;
}

async function saveReport(services: Services, run: Run, folder: string): Promise<readonly string[]> {
  const report = await services.reports.generateForRun(run.id);
  const model = JSON.parse(report.model) as ReportModel;
  const paths: string[] = [];
  for (const format of formats) {
    const path = join(folder, `shardbook-demo-${report.id}.${format.extension}`);
    const text = await format.render(model);
    await saving(folder, () => writeFile(path, text));
    paths.push(path);
  }
  return paths;
}

async function saving(folder: string, save: () => Promise<unknown>): Promise<void> {
  try {
    await save();
  } catch (cause) {
    const message = `The report cannot be saved in ${folder} (${systemCode(cause)})`;
    throw new CommandFailure(message, 'Name a folder that you may write to: --save-report <folder>', { cause });
  }
}
