/** The command that looks at what Shardbook needs and says what is wrong and what to do. It changes nothing. */
import { diagnose, type Surroundings } from './doctor/diagnosis.js';
import { doctorScreen } from './doctor/screen.js';
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
