/** The command that looks at what Shardbook needs and says what is wrong and what to do. It changes nothing. */
import { diagnose, type Surroundings } from './doctor/diagnosis.js';
import { doctorScreen } from './doctor/screen.js';

export interface DoctorOptions {
  /** true: the report as JSON, for programs. */
  readonly json: boolean;
  /** `NO_COLOR` (no-color.org) is set: a terminal gets no colours either. */
  readonly noColor: boolean;
}

/** Where the output is no terminal: as wide as most screens and editors. */
const fileColumns = 110;

/** Of a terminal that does not know its width. */
const usualColumns = 80;

/** Prints the report. Returns whether nothing has failed. */
export async function runDoctor(
  surroundings: Surroundings,
  { json, noColor }: DoctorOptions,
  output: NodeJS.WriteStream,
): Promise<boolean> {
  const report = await diagnose(surroundings);
  const text = json
    ? JSON.stringify(report, null, 2)
    : doctorScreen(report, {
        columns: output.isTTY ? output.columns || usualColumns : fileColumns,
        isColoured: output.isTTY && !noColor,
      });
  output.write(`${text}\n`);
  return report.status !== 'FAIL';
}
