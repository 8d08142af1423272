/** What checks found, as the messages of steps say it. */
import { counted, inFigures } from '../../base/wording.js';
import type { IsolationReport, PerformanceReport } from '../../model/check.js';

/** Returns e.g. `isolation PASS: all 3,285 documents visited, 2,070 of them edges`. */
export function isolationInWords({ status, documentsChecked, edgesChecked, findingsTotal }: IsolationReport): string {
  const looked = `isolation ${status}: all ${counted(documentsChecked, 'document')} visited, ${inFigures(edgesChecked)} of them edges`;
  return findingsTotal === 0 ? looked : `${looked}, ${counted(findingsTotal, 'finding')}`;
}

/** Returns e.g. `p95 1.2 ms at 3,410 queries/s`. */
export function latencyInWords({ overall }: PerformanceReport): string {
  return `p95 ${overall.p95Ms.toFixed(1)} ms at ${inFigures(Math.round(overall.queriesPerSecond))} queries/s`;
}
